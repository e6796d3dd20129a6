package compat

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/IBM/go-sdk-core/v5/core"

	"lanyard/iam/sim"
)

// servedVariable makes the test program be a program that runs for long: a service to
// call, and for how many seconds.
const servedVariable = "TEST_SERVED_PROGRAM"

// servedLife is how long tokens live while programs are served: shorter than they run.
const servedLife = time.Minute

// servedProgram calls a service every two seconds, as a program does that leaves signing in
// to go-sdk-core. Its first line says where it signs in, the last how many calls went well.
func servedProgram(order string) int {
	service, seconds, _ := strings.Cut(order, " ")
	fmt.Println(os.Getenv("WATSON_MACHINE_LEARNING_AUTH_URL"), os.Getenv("WATSON_MACHINE_LEARNING_APIKEY")+os.Getenv("WATSON_MACHINE_LEARNING_PASSWORD"))
	a, err := core.GetAuthenticatorFromEnvironment("watson_machine_learning")
	if err != nil || a == nil {
		fmt.Println("no authenticator:", err)
		return 1
	}
	life, _ := strconv.Atoi(seconds)
	path := "/v2/spaces?limit=1"
	if strings.Contains(service, "/instances/") {
		path = "/v1/orchestrate/knowledge-bases"
	}
	calls := 0
	for end := time.Now().Add(time.Duration(life) * time.Second); time.Now().Before(end); time.Sleep(2 * time.Second) {
		if err := servedCall(a, service+path); err != nil {
			fmt.Printf("call %d: %v\n", calls, err)
			return 1
		}
		calls++
	}
	fmt.Println("calls", calls)
	return 0
}

func servedCall(a core.Authenticator, address string) error {
	req, err := http.NewRequest(http.MethodGet, address, nil) //nolint:noctx // the process ends with it
	if err != nil {
		return err
	}
	if err := a.Authenticate(req); err != nil {
		return err
	}
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	_, _ = io.Copy(io.Discard, resp.Body)
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("status %d", resp.StatusCode)
	}
	return nil
}

// served is a Lanyard with profiles for a simulator.
type served struct {
	program string
	env     []string
	info    sim.Info
	keys    map[string]string // by profile
	service map[string]string
}

func newServed(t *testing.T) *served {
	t.Helper()
	s, err := sim.Start(t.Context(), sim.Options{TokenLife: servedLife})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	home := t.TempDir()
	l := &served{program: filepath.Join(t.TempDir(), "lanyard"), info: s.Info()}
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", l.program, ".")
	build.Dir = filepath.Join("..", "..")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	passphrase := filepath.Join(home, "passphrase")
	if err := os.WriteFile(passphrase, []byte("compat passphrase\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	l.env = []string{
		"HOME=" + home, "PATH=" + os.Getenv("PATH"), "XDG_RUNTIME_DIR=" + home, "LANYARD_SECRETS=file", "LANYARD_PASSPHRASE_FILE=" + passphrase, "LANYARD_CONFIG_DIR=" + filepath.Join(home, "config"),
	}
	in := l.info
	l.keys = map[string]string{"cloud": in.Cloud.APIKey, "cp4d": in.CP4D.Password, "aws": in.AWS.APIKey, "agents": in.Orchestrate.APIKey, "agents-cloud": in.Cloud.APIKey, "agents-lab": in.CP4D.Password}
	l.service = map[string]string{"cloud": in.Cloud.PlatformURL, "cp4d": in.CP4D.URL, "aws": in.AWS.PlatformURL, "agents": in.Orchestrate.URL, "agents-cloud": in.OrchestrateCloud.URL, "agents-lab": in.OrchestrateCPD.URL}
	l.add(t, "cloud", "--kind", "cloud", "--url", in.Cloud.URL, "--auth-url", in.Cloud.AuthURL)
	l.add(t, "cp4d", "--kind", "cp4d", "--url", in.CP4D.URL, "--username", in.CP4D.Username, "--secret-kind", "password")
	l.add(t, "aws", "--kind", "aws", "--url", in.AWS.URL, "--auth-url", in.AWS.AuthURL)
	l.add(t, "agents", "--kind", "orchestrate", "--url", in.Orchestrate.URL, "--auth-url", in.Orchestrate.AuthURL)
	l.add(t, "agents-cloud", "--kind", "orchestrate", "--url", in.OrchestrateCloud.URL, "--auth-url", in.Cloud.AuthURL, "--auth-type", "ibm_iam")
	l.add(t, "agents-lab", "--kind", "orchestrate", "--url", in.OrchestrateCPD.URL, "--username", in.CP4D.Username, "--secret-kind", "password")
	return l
}

func (l *served) add(t *testing.T, name string, flags ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), l.program, append([]string{"add", name, "--ca-file", l.info.CAFile, "--secret-stdin"}, flags...)...)
	cmd.Env, cmd.Stdin = l.env, strings.NewReader(l.keys[name]+"\n")
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("add %s: %v\n%s", name, err, out)
	}
}

// run serves a command to its end, looks into it meanwhile, and tries what an attacker
// would.
func (l *served) run(t *testing.T, profile, target string, env []string, stdin []byte, command ...string) {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), l.program, append([]string{"exec", profile, "--serve", "--for", target, "--"}, command...)...)
	cmd.Env, cmd.Stdin = append(env, l.env...), bytes.NewReader(stdin)
	var failed bytes.Buffer
	cmd.Stderr = &failed
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		t.Fatalf("the command says nothing: %v %s", cmd.Wait(), failed.String())
	}
	address, standIn, _ := strings.Cut(lines.Text(), " ")
	base := regexp.MustCompile(`^http://127\.0\.0\.1:\d+/[A-Za-z0-9_-]{32}`).FindString(address)
	if base == "" || !regexp.MustCompile(`^[A-Za-z0-9_-]{44}$`).MatchString(standIn) {
		t.Errorf("it signs in at %s with a stand-in of %d characters", address, len(standIn))
	}
	time.Sleep(servedFor / 2)
	l.looksInto(t, cmd.Process.Pid, l.keys[profile])
	turnedAway(t, base, standIn)
	last := ""
	for lines.Scan() {
		last = lines.Text()
	}
	if err := cmd.Wait(); err != nil || !strings.HasPrefix(last, "calls ") {
		t.Errorf("%v: %s %s", err, last, failed.String())
	}
	t.Logf("%s for %s: %s", profile, target, last)
	if resp, err := http.Post(base+"/identity/token", "application/x-www-form-urlencoded", strings.NewReader(asks(standIn))); err == nil { //nolint:noctx // there is nobody to wait for
		_ = resp.Body.Close()
		t.Errorf("a replay after the end: status %d", resp.StatusCode)
	}
}

func asks(key string) string {
	return url.Values{"grant_type": {"urn:ibm:params:oauth:grant-type:apikey"}, "apikey": {key}}.Encode()
}

// turnedAway tries the sign-in as those do who have not all that it takes.
func turnedAway(t *testing.T, base, standIn string) {
	t.Helper()
	origin, _, _ := strings.Cut(strings.TrimPrefix(base, "http://"), "/")
	for name, c := range map[string]struct {
		address, key, host, from string
	}{
		"a wrong stand-in": {base, strings.Repeat("x", 44), "", ""}, "a wrong path": {"http://" + origin + "/x", standIn, "", ""},
		"another host's name": {base, standIn, "evil.example", ""}, "a page": {base, standIn, "", "https://evil.example"},
	} {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.address+"/identity/token", strings.NewReader(asks(c.key)))
		if err != nil {
			t.Fatal(err)
		}
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		if req.Host = c.host; c.from != "" {
			req.Header.Set("Origin", c.from)
		}
		resp, err := http.DefaultClient.Do(req)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		text, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != http.StatusForbidden || string(text) != "forbidden\n" {
			t.Errorf("%s: status %d, %q", name, resp.StatusCode, text)
		}
	}
}

// looksInto searches what can be seen of the command for the key: its environment,
// arguments and memory.
func (l *served) looksInto(t *testing.T, lanyard int, key string) {
	t.Helper()
	if runtime.GOOS != "linux" {
		return
	}
	lists, err := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", lanyard))
	if err != nil {
		t.Fatal(err)
	}
	var children []string
	for _, list := range lists {
		text, _ := os.ReadFile(list) // a thread may end meanwhile
		children = append(children, strings.Fields(string(text))...)
	}
	if len(children) == 0 {
		t.Fatal("the command runs no more")
	}
	for _, child := range children {
		for _, what := range []string{"environ", "cmdline"} {
			if text, err := os.ReadFile("/proc/" + child + "/" + what); err != nil || bytes.Contains(text, []byte(key)) {
				t.Errorf("the key is in its %s, or that cannot be read: %v", what, err)
			}
		}
		memory := memoryOf(t, child)
		if bytes.Contains(memory, []byte(key)) {
			t.Error("the key is in its memory")
		}
		if !bytes.Contains(memory, []byte("127.0.0.1:")) {
			t.Error("the address is not in its memory: nothing was looked into")
		}
	}
}

// memoryOf reads what a process has written to in its memory.
func memoryOf(t *testing.T, process string) []byte {
	t.Helper()
	maps, err := os.ReadFile("/proc/" + process + "/maps")
	if err != nil {
		t.Fatal(err)
	}
	mem, err := os.Open("/proc/" + process + "/mem")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = mem.Close() }()
	var all bytes.Buffer
	for line := range strings.Lines(string(maps)) {
		var from, to int64
		var rights string
		if _, err := fmt.Sscanf(line, "%x-%x %s", &from, &to, &rights); err != nil || !strings.HasPrefix(rights, "rw") {
			continue
		}
		_, _ = io.Copy(&all, io.NewSectionReader(mem, from, to-from)) // some cannot be read
	}
	return all.Bytes()
}

// TestGoSDKIsServed: a program with go-sdk-core calls a service for longer than a token
// lives, and never has the key.
func TestGoSDKIsServed(t *testing.T) {
	l := newServed(t)
	for profile := range l.keys {
		t.Run(profile, func(t *testing.T) {
			t.Parallel()
			order := fmt.Sprintf("%s %d", l.service[profile], int(servedFor/time.Second))
			l.run(t, profile, "env-sdk-core", []string{servedVariable + "=" + order}, nil, os.Args[0])
		})
	}
}

// servedOrder is what the scripts for Node.js are told.
func servedOrder(t *testing.T, service, target string) []byte {
	t.Helper()
	text, err := json.Marshal(map[string]any{"service": service, "target": target, "seconds": int(servedFor / time.Second)})
	if err != nil {
		t.Fatal(err)
	}
	return text
}
