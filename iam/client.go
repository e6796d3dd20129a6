package iam

import (
	"context"
	"maps"
	"net"
	"net/http"
	"net/url"
	"os"
	"slices"
	"sync"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// Options are a Client's settings. The zero Options are good.
type Options struct {
	UserAgent string           // "lanyard" when empty
	Timeout   time.Duration    // caps a whole exchange or test, retries included; 0: only the usual limits
	Deadline  time.Time        // when everything has to be over, as for a command with a time limit; zero: never
	Now       func() time.Time // the wall clock; time.Now when nil
	OnRetry   func(Retry)      // told before each wait; called from the goroutine that waits
	System    ProxyResolver    // the system's proxy settings; nil: only profile and environment count

	// Chosen is the user's choice for profiles that have no proxy of their own: a proxy, or
	// nil for none; where it has not been made, environment and system count. It may be
	// asked at any time, from any goroutine. Nil: it has not been made.
	Chosen func() (proxy *url.URL, made bool, err error)

	// Allow refuses a profile for which nothing may be sent, whatever it was agreed for:
	// its error is the cause of an [*Error] with [ReasonForbidden]. Nil: all are allowed.
	Allow func(p profile.Profile) error
}

// Retry is a wait before the same request is sent once more.
type Retry struct {
	Profile string        // the profile's id
	Host    string        // whom we wait for
	Attempt int           // 1 before the second try
	Of      int           // how many further tries there are at most
	Wait    time.Duration // how long
	Err     *Error        // why
}

// ProxyResolver knows which proxy the desktop's or the system's settings name, PAC
// scripts included. It is asked where neither the profile nor the environment names
// one, never for this computer itself, and may be asked before every connection.
type ProxyResolver interface {
	// ProxyFor gives the proxy for a target of which only scheme and host are set: an
	// http, https or socks5 URL, or nil for a direct connection. An error counts as
	// no answer.
	ProxyFor(ctx context.Context, target *url.URL) (*url.URL, error)
}

// limits are the time and size limits of the one HTTP stack.
type limits struct {
	connect   time.Duration // TCP, name lookup included
	handshake time.Duration // TLS
	firstByte time.Duration // from the request to the answer's headers
	try       time.Duration // one try, body included
	total     time.Duration // all tries of an exchange, or of one request of a test
	idle      time.Duration // an unused connection is closed
	backoff   time.Duration // before the second try; doubles
	patience  time.Duration // the longest Retry-After that is honoured
	tries     uint          // the first one included
	body      int64         // bytes of an answer, decompressed
	headers   int64         // bytes of an answer's headers, 1xx answers included
}

func usualLimits() limits {
	return limits{
		connect:   5 * time.Second,
		handshake: 10 * time.Second,
		firstByte: 15 * time.Second,
		try:       30 * time.Second,
		total:     90 * time.Second,
		idle:      30 * time.Second,
		backoff:   time.Second,
		patience:  60 * time.Second,
		tries:     4,
		body:      1 << 20,
		headers:   64 << 10,
	}
}

// Client signs in and makes the read-only service calls. Connections are kept and
// shared by profiles that trust and route alike. It is safe for use by several
// goroutines.
type Client struct {
	agent   string
	timeout time.Duration
	end     time.Time
	now     func() time.Time
	onRetry func(Retry)
	system  ProxyResolver
	chosen  func() (*url.URL, bool, error)
	allow   func(profile.Profile) error
	environ func(*url.URL) (*url.URL, error) // the proxy that HTTPS_PROXY and NO_PROXY name
	hasEnv  bool                             // HTTPS_PROXY is set, so the system isn't asked
	limits  limits
	dial    func(ctx context.Context, network, addr string) (net.Conn, error)
	over    func(*dialer) transport // makes what a way sends by

	mu    sync.Mutex // nothing of net/http is called while it is held
	ways  map[wayKey]*way
	left  map[string]*left // by host: what did not end in its time
	roots rootsOnce
}

// New makes a client. HTTPS_PROXY and NO_PROXY count as they are now.
func New(o Options) *Client {
	c := &Client{
		agent:   o.UserAgent,
		timeout: o.Timeout,
		end:     o.Deadline,
		now:     o.Now,
		onRetry: o.OnRetry,
		system:  o.System,
		chosen:  o.Chosen,
		allow:   o.Allow,
		environ: environProxy(),
		hasEnv:  os.Getenv("HTTPS_PROXY") != "" || os.Getenv("https_proxy") != "",
		limits:  usualLimits(),
		dial:    new(net.Dialer).DialContext,
		over:    newTransport,
		ways:    map[wayKey]*way{},
		left:    map[string]*left{},
	}
	if c.agent == "" {
		c.agent = "lanyard"
	}
	if c.now == nil {
		c.now = time.Now
	}
	return c
}

// Close closes connections that nobody uses. The client stays usable.
func (c *Client) Close() {
	c.mu.Lock()
	ways := slices.Collect(maps.Values(c.ways))
	c.mu.Unlock()
	ctx, cancel := context.WithTimeout(context.Background(), closeTime)
	defer cancel()
	var all sync.WaitGroup
	for _, w := range ways {
		all.Go(func() {
			_, _ = within(ctx, c.leftAt(w.host), func() (struct{}, error) {
				w.CloseIdleConnections()
				return struct{}{}, nil
			}, nil)
		})
	}
	all.Wait()
}

// closeTime is how long Close waits for a transport that does not come back.
const closeTime = time.Second

// wall is the wall clock without the monotonic part: right after sleep and after
// clock changes.
func (c *Client) wall() time.Time { return c.now().UTC().Round(0) }

// bounded gives a context with the total limit, or the --timeout where that is less.
func (c *Client) bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return c.capped(ctx, c.limits.total)
}

// capped gives a context that ends after some time (0: none), and with the client's own
// limits in any case.
func (c *Client) capped(ctx context.Context, total time.Duration) (context.Context, context.CancelFunc) {
	if c.timeout > 0 && (total == 0 || c.timeout < total) {
		total = c.timeout
	}
	end := c.end
	if at := time.Now().Add(total); total > 0 && (end.IsZero() || at.Before(end)) {
		end = at
	}
	if end.IsZero() {
		return context.WithCancel(ctx)
	}
	return context.WithDeadline(ctx, end)
}

// caller sends one credential's requests: it knows the profile's way through proxy
// and TLS, and the secrets that must not come back in a text.
type caller struct {
	c      *Client
	p      profile.Profile
	proxy  secret.Text
	hide   []secret.Text
	looks  bool   // at certificates alone: neither key nor token is sent
	hidden string // the proxy whose credential is in hide
}

func (c *Client) caller(cred Credential) *caller {
	k := &caller{c: c, p: cred.Profile, proxy: cred.Proxy, hide: []secret.Text{cred.Proxy}}
	k.hideBasic(cred.Profile.Username, cred.Key)
	return k
}

// hideToo adds a secret that came up on the way, such as the first of two tokens.
func (k *caller) hideToo(s secret.Text) { k.hide = append(k.hide, s) }

// hideBasic adds a secret, alone and as HTTP Basic sends it with a user name. The latter
// goes first: it is hidden as a whole.
func (k *caller) hideBasic(username string, s secret.Text) {
	if !s.Empty() {
		k.hide = append([]secret.Text{secret.New(encodeBasic(username, s)), s}, k.hide...)
	}
}

func (k *caller) clean(text string) string { return cleanTo(maxMessage, text, k.hide) }

func (k *caller) cleanCode(text string) string { return cleanTo(maxCode, text, k.hide) }

// request is one request of a sign-in or a test.
type request struct {
	check  Check // what it is for
	step   Step
	method string
	url    string
	header http.Header
	body   string
	once   bool     // after an answer that was lost it must not be sent again
	store  *atStore // of a call to a team's store; nil for IBM's
}

// answer is what came back.
type answer struct {
	status   int
	header   http.Header
	body     []byte
	host     string // who answered
	via      string
	sent     time.Time // wall clock
	received time.Time
}
