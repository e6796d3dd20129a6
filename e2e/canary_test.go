//go:build e2e && soak && linux

package e2e

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lanyard/e2e/canary"
	"lanyard/e2e/rig"
)

// TestSoakCanary sends secrets that occur nowhere else through everything that the
// window does, at the highest log level, with failures of every kind and crashes, and
// looks for them everywhere they do not belong: in what was printed, in all files, in
// arguments and environments of all processes, in titles and other properties of
// windows, in notifications and whatever else went over the session bus, on the
// clipboard after its time and in the primary selection, and in what servers got beside
// the one field for it.
func TestSoakCanary(t *testing.T) {
	c := newCage(t)
	w := c.opened()
	c.form(w)
	c.pastes(w)
	c.tokens(w)
	c.keys(w)
	c.code(w)
	c.places(w)
	c.locks(w)
	c.failures(w)
	c.notice(w)
	w.quit()
	c.printed(w.Window)
	c.crashes()
	c.search()
}

// cage is a desktop whose every corner is looked into.
type cage struct {
	*desk
	sim      *rig.Simulator
	fronts   *canary.Fronts
	ca       string
	bus      *rig.Eavesdropper
	pasted   string // a key that is only ever pasted
	crashing string // a key that is typed when the program crashes

	mu       sync.Mutex
	canaries []canary.Canary
	found    map[string]bool // while it ran
	seen     struct{ processes, titles int }
}

func newCage(t *testing.T) *cage {
	c := &cage{desk: startDesk(t), pasted: "canaryPastedKey-0123456789-abcdefghijklmnopq", crashing: "canaryCrashKey_9876543210_zyxwvutsrq", found: map[string]bool{}}
	bus, err := c.Eavesdrop(c.ctx)
	c.check(err)
	c.bus = bus
	c.sim = c.simulate("--token-life", "20m")
	authority, err := os.ReadFile(c.sim.CAFile)
	c.check(err)
	c.fronts = canary.NewFronts(authority)
	t.Cleanup(c.fronts.Close)
	s := c.sim
	for name, secret := range map[string]string{
		"the user's key": s.Cloud.APIKey, "the service ID's key": s.Cloud.ServiceIDAPIKey, "the AWS key": s.AWS.APIKey, "the cluster's password": s.CP4D.Password, "the studio's password": s.StudioICP.Password,
		"the unknown key": s.Failing.UnknownKey, "the disabled key": s.Failing.DisabledKey, "the restricted key": s.Failing.IPRestrictedKey,
		"the limited key": s.Failing.RateLimitedKey, "the slow key": s.Failing.SlowKey, "the HTML key": s.Failing.HTMLKey,
		"the pasted key": c.pasted, "the key at the crash": c.crashing, "the proxy's password": "pröxy canary/0451?",
	} {
		c.canaries = append(c.canaries, canary.New(name, secret))
	}
	c.canaries = append(c.canaries, canary.Tokens())
	c.profiles()
	c.check(os.WriteFile(filepath.Join(c.ConfigDir(), "settings.json"), []byte(`{"clear_token_s":3,"clear_key_s":3,"tray":true}`), 0o600))
	return c
}

// learn makes the secret that is on the clipboard one to look for, in all its forms.
func (c *cage) learn(name string) {
	c.t.Helper()
	text := c.Clipboard(c.ctx, "UTF8_STRING")
	if len(text) < 10 {
		c.t.Fatalf("%s is not on the clipboard", name)
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.canaries = append(c.canaries, canary.New(name, text))
}

// secrets are those to look for.
func (c *cage) secrets() []canary.Canary {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.canaries)
}

// before puts a server that writes down requests before one of the simulator's.
func (c *cage) before(target string) string {
	c.t.Helper()
	address, err := c.fronts.Before(target)
	c.check(err)
	if c.ca == "" {
		c.ca = filepath.Join(c.Files, "fronts.pem")
		c.check(os.WriteFile(c.ca, c.fronts.CAPEM(), 0o600))
	}
	return address
}

// profiles adds what the window will work with: good ones, and one for each way to fail.
func (c *cage) profiles() {
	c.t.Helper()
	s := c.sim
	auth, service, platform := c.before(s.Cloud.AuthURL), c.before(s.Cloud.URL), c.before(s.Cloud.PlatformURL)
	cloud := func(name, key, auth string, more ...string) {
		flags := append([]string{"--kind", "cloud", "--url", service, "--auth-url", auth, "--platform-url", platform, "--space-id", s.Cloud.SpaceID}, more...)
		c.add(account{name, key, flags}, c.ca)
	}
	cloud("good", s.Cloud.APIKey, auth)
	c.add(account{"aws", s.AWS.APIKey, []string{"--kind", "aws", "--url", c.before(s.AWS.URL), "--auth-url", c.before(s.AWS.AuthURL)}}, c.ca)
	c.add(account{"studio", s.StudioICP.Password, []string{"--kind", "studio-local", "--url", c.before(s.StudioICP.URL), "--instance-id", "icp", "--username", s.StudioICP.Username, "--secret-kind", "password"}}, c.ca)
	for name, key := range map[string]string{
		"bad-unknown": s.Failing.UnknownKey, "bad-disabled": s.Failing.DisabledKey, "bad-restricted": s.Failing.IPRestrictedKey,
		"bad-html": s.Failing.HTMLKey, "bad-limited": s.Failing.RateLimitedKey, "slow-key": s.Failing.SlowKey,
	} {
		cloud(name, key, auth)
	}
	key := s.Cloud.ServiceIDAPIKey
	for name, where := range map[string]string{
		"bad-authority": s.TLSFaults.UnknownCA, "bad-name": s.TLSFaults.WrongName, "bad-date": s.TLSFaults.Expired, "bad-tls11": s.TLSFaults.TLS11, "bad-dead": s.DeadURL,
		"bad-echo-400": c.echo(400, key), "bad-echo-401": c.echo(401, key), "bad-echo-500": c.echo(500, key),
	} {
		cloud(name, key, where)
	}
	proxy := c.fronts.ServePlain(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
		_, _ = fmt.Fprintf(w, "you sent %s", r.Header.Get("Proxy-Authorization"))
	}))
	cloud("bad-proxy", key, auth)
	c.must("pröxy canary/0451?\n", "edit", "bad-proxy", "--proxy", strings.Replace(proxy, "http://", "http://ana@", 1), "--proxy-secret-stdin", "--keep-secret")
}

// echo is a sign-in that says all it got, in every form.
func (c *cage) echo(status int, key string) string {
	return c.fronts.Serve(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(status)
		_, _ = fmt.Fprintf(w, `{"errorCode":"X","errorMessage":"you sent %s"}`, strings.Join(canary.Echoes(key), " or "))
	}))
}

// opened opens the window and begins to look at processes and titles.
func (c *cage) opened() *window {
	c.t.Helper()
	w := c.open("--log-level", "debug")
	w.until("it is there", func(s rig.State) bool { return len(s.Rows) > 10 && s.Keyring == "Login keyring" })
	ctx, stop := context.WithCancel(c.ctx)
	done := make(chan struct{})
	go func() {
		defer close(done)
		for ctx.Err() == nil {
			c.around(ctx)
			time.Sleep(100 * time.Millisecond)
		}
	}()
	c.t.Cleanup(func() { stop(); <-done })
	return w
}

// around looks at what everybody can see of the desktop.
func (c *cage) around(ctx context.Context) {
	var hits []string
	processes, titles := canary.Processes(c.Environment()), c.Titles(ctx)
	for _, pid := range processes {
		hits = append(hits, canary.Process(c.secrets(), pid)...)
	}
	for _, hit := range canary.Search(c.secrets(), titles) {
		hits = append(hits, hit+" is in a property of a window")
	}
	for _, hit := range canary.Search(c.secrets(), c.Primary(ctx)) {
		hits = append(hits, hit+" is in the primary selection")
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.seen.processes = max(c.seen.processes, len(processes))
	c.seen.titles += strings.Count(titles, `"Lanyard"`)
	for _, hit := range hits {
		c.found[hit] = true
	}
}

// form adds a profile whose password is typed.
func (c *cage) form(w *window) {
	s := c.sim
	c.key("ctrl+n")
	w.until("the form is open", func(s rig.State) bool { return s.Form.Open && s.Focus == "Name" })
	w.fill("Name", "typed")
	w.pick("Where does it run?", "Cloud Pak for Data")
	w.fill("Address", c.before(s.CP4D.URL))
	w.fill("Username", s.CP4D.Username)
	w.pick("Sign in with", "Password")
	w.fill("Password", s.CP4D.Password)
	pem, err := os.ReadFile(c.ca)
	c.check(err)
	w.paste("CA certificate", strings.TrimSpace(string(pem)))
	w.focus("Space or project")
	c.key("Return")
	w.until("it is saved", func(s rig.State) bool { return s.Chosen == "typed" && !s.Form.Open })
}

// pastes takes a profile in from the clipboard.
func (c *cage) pastes(w *window) {
	c.check(c.SetClipboard(c.ctx, fmt.Sprintf(`{"apikey":%q,"url":"https://eu-de.ml.cloud.ibm.com","iam_apikey_name":"pasted"}`, c.pasted)))
	c.key("ctrl+i")
	w.until("the importer is open", func(s rig.State) bool { return s.Import.Open && s.Focus == "paste" })
	c.key("ctrl+v")
	shown := w.until("it is read", func(s rig.State) bool { return len(s.Import.Found) == 1 && s.Import.Found[0].Key })
	c.key("Return")
	w.until("it is imported", func(now rig.State) bool {
		return !now.Import.Open && slices.Contains(now.Names(), shown.Import.Found[0].Name)
	})
	c.check(c.SetClipboard(c.ctx, "a shopping list"))
}

// tokens gets, copies, views and tests.
func (c *cage) tokens(w *window) {
	for _, name := range []string{"good", "aws", "typed", "studio"} {
		w.choose(name)
		c.key("ctrl+shift+c")
		w.until("the copy is told", func(s rig.State) bool { return strings.Contains(s.Status, "Token for "+name+" copied") })
		c.learn("the token of " + name)
		c.key("ctrl+shift+v")
		w.until("it is in clear", func(s rig.State) bool { return s.Token.Shown })
		c.key("ctrl+shift+v")
		c.key("ctrl+t")
		w.until("it is tested", func(s rig.State) bool { return s.Chosen == name && s.Verdict != "" && s.Busy == "" })
	}
	c.noSecret("after its time")
}

// keys copies keys themselves.
func (c *cage) keys(w *window) {
	for name, what := range map[string]string{"good": "API key", "typed": "Password"} {
		w.choose(name)
		w.press(what)
		w.press("Copy…")
		w.press("Copy the " + strings.Replace(what, "Password", "password", 1))
		w.until("the copy is told", func(s rig.State) bool { return strings.Contains(s.Status, what+" of "+name+" copied") })
	}
	c.noSecret("after its time")
}

// code copies code with and without the key.
func (c *cage) code(w *window) {
	w.choose("good")
	w.press("Use it in code")
	w.press("Copy code")
	w.until("it is told", func(s rig.State) bool { return strings.Contains(s.Status, "copied") })
	if text := c.Clipboard(c.ctx, "UTF8_STRING"); len(canary.Search(c.secrets(), text)) > 0 {
		c.t.Error("code without a secret has one")
	}
	w.press("With the API key in it…")
	w.press("Copy with the API key")
	w.until("it is told", func(s rig.State) bool { return strings.Contains(s.Status, "Code with the API key of good copied") })
	if text := c.Clipboard(c.ctx, "UTF8_STRING"); !strings.Contains(text, c.sim.Cloud.APIKey) {
		c.t.Error("code with the key does not have it")
	}
	c.noSecret("after its time")
}

// places goes through what else there is: settings, sheets, editing, removing, undo.
func (c *cage) places(w *window) {
	c.key("ctrl+comma")
	w.until("the settings are open", func(s rig.State) bool { return s.Settings != nil })
	w.focus("Theme")
	c.key("Right")
	c.key("Escape")
	c.key("F1")
	w.until("the shortcuts are shown", func(s rig.State) bool { return s.Dialog != "" })
	c.key("Escape")
	w.choose("good")
	c.key("ctrl+d")
	w.until("there is a copy", func(s rig.State) bool { return s.Form.Open || strings.HasPrefix(s.Chosen, "good ") })
	c.key("Escape")
	w.until("the form is closed", func(s rig.State) bool { return !s.Form.Open })
	w.choose("studio")
	c.key("ctrl+e")
	w.until("the form is open", func(s rig.State) bool { return s.Form.Open })
	w.fill("Password", c.sim.StudioICP.Password)
	w.focus("Password")
	c.key("ctrl+a", "ctrl+c", "ctrl+x", "ctrl+z", "Return")
	w.until("it is saved", func(s rig.State) bool { return !s.Form.Open })
	if text := c.Clipboard(c.ctx, "UTF8_STRING"); len(canary.Search(c.secrets(), text)) > 0 {
		c.t.Error("a password can be copied out of its field")
	}
	w.choose("aws")
	c.key("ctrl+Delete")
	w.until("it can be undone", func(s rig.State) bool { return s.Undo != "" })
}

// locks locks the window in the middle of things.
func (c *cage) locks(w *window) {
	w.choose("good")
	c.key("ctrl+shift+c")
	w.until("the copy is told", func(s rig.State) bool { return strings.Contains(s.Status, "copied") })
	c.key("ctrl+n")
	w.until("the form is open", func(s rig.State) bool { return s.Form.Open })
	w.fill("API key", c.crashing)
	c.key("ctrl+l")
	w.until("it is locked", func(s rig.State) bool { return s.LockWay == "click" && s.Focus == "Unlock" })
	c.noSecret("after the lock")
	c.key("Return")
	w.until("it is open", func(s rig.State) bool { return !s.Locked })
}

// failures signs in where it cannot work, and tests it.
func (c *cage) failures(w *window) {
	shown, err := w.State()
	c.check(err)
	for _, name := range shown.Names() {
		switch {
		case strings.HasPrefix(name, "bad-"): // some after several tries
			w.choose(name)
			c.key("Return")
			w.until(name+" fails", func(s rig.State) bool { return s.Chosen == name && s.Busy == "" && s.Error.What != "" })
			c.key("ctrl+t")
			w.until(name+" is tested", func(s rig.State) bool { return s.Chosen == name && s.Busy == "" && s.Tone == "bad" })
		case strings.HasPrefix(name, "slow-"): // never answered
			w.choose(name)
			c.key("Return")
			w.until("it is tried", func(s rig.State) bool { return s.Chosen == name && s.Busy != "" })
			time.Sleep(2 * time.Second)
			w.press("Cancel")
			w.until("it has stopped", func(s rig.State) bool { return s.Busy == "" })
		}
	}
}

// notice waits for the notification before a token in use ends.
func (c *cage) notice(w *window) {
	brief := c.simulate("--token-life", "45s")
	c.mu.Lock()
	c.canaries = append(c.canaries, canary.New("the brief key", brief.Cloud.APIKey))
	c.mu.Unlock()
	c.add(account{"brief", brief.Cloud.APIKey, []string{"--kind", "cloud", "--url", brief.Cloud.URL, "--auth-url", brief.Cloud.AuthURL, "--production"}}, brief.CAFile)
	c.key("ctrl+f", "Escape")
	w.until("it is listed", func(s rig.State) bool { return slices.Contains(s.Names(), "brief") })
	w.choose("brief")
	c.key("ctrl+shift+c")
	w.until("the copy is told", func(s rig.State) bool { return strings.Contains(s.Status, "copied") })
	before := c.bus.Notices()
	w.choose("good") // of what one looks at one is not told
	w.until("the desktop is told of its end", func(rig.State) bool { return c.bus.Notices() > before })
}

// crashes ends the program by faults, with secrets typed, shown and copied.
func (c *cage) crashes() {
	for _, s := range []syscall.Signal{syscall.SIGABRT, syscall.SIGSEGV, syscall.SIGQUIT, syscall.SIGBUS} {
		raw, err := c.Open(c.ctx, "--log-level", "debug")
		c.check(err)
		w := &window{raw, c.desk}
		w.choose("good")
		c.key("ctrl+shift+c")
		w.until("the copy is told", func(s rig.State) bool { return strings.Contains(s.Status, "copied") })
		c.learn("the token at the crash")
		c.key("ctrl+shift+v")
		w.until("it is in clear", func(s rig.State) bool { return s.Token.Shown })
		c.key("ctrl+n")
		w.until("the form is open", func(s rig.State) bool { return s.Form.Open })
		w.fill("API key", c.crashing)
		c.check(w.Crash(c.ctx, s))
		if !strings.Contains(w.Stderr(), "goroutine") {
			c.t.Errorf("%v: the program tells nothing of its end: %q", s, w.Stderr())
		}
		c.printed(raw)
		c.noSecret("after " + s.String())
	}
}

// printed looks at what the window wrote.
func (c *cage) printed(w *rig.Window) {
	c.t.Helper()
	for _, hit := range canary.Search(c.secrets(), w.Stdout()+"\n"+w.Stderr()) {
		c.t.Errorf("%s was printed:\n%s", hit, w.Stderr())
	}
	if len(w.Stderr()) < 100 {
		c.t.Errorf("at the highest log level the window printed %q only", w.Stderr())
	}
}

// search looks into all that is left.
func (c *cage) search() {
	hits, files, err := canary.Files(c.secrets(), c.Home, c.Files, c.Runtime())
	c.check(err)
	for _, text := range c.bus.Said() {
		for _, hit := range canary.Search(c.secrets(), text) {
			hits = append(hits, hit+" went over the session bus: "+text[:min(300, len(text))])
		}
	}
	for _, text := range c.fronts.Requests() {
		for _, hit := range canary.Search(c.secrets(), text) {
			hits = append(hits, hit+" is in a request outside of its field:\n"+text)
		}
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for hit := range c.found {
		hits = append(hits, hit)
	}
	for _, hit := range hits {
		c.t.Error(hit)
	}
	c.t.Logf("looked into %d files, %d messages on the bus, %d requests", files, len(c.bus.Said()), len(c.fronts.Requests()))
	// What is no secret is found where it must be: else the search would prove nothing.
	named := slices.ContainsFunc(c.bus.Said(), func(text string) bool { return strings.Contains(text, "brief (PRODUCTION)") })
	if files < 10 || len(c.fronts.Requests()) < 30 || c.seen.processes < 4 || c.seen.titles == 0 || !named {
		c.t.Errorf("too little was looked at: %d processes, %d titles, the notification: %v", c.seen.processes, c.seen.titles, named)
	}
}
