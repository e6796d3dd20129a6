//go:build !race

// It looks into /proc, and the race detector would make minutes of passphrases that take
// seconds by design.

package cli_test

import (
	"bytes"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/canary"
	"lanyard/iam/sim"
	"lanyard/internal/team/kvtest"
)

// TestCanary sends secrets that occur nowhere else through every command, at the
// highest log level and with failures of every kind, and then looks for them, in the
// forms that programs give to what they carry, everywhere they do not belong: in what
// was printed, in all files, in arguments and environments of processes, and in what
// the servers got beside the one field for it.
func TestCanary(t *testing.T) {
	c := newCage(t)
	c.profiles()
	c.tokens()
	c.failures()
	c.code()
	c.keyringTrouble()
	c.mistakes()
	c.rotations()
	c.teams()
	c.files()
	c.rest()
	c.everyCommandRan()
	c.search()
}

// canaryToken is the canary that every token is.
const canaryToken = "a token"

// cage is a home of its own for the commands, with servers that write down what they
// get.
type cage struct {
	*testing.T
	home, tmp, input string
	env              map[string]string
	sim              *sim.Simulator
	fronts           *canary.Fronts
	ca               string
	canaries         []canary.Canary
	ran              map[string]bool
}

func newCage(t *testing.T) *cage {
	c := &cage{T: t, home: t.TempDir(), tmp: t.TempDir(), input: t.TempDir(), ran: map[string]bool{}}
	c.sim = startSim(t, sim.Options{})
	c.fronts = canary.NewFronts(c.sim.CAPEM())
	t.Cleanup(c.fronts.Close)
	c.env = map[string]string{
		"HOME": c.home, "XDG_CONFIG_HOME": c.home + "/.config", "XDG_STATE_HOME": c.home + "/.local/state", "XDG_RUNTIME_DIR": c.home, "TMPDIR": c.tmp,
		"PATH": os.Getenv("PATH"), "NO_PROXY": "*", "DBUS_SESSION_BUS_ADDRESS": "unix:path=" + c.home + "/no-bus",
		envKeys: filepath.Join(c.input, "keyring.json"),
	}
	i := c.sim.Info()
	for name, secret := range map[string]string{
		"cloud": i.Cloud.APIKey, "service": i.Cloud.ServiceIDAPIKey, "aws": i.AWS.APIKey, "cp4d": i.CP4D.Password, "platform": i.CP4D.APIKey, "studio": i.StudioICP.Password,
		"unknown": i.Failing.UnknownKey, "html": i.Failing.HTMLKey, "disabled": i.Failing.DisabledKey, "slow": i.Failing.SlowKey,
		"passphrase": "passphrase of the canary 4711", "backup": "another canary's passphrase 0815", "proxy": "pröxy canary/0451?",
	} {
		c.canaries = append(c.canaries, canary.New(name, secret))
		c.write(name, secret+"\n")
	}
	for n, code := range i.Cloud.Passcodes {
		name := fmt.Sprint("code", n)
		c.canaries = append(c.canaries, canary.New(name, code))
		c.write(name, code+"\n")
	}
	c.canaries = append(append(c.canaries, canary.Tokens()), canary.Sessions()...)
	return c
}

// write makes a file of the user's own, which is not searched.
func (c *cage) write(name, text string) string {
	c.Helper()
	path := filepath.Join(c.input, name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		c.Fatal(err)
	}
	return path
}

// origin puts a server that writes down requests before one of the simulator's.
func (c *cage) origin(target string) string {
	c.Helper()
	address, err := c.fronts.Before(target)
	if err != nil {
		c.Fatal(err)
	}
	if c.ca == "" {
		c.ca = c.write("ca.pem", string(c.fronts.CAPEM()))
	}
	return address
}

// step is a command, what it reads, and what it may print.
type step struct {
	args  []string
	stdin string // a file of input
	code  int
	says  string // the canary that it was asked to print
	env   map[string]string
	blind bool // its arguments or its child's environment are the user's own doing
}

func run(args ...string) step               { return step{args: args} }
func (s step) from(file string) step        { s.stdin = file; return s }
func (s step) exits(code int) step          { s.code = code; return s }
func (s step) prints(canary string) step    { s.says = canary; return s }
func (s step) with(name, value string) step { s.env = map[string]string{name: value}; return s }
func (s step) unwatched() step              { s.blind = true; return s }
func (s step) command(path string) *exec.Cmd {
	return exec.Command(path, append([]string{"--log-level", "debug"}, s.args...)...)
}
func (s step) String() string { return "lanyard " + strings.Join(s.args, " ") }

// do runs a command and looks at what it printed.
func (c *cage) do(s step) string {
	c.Helper()
	path, err := exec.LookPath("lanyard")
	if err != nil {
		c.Fatal(err)
	}
	cmd := s.command(path)
	env := maps.Clone(c.env)
	maps.Copy(env, s.env)
	for k, v := range env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	if s.stdin != "" {
		in, err := os.Open(filepath.Join(c.input, s.stdin))
		if err != nil {
			c.Fatal(err)
		}
		defer func() { _ = in.Close() }()
		cmd.Stdin = in
	}
	var out, said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &said
	if err := cmd.Start(); err != nil {
		c.Fatal(err)
	}
	stop := make(chan struct{})
	watching := make(chan struct{})
	go func() {
		defer close(watching)
		c.watch(cmd.Process.Pid, s, stop)
	}()
	err = cmd.Wait()
	close(stop)
	<-watching
	if exit, ok := errors.AsType[*exec.ExitError](err); err != nil && (!ok || exit.ExitCode() != s.code) || err == nil && s.code != 0 {
		c.Fatalf("%s: %v, want exit code %d\n%s", s, err, s.code, &said)
	}
	c.ran[s.args[0]] = true
	for _, k := range c.canaries {
		if form := k.In(said.String()); form != "" {
			c.Errorf("%s shows %s (%s) on stderr:\n%s", s, k.Name, form, &said)
		}
		if seen := k.In(out.String()) != ""; seen != (k.Name == s.says) {
			c.Errorf("%s on stdout of %s: %v\n%s", k.Name, s, seen, &out)
		}
	}
	return out.String()
}

// watch looks at arguments and environment of a process and its children as long as it
// runs.
func (c *cage) watch(pid int, s step, stop chan struct{}) {
	for {
		if !s.blind {
			c.inspect(s.String(), pid)
		}
		select {
		case <-stop:
			return
		case <-time.After(5 * time.Millisecond):
		}
	}
}

func (c *cage) inspect(what string, pid int) {
	for _, hit := range canary.Process(c.canaries, pid) {
		c.Errorf("%s: %s", what, hit)
	}
}

// profiles adds one of each kind, and does to them all that can be done.
func (c *cage) profiles() {
	i := c.sim.Info()
	auth, service, platform := c.origin(i.Cloud.AuthURL), c.origin(i.Cloud.URL), c.origin(i.Cloud.PlatformURL)
	cloud := func(name, key string) {
		c.do(run("add", name, "--kind", "cloud", "--url", service, "--auth-url", auth, "--platform-url", platform, "--ca-file", c.ca, "--secret-stdin", "--space-id", i.Cloud.SpaceID).from(key))
	}
	for _, key := range []string{"cloud", "unknown", "html", "disabled", "slow"} {
		cloud(key, key)
	}
	c.do(run("add", "aws", "--kind", "aws", "--url", c.origin(i.AWS.URL), "--auth-url", c.origin(i.AWS.AuthURL), "--ca-file", c.ca, "--secret-stdin").from("aws"))
	cluster := c.origin(i.CP4D.URL)
	c.do(run("add", "cp4d", "--kind", "cp4d", "--url", cluster, "--username", i.CP4D.Username, "--secret-kind", "password", "--ca-file", c.ca, "--secret-stdin").from("cp4d"))
	c.do(run("add", "platform", "--kind", "cp4d", "--url", cluster, "--username", i.CP4D.Username, "--secret-kind", "api-key", "--ca-file", c.ca, "--secret-stdin").from("platform"))
	c.do(run("add", "studio", "--kind", "studio-local", "--url", c.origin(i.StudioOpenShift.URL), "--instance-id", "openshift", "--username", i.StudioICP.Username, "--ca-file", c.ca, "--secret-stdin").from("studio"))
	c.do(run("add", "sso", "--kind", "cloud", "--url", service, "--auth-url", auth, "--platform-url", platform, "--ca-file", c.ca, "--sign-in", "code", "--space-id", i.Cloud.SpaceID, "--auto-renew"))
	c.do(run("list", "--json"))
	c.do(run("list"))
	c.do(run("show", "cloud"))
	c.do(run("show", "cp4d", "--json"))
	c.do(run("duplicate", "cloud", "twin"))
	c.do(run("rename", "twin", "copy"))
	c.do(run("edit", "copy", "--tag", "x"))
	c.do(run("edit", "copy", "--secret-stdin").from("cloud"))
	c.do(run("remove", "copy", "--yes"))
}

// tokens signs in. What comes is a secret, but where it was asked for.
func (c *cage) tokens() {
	for _, name := range []string{"cloud", "aws", "cp4d", "platform"} {
		c.do(run("token", name).prints(canaryToken))
		c.do(run("test", name))
		c.do(run("test", name, "--json"))
	}
	c.do(run("token", "sso").exits(4))
	c.do(run("token", "sso", "--code-stdin").from("code0").prints(canaryToken))
	c.do(run("token", "sso", "--code-stdin").from("code0").exits(4))
	c.do(run("test", "sso", "--code-stdin", "--json").from("code1"))
	c.do(run("exec", "sso", "--code-stdin", "--serve", "--", "cp", "-r", c.tmp, filepath.Join(c.home, "seen-by-sso")).from("code2"))
	c.do(run("token", "cloud", "--header").prints(canaryToken))
	c.do(run("token", "cloud", "--json", "--fresh").prints(canaryToken))
	c.do(run("token", "cloud", "--copy").exits(1)) // there is no clipboard here
	c.do(run("test", "--all", "--json", "--timeout", "5s").exits(4))
}

// failures meets everything that goes wrong on the way to IBM and back.
func (c *cage) failures() {
	for name, code := range map[string]int{"unknown": 4, "disabled": 4, "html": 7} {
		c.do(run("token", name).exits(code))
		c.do(run("token", name, "--json").exits(code))
		c.do(run("test", name).exits(code))
	}
	c.do(run("token", "slow", "--timeout", "300ms").exits(5))
	i := c.sim.Info()
	for _, status := range []int{400, 401, 500} { // a server that says all it got, in every form
		undo := c.sim.Fail("cloud", sim.Fault{Status: status, Times: 10, Body: `{"errorCode":"X","errorMessage":"you sent ` + strings.Join(canary.Echoes(i.Cloud.APIKey), " or ") + `"}`})
		c.do(run("token", "cloud", "--timeout", "5s").exits(map[int]int{400: 4, 401: 4, 500: 7}[status]))
		if status != 500 { // which is tried again, for seconds
			c.do(run("test", "cloud", "--json").exits(4))
		}
		undo()
	}
	for _, where := range []string{i.DeadURL, i.TLSFaults.UnknownCA, i.TLSFaults.WrongName, i.TLSFaults.Expired, i.TLSFaults.TLS11} {
		c.do(run("edit", "cloud", "--auth-url", where, "--keep-secret"))
		c.do(run("token", "cloud", "--timeout", "5s").exits(5))
		c.do(run("test", "cloud", "--timeout", "5s").exits(5))
	}
	proxy := c.fronts.ServePlain(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusProxyAuthRequired)
		_, _ = fmt.Fprintf(w, "you sent %s", r.Header.Get("Proxy-Authorization"))
	}))
	c.do(run("edit", "aws", "--proxy", strings.Replace(proxy, "http://", "http://ana@", 1), "--proxy-secret-stdin", "--keep-secret").from("proxy"))
	c.do(run("token", "aws").exits(5))
	c.do(run("test", "aws", "--json").exits(5))
}

// code gives keys and tokens to programs.
func (c *cage) code() {
	for _, target := range strings.Split(strings.TrimSpace(c.do(run("snippet", "--list"))), "\n") {
		target, _, _ = strings.Cut(target, " ")
		s := run("snippet", "cp4d", "--for", target)
		if code := c.try(s); code == 0 {
			c.do(s)
		}
	}
	c.do(run("snippet", "cp4d", "--for", "python-watsonx", "--with-secret").prints("cp4d"))
	seen := filepath.Join(c.home, "seen-by-the-command")
	c.do(run("exec", "cp4d", "--", "cp", "-r", c.tmp, seen).unwatched())
	c.do(run("exec", "cp4d", "--with-secret", "--", "cp", "-r", c.tmp, seen+"-too").unwatched())
	c.do(run("exec", "cp4d", "--with-secret", "--", "sh", "-c", `printf %s "$WATSONX_PASSWORD"`).prints("cp4d").unwatched())
	c.do(run("exec", "unknown", "--", "true").exits(125))
	c.do(run("exec", "cp4d", "--with-secret", "--", "no-such-command").exits(127))
	c.do(run("inject", "-i", c.write("refs.env", "T=lanyard://cp4d/token\n")).prints(canaryToken))
	vcap := c.write("credentials.json", fmt.Sprintf(`{"apikey":%q,"url":%q,"instance_id":"11111111-2222-4333-8444-555555555555"}`, c.sim.Info().Cloud.APIKey, "https://eu-de.ml.cloud.ibm.com"))
	c.do(run("import", vcap, "--dry-run"))
	c.do(run("import", vcap, "--json", "--dry-run"))
	c.do(run("import", vcap, "--name", "imported"))
	c.do(run("import", "--scan", c.input, "--dry-run"))
	c.do(run("import", c.write("junk.json", `{"apikey":"`+c.sim.Info().Cloud.APIKey)).exits(1))
}

// try runs a command and gives its exit code.
func (c *cage) try(s step) int {
	path, err := exec.LookPath("lanyard")
	if err != nil {
		c.Fatal(err)
	}
	cmd := s.command(path)
	for k, v := range c.env {
		cmd.Env = append(cmd.Env, k+"="+v)
	}
	_ = cmd.Run()
	return cmd.ProcessState.ExitCode()
}

// keyringTrouble meets keyrings that cannot be had, keys for another place, and none.
func (c *cage) keyringTrouble() {
	for _, how := range []string{"absent", "locked"} {
		c.do(run("token", "cp4d").with(envBroken, how).exits(6))
		c.do(run("edit", "cp4d", "--secret-stdin").from("cp4d").with(envBroken, how).exits(6))
		c.do(run("backup", filepath.Join(c.home, "b.age"), "--passphrase-file", filepath.Join(c.input, "backup")).with(envBroken, how).exits(6))
	}
	profiles := filepath.Join(c.home, ".config/lanyard/profiles.json")
	good, err := os.ReadFile(profiles)
	if err != nil {
		c.Fatal(err)
	}
	moved := bytes.ReplaceAll(good, []byte(`"username": "`), []byte(`"username": "e`))
	for text, code := range map[string]int{string(moved): 6, string(good[:len(good)/2]): 1} {
		if err := os.WriteFile(profiles, []byte(text), 0o600); err != nil {
			c.Fatal(err)
		}
		c.do(run("token", "cp4d").exits(code))
		c.do(run("edit", "cp4d", "--secret-stdin", "--username", "eve").from("cp4d").exits(map[int]int{6: 0, 1: 1}[code]))
	}
	if err := os.WriteFile(profiles, good, 0o600); err != nil {
		c.Fatal(err)
	}
	c.do(run("edit", "cp4d", "--secret-stdin").from("cp4d"))
	c.do(run("add", "cp4d", "--kind", "cloud", "--region", "eu-de", "--secret-stdin").from("cloud").exits(1))
	c.do(run("token", "cp4d", "--secrets", "memory", "--secret-stdin").from("cp4d").prints(canaryToken))
}

// mistakes types secrets where they don't belong: nobody repeats them.
func (c *cage) mistakes() {
	key := c.sim.Info().Cloud.APIKey
	for _, s := range []step{
		run("add", "x", "--kind", "cloud", "--region", "eu-de", "--api-key", key), run("add", "x", "--password="+key), run("add", "x", key),
		run("token", "cloud", key), run("token", "cloud", "-p"+key), run("edit", "cloud", "--secret-stdin="+key), run("list", key), run("backup", "x", key),
	} {
		c.do(s.unwatched().exits(2))
	}
}

// rotations makes new keys and retires old ones. The keys that are made are canaries from
// then on: they lie in the keyring and nowhere else.
func (c *cage) rotations() {
	i := c.sim.Info()
	c.do(run("add", "nightly", "--kind", "cloud", "--url", c.origin(i.Cloud.URL), "--auth-url", c.origin(i.Cloud.AuthURL), "--ca-file", c.ca, "--secret-stdin").from("service"))
	c.do(run("duplicate", "nightly", "nightly2"))
	c.do(run("key", "show", "nightly", "--json"))
	c.do(run("key", "list", "nightly"))
	c.do(run("key", "rotate", "nightly", "--yes", "--json"))
	c.made()
	c.do(run("token", "nightly2").prints(canaryToken))
	c.do(run("key", "rotate", "nightly", "--undo"))
	c.do(run("key", "rotate", "nightly", "--delete-after", "0", "--yes"))
	c.made()
	c.do(run("key", "create", "made", "--from", "nightly", "--expires-in", "90d"))
	c.made()
	c.do(run("key", "disable", "made", "--yes"))
	c.do(run("token", "made", "--fresh").exits(4))
	c.do(run("key", "list", "nightly", "--json"))
	undo := c.sim.Fail("cloud", sim.Fault{Method: "POST", Suffix: "/v1/apikeys", Status: 400, Body: `{"errors":[{"message_code":"X","message":"not this apikey"}]}`, Times: 2})
	c.do(run("key", "rotate", "nightly", "--yes").exits(7))
	undo()
	undo = c.sim.Fail("cloud", sim.Fault{Method: "POST", Suffix: "/v1/apikeys", Status: 403, Body: `{"message":"you sent {secret}"}`, Times: 1})
	c.do(run("key", "rotate", "nightly", "--yes").exits(8))
	undo()
	c.do(run("key", "delete", "made", "--yes").exits(4))
	c.do(run("key", "rotate", "platform", "--replace", "--yes"))
	c.made()
	c.do(run("token", "platform").prints(canaryToken))
	c.do(run("key", "rotate", "platform", "--secret-stdin").from("platform").exits(4))
	c.do(run("doctor"))
	c.do(run("list", "--json"))
}

// teams moves a key to a team's store and fetches it there. The store's token, and what the
// store says of it, are canaries as well.
func (c *cage) teams() {
	s := &kvtest.Store{Passwords: map[string]string{"ana": "pass"}}
	ts := httptest.NewServer(s)
	c.Cleanup(ts.Close)
	token := s.NewToken()
	c.canaries = append(c.canaries, canary.New("the store's token", token))
	c.env["BAO_TOKEN_PATH"] = c.write("store-token", token+"\n")
	c.do(run("team", "add", "ops", "--vault", ts.URL, "--path", kvtest.Mount+"/lanyard"))
	c.do(run("team", "login", "ops"))
	c.do(run("team", "status", "ops"))
	c.do(run("move", "nightly", "--to", "ops"))
	c.do(run("team", "list", "ops"))
	c.do(run("token", "nightly").prints(canaryToken))
	c.do(run("test", "nightly2", "--json"))
	c.do(run("import", "--team", "ops"))
	s.Echo(true) // a store that says all it got
	c.do(run("token", "nightly").exits(6))
	c.do(run("team", "status", "ops").exits(6))
	s.Echo(false)
	s.Seal(true)
	c.do(run("token", "nightly2", "--json").exits(6))
	s.Seal(false)
	c.do(run("move", "nightly", "--to", "keyring"))
	c.do(run("team", "remove", "ops"))
}

// made takes the keys that lie in the keyring and are not known yet for canaries.
func (c *cage) made() {
	c.Helper()
	entries, err := (&fileKeys{path: c.env[envKeys]}).load()
	if err != nil {
		c.Fatal(err)
	}
	for id, e := range entries {
		if len(canary.Search(c.canaries, e.Secret)) == 0 && len(e.Secret) >= 10 {
			c.canaries = append(c.canaries, canary.New("the key "+id, e.Secret))
		}
	}
}

// files goes through the encrypted files and the background process.
func (c *cage) files() {
	c.env["LANYARD_PASSPHRASE_FILE"] = filepath.Join(c.input, "passphrase")
	backup, phrase := filepath.Join(c.home, "backup.age"), filepath.Join(c.input, "backup")
	c.do(run("backup", backup, "--passphrase-file", phrase))
	c.do(run("share", filepath.Join(c.home, "share.json")))
	c.do(run("remove", "platform", "--yes"))
	c.do(run("restore", backup, "--passphrase-file", phrase))
	c.do(run("restore", backup, "--passphrase-file", filepath.Join(c.input, "passphrase")).exits(6))
	c.do(run("restore", phrase, "--passphrase-file", phrase).exits(1))
	c.do(run("secrets", "status"))
	c.do(run("secrets", "move", "--to", "file"))
	c.do(run("unlock", "--for", "1m"))
	c.background()
	c.do(run("token", "cp4d").prints(canaryToken))
	c.do(run("token", "sso", "--code-stdin").from("code3").prints(canaryToken))
	c.do(run("token", "sso", "--fresh").prints(canaryToken))
	c.do(run("test", "sso"))
	c.background()
	c.do(run("lock"))
	c.do(run("secrets", "passphrase", "--new-passphrase-file", phrase))
	c.do(run("token", "cp4d").exits(6)) // the variable names the old one
	c.env["LANYARD_PASSPHRASE_FILE"] = phrase
	c.do(run("doctor", "--json"))
}

// background looks at all processes of this program, whoever is their parent.
func (c *cage) background() {
	self, err := exec.LookPath("lanyard")
	if err == nil {
		self, err = filepath.EvalSymlinks(self)
	}
	if err != nil {
		c.Fatal(err)
	}
	found := 0
	all, _ := filepath.Glob("/proc/[0-9]*/exe")
	for _, link := range all {
		var pid int
		path, err := os.Readlink(link)
		if _, scanErr := fmt.Sscanf(link, "/proc/%d/exe", &pid); err == nil && scanErr == nil && path == self {
			c.inspect("the background process", pid)
			found++
		}
	}
	if found == 0 {
		c.Error("no background process was found to look at")
	}
}

// rest runs what has nothing to do with secrets.
func (c *cage) rest() {
	c.do(run("version"))
	c.do(run("help"))
	c.do(run("completion", "bash"))
	c.do(run("simulate", "--listen", "0.0.0.0:0").exits(2))
}

// everyCommandRan compares with the program's own list: a new command goes through, too.
func (c *cage) everyCommandRan() {
	line := regexp.MustCompile(`(?m)^  ([a-z]+) {2,}[A-Z]`)
	for _, m := range line.FindAllStringSubmatch(c.do(run("help")), -1) {
		if !c.ran[m[1]] {
			c.Errorf("lanyard %s has not been tried", m[1])
		}
	}
}

// search looks into every file and every request.
func (c *cage) search() {
	hits, files, err := canary.Files(c.canaries, c.home, c.tmp)
	if err != nil {
		c.Error(err)
	}
	for _, hit := range hits {
		c.Error(hit)
	}
	requests := c.fronts.Requests()
	for _, request := range requests {
		for _, hit := range canary.Search(c.canaries, request) {
			c.Errorf("%s is in a request outside of its field:\n%s", hit, request)
		}
	}
	if files < 5 || len(requests) < 20 {
		c.Errorf("only %d files and %d requests were looked at", files, len(requests))
	}
}
