package sim

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

// The places where a fault can happen.
const (
	OnIAM       = "iam"       // a refusal by IBM Cloud IAM
	OnCP4D      = "cp4d"      // a refusal by Cloud Pak for Data or Watson Studio Local
	OnMCSP      = "mcsp"      // a refusal by the sign-in of watsonx on AWS
	OnToken     = "token"     // a sign-in that succeeds, with a strange token or a strange answer around it
	OnService   = "service"   // a refusal by a machine learning or platform API
	OnDiscovery = "discovery" // what a sign-in host says of its own addresses
	OnKeys      = "keys"      // a refusal by the calls that list, make and change API keys
	OnWire      = "wire"      // trouble that any HTTP call can meet
)

const (
	faultPrefix   = "fault-"
	servicePrefix = "service-"
	// faultClaim is in the tokens of "fault-service-" keys only: which fault
	// services answer them with.
	faultClaim = "simulated_fault"
)

// Fault is a way in which a call can go wrong. The rows of [Faults] can be
// used as they are, or changed; a test can make its own from Status, Header
// and Body, with On left empty.
//
// Some words in Header and Body stand for what is only known when they are
// sent, escaped for JSON: {request_id}, {url} (of this origin), {elsewhere}
// and {plain} (another HTTPS and an HTTP origin, which answer anything with a
// token), {path}, {user_agent}, {time} (as IAM writes it), {date} (of HTTP, 5
// seconds from now), {secret} (what the client sent as its secret).
type Fault struct {
	Name   string // "fault-" and this chooses it
	On     string // OnIAM, …
	About  string // one line for people
	Status int
	Header map[string]string
	Body   string

	Path   string // only calls of paths that begin so; "" is all
	Suffix string // only calls of paths that end so; "" is all
	Method string // only calls by this method; "" is all
	Acts   bool   // the call is carried out, and only its answer is lost to this one

	Times int           // for Fail: how often; 0 is always
	Delay time.Duration // before the answer; ends early with the client or the simulator

	// For OnToken. The zero values change nothing.
	life   time.Duration          // of the token
	shift  time.Duration          // of the server's clock
	claims func(jwt.MapClaims)    // changes them before they are signed
	token  func(jwt string) any   // what stands in the token's place
	answer func(object) object    // changes the answer around the token
	serve  func(c *call, f Fault) // replaces Status, Header and Body
}

// Faults gives the table of faults, ordered by place.
func Faults() []Fault {
	return slices.Concat(iamFaults(), cp4dFaults(), mcspFaults(), tokenFaults(), lifeFaults(), serviceFaults(), keyFaults(), discoveryFaults(), wireFaults(), frameFaults(), hostileFaults())
}

// FaultNamed gives the row of that name.
func FaultNamed(name string) (Fault, bool) {
	for _, f := range Faults() {
		if f.Name == name {
			return f, true
		}
	}
	return Fault{}, false
}

// Value is the API key, password or id that chooses the fault.
func (f Fault) Value() string { return faultPrefix + f.Name }

// ServiceValue is the API key or password that signs in well and gets a token
// which services answer with the fault. It is for OnService and OnWire.
func (f Fault) ServiceValue() string { return faultPrefix + servicePrefix + f.Name }

// meets tells whether the fault concerns calls of this path: refusals of a
// sign-in and strange tokens concern token calls, those of OnService all
// others, and the rest any call.
func (f Fault) meets(path string) bool {
	if !strings.HasPrefix(path, f.Path) || !strings.HasSuffix(path, f.Suffix) {
		return false
	}
	switch f.On {
	case OnIAM, OnCP4D, OnMCSP, OnToken:
		return isExchange(path)
	case OnDiscovery:
		return strings.HasSuffix(path, discoveryPath)
	case OnService, OnKeys:
		return !isExchange(path)
	}
	return true
}

// meetsCall is meets for a whole request.
func (f Fault) meetsCall(r *http.Request) bool {
	return (f.Method == "" || f.Method == r.Method) && f.meets(r.URL.Path)
}

// meet has a call meet a fault, after do where the fault says that the call is carried
// out.
func (c *call) meet(f Fault, do func()) {
	if f.Acts {
		w := c.w
		c.w = &nobody{header: http.Header{}}
		do()
		c.w = w
	}
	c.fail(f)
}

// nobody is whom an answer goes to that is lost on its way.
type nobody struct{ header http.Header }

// Header implements http.ResponseWriter.
func (n *nobody) Header() http.Header { return n.header }

// Write implements http.ResponseWriter.
func (n *nobody) Write(b []byte) (int, error) { return len(b), nil }

// WriteHeader implements http.ResponseWriter.
func (n *nobody) WriteHeader(int) {}

// Fail answers calls to an entry (a member of [Info], such as "cloud"; "" is
// all of them) with f instead of what they asked for, as often as f.Times
// says or until undo is called. Of those calls it means the ones of f.Path
// and of the place f.On: token calls for a refused sign-in, all others for
// OnService. The fault that was put there last goes first.
func (s *Simulator) Fail(entry string, f Fault) (undo func()) {
	return s.faults.stage(entry, f)
}

// faultBook holds the faults that are in force.
type faultBook struct {
	rows  map[string]Fault // by name
	mu    sync.Mutex
	queue []*stagedFault
}

type stagedFault struct {
	entry string
	fault Fault
	left  int // -1: always
}

// load fills in the table.
func (b *faultBook) load() {
	b.rows = make(map[string]Fault)
	for _, f := range Faults() {
		b.rows[f.Name] = f
	}
}

func (b *faultBook) stage(entry string, f Fault) (undo func()) {
	st := &stagedFault{entry: entry, fault: f, left: f.Times}
	if f.Times == 0 {
		st.left = -1
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.queue = append(b.queue, st)
	return func() {
		b.mu.Lock()
		defer b.mu.Unlock()
		b.queue = slices.DeleteFunc(b.queue, func(o *stagedFault) bool { return o == st })
	}
}

// staged takes the fault that a call to this path of the entry meets.
func (b *faultBook) staged(entry string, r *http.Request) (Fault, bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, st := range slices.Backward(b.queue) {
		if st.left == 0 || st.entry != "" && st.entry != entry || !st.fault.meetsCall(r) {
			continue
		}
		if st.left > 0 {
			st.left--
		}
		return st.fault, true
	}
	return Fault{}, false
}

// chosen gives the fault that a secret or an id stands for, if it is one of
// these places.
func (b *faultBook) chosen(value string, on ...string) (Fault, bool) {
	name, ok := strings.CutPrefix(value, faultPrefix)
	f, known := b.rows[name]
	return f, ok && known && slices.Contains(on, f.On)
}

// later tells whether a secret signs in well for a service to refuse it, and
// names the row.
func (b *faultBook) later(secret string) (string, bool) {
	name, ok := strings.CutPrefix(secret, faultPrefix+servicePrefix)
	if !ok {
		return "", false
	}
	f, known := b.rows[name]
	return name, known && (f.On == OnService || f.On == OnKeys || f.On == OnWire)
}

// good tells whether a secret stands for a sign-in that succeeds, if in a
// strange way, and puts that into the grant.
func (b *faultBook) good(g *grant, secret string) bool {
	if f, ok := b.chosen(secret, OnToken); ok {
		g.fault = &f
		return true
	}
	name, ok := b.later(secret)
	g.later = name
	return ok
}

// fail answers with f.
func (c *call) fail(f Fault) {
	c.wait(f.Delay)
	if f.serve != nil {
		f.serve(c, f)
		return
	}
	words := c.words()
	h := c.w.Header()
	for name, v := range f.Header {
		h.Set(name, words.Replace(v))
	}
	if h.Get("Content-Type") == "" && f.Body != "" {
		h.Set("Content-Type", "application/json")
	}
	c.w.WriteHeader(f.Status)
	_, _ = io.WriteString(c.w, words.Replace(f.Body))
}

// wait lets d pass on the real clock. When client or simulator leave
// meanwhile, it ends the call without an answer: a client that is about to
// hang up must not take an empty one for real.
func (c *call) wait(d time.Duration) {
	if d <= 0 {
		return
	}
	t := time.NewTimer(d)
	defer t.Stop()
	select {
	case <-t.C:
	case <-c.r.Context().Done():
		panic(http.ErrAbortHandler)
	}
}

// words replaces what stands for something in a Fault.
func (c *call) words() *strings.Replacer {
	sim := c.site.sim
	now := sim.now().UTC()
	pairs := map[string]string{
		"{request_id}": c.id,
		"{url}":        c.site.url,
		"{path}":       c.r.URL.Path,
		"{elsewhere}":  sim.origin("elsewhere"),
		"{plain}":      sim.origin("plain"),
		"{user_agent}": c.r.UserAgent(),
		"{secret}":     c.secret(),
		"{time}":       iamTime(now),
		"{date}":       now.Add(5 * time.Second).Format(http.TimeFormat),
	}
	var list []string
	for _, k := range slices.Sorted(maps.Keys(pairs)) {
		list = append(list, k, inString(pairs[k]))
	}
	return strings.NewReplacer(list...)
}

// inString escapes v for the inside of a JSON string.
func inString(v string) string {
	b, err := json.Marshal(v)
	if err != nil {
		return ""
	}
	return string(b[1 : len(b)-1])
}

// origin gives the url of one of the origins that Info does not name.
func (s *Simulator) origin(entry string) string {
	for _, st := range s.sites {
		if st.entry == entry {
			return st.url
		}
	}
	return ""
}
