package cli_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lanyard/cli"
	"lanyard/iam/sim"
	"lanyard/internal/app"
	"lanyard/internal/policy"
	"lanyard/store"
)

// The variables by which scripts choose what the program stands on.
const (
	envKeys   = "TEST_KEYS"    // a file that stands in for the keyring
	envBroken = "TEST_KEYRING" // absent, locked, stuck: the keyring fails in this way
	envPolicy = "TEST_POLICY"  // a file with what an administrator has fixed
	envWindow = "TEST_WINDOW"  // a window that prints what it is opened on; "fails" to fail
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lanyard": func() { os.Exit(lanyard()) }, "asktoken": asktoken})
}

// lanyard is the program as scripts run it.
func lanyard() int {
	e := cli.Env{Args: os.Args[1:], Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Getenv: os.Getenv}
	if path := os.Getenv(envKeys); path != "" {
		e.Keys = &fileKeys{path: path, broken: os.Getenv(envBroken)}
	}
	if file := os.Getenv(envPolicy); file != "" {
		e.Policy = func(context.Context) (*policy.Policy, error) {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, err
			}
			return policy.Parse("policy.json", text)
		}
	}
	if how := os.Getenv(envWindow); how != "" {
		e.Window = func(ctx context.Context, s app.Window) error { return fakeWindow(ctx, s, how) }
	}
	return cli.Run(context.Background(), e)
}

func TestScripts(t *testing.T) {
	s := startSim(t, sim.Options{})
	testscript.Run(t, testscript.Params{
		Dir: filepath.Join("testdata", "script"),
		Setup: func(env *testscript.Env) error {
			isolate(env)
			server, err := startSilent(env)
			if err != nil {
				return err
			}
			env.Values[silentKey{}] = server
			env.Setenv("SILENT_URL", server.url)
			if strings.HasPrefix(filepath.Base(env.WorkDir), "script-team") {
				startTeamStore(env)
			}
			if strings.HasPrefix(filepath.Base(env.WorkDir), "script-key") { // what becomes of keys concerns others
				return describeSim(env, startSim(t, sim.Options{}))
			}
			return describeSim(env, s)
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"exits":     cmdExits,
			"json":      cmdJSON,
			"jsonkeeps": cmdJSONKeeps,
			"keys":      cmdKeys,
			"chmod":     cmdChmod,
			"mode":      cmdMode,
			"nosecret":  cmdNoSecret,
			"jsonenv":   cmdJSONEnv,
			"corrupt":   cmdCorrupt,
			"empty":     cmdEmpty,
			"replace":   cmdReplace,
			"interrupt": cmdInterrupt,
			"untouched": cmdUntouched,
			"store":     cmdStore,
			"passcode":  func(ts *testscript.TestScript, neg bool, args []string) { cmdPasscode(ts, neg, args, s) },
		},
		Condition: func(name string) (bool, error) {
			if name == "race" {
				return raceDetector, nil
			}
			return false, fmt.Errorf("unknown condition %q", name)
		},
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
	})
}

func startSim(t *testing.T, o sim.Options) *sim.Simulator {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	s, err := sim.Start(ctx, o)
	if err != nil {
		t.Fatalf("start the simulator: %v", err)
	}
	t.Cleanup(func() {
		cancel()
		_ = s.Close()
	})
	return s
}

// isolate gives a script a home of its own, a keyring that is a file, and no way to
// the desktop of whoever runs the tests.
func isolate(env *testscript.Env) {
	home := filepath.Join(env.WorkDir, "home")
	for k, v := range map[string]string{
		"HOME":                     home,
		"XDG_CONFIG_HOME":          filepath.Join(home, ".config"),
		"XDG_RUNTIME_DIR":          filepath.Join(home, "run"),
		"DBUS_SESSION_BUS_ADDRESS": "unix:path=" + filepath.Join(env.WorkDir, "no-bus"),
		"DISPLAY":                  "",
		"WAYLAND_DISPLAY":          "",
		"HTTPS_PROXY":              "",
		"NO_PROXY":                 "*",
		"TZ":                       "UTC",
		"DOCS":                     docs(),
		"UPGRADE":                  filepath.Join(docs(), "..", "cli", "testdata", "upgrade"),
		"PROFILES":                 filepath.Join(home, ".config", "lanyard", "profiles.json"),
		envKeys:                    filepath.Join(env.WorkDir, "keys.json"),
	} {
		env.Setenv(k, v)
	}
}

// docs is the folder of the documentation.
func docs() string {
	dir, err := filepath.Abs(filepath.Join("..", "docs"))
	if err != nil {
		panic(err)
	}
	return dir
}

// describeSim puts the simulator's addresses and credentials into the script's
// environment and, for standard input, into files.
func describeSim(env *testscript.Env, s *sim.Simulator) error {
	i := s.Info()
	for k, v := range map[string]string{
		"CA":              i.CAFile,
		"CLOUD_URL":       i.Cloud.URL,
		"CLOUD_AUTH":      i.Cloud.AuthURL,
		"CLOUD_PLATFORM":  i.Cloud.PlatformURL,
		"CLOUD_PROJECT":   i.Cloud.ProjectID,
		"FORBIDDEN_SPACE": i.Cloud.ForbiddenSpaceID,
		"CLOUD_SPACE":     i.Cloud.SpaceID,
		"AWS_URL":         i.AWS.URL,
		"AWS_AUTH":        i.AWS.AuthURL,
		"CP4D_URL":        i.CP4D.URL,
		"WXO_URL":         i.Orchestrate.URL,
		"WXO_AUTH":        i.Orchestrate.AuthURL,
		"WXO_CLOUD_URL":   i.OrchestrateCloud.URL,
		"WXO_CPD_URL":     i.OrchestrateCPD.URL,
		"CP4D_USER":       i.CP4D.Username,
		"STUDIO_URL":      i.StudioICP.URL,
		"STUDIO_USER":     i.StudioICP.Username,
		"DEAD_URL":        i.DeadURL,
		"UNKNOWN_CA":      i.TLSFaults.UnknownCA,
		"PASSCODE_URL":    i.Cloud.PasscodeURL,
		"ACCOUNT_1":       i.Cloud.Accounts[0].ID,
		"ACCOUNT_2":       i.Cloud.Accounts[1].ID,
		"ACCOUNT_3":       i.Cloud.NoKeysAccountID,
		"TRUSTED_ID":      i.Cloud.TrustedProfileID,
	} {
		env.Setenv(k, v)
	}
	for name, text := range map[string]string{
		"cloud.key":   i.Cloud.APIKey,
		"service.key": i.Cloud.ServiceIDAPIKey,
		"nokeys.key":  i.Cloud.NoKeysAPIKey,
		"unable.key":  i.Cloud.NoKeysServiceIDAPIKey,
		"aws.key":     i.AWS.APIKey,
		"wxo.key":     i.Orchestrate.APIKey,
		"older.key":   i.Orchestrate.OlderAPIKey,
		"cp4d.pass":   i.CP4D.Password,
		"cp4d.key":    i.CP4D.APIKey,
		"studio.pass": i.StudioICP.Password,
		"unknown.key": i.Failing.UnknownKey,
		"slow.key":    i.Failing.SlowKey,
		"html.key":    i.Failing.HTMLKey,
	} {
		if err := os.WriteFile(filepath.Join(env.WorkDir, name), []byte(text+"\n"), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// cmdExits runs a command that must exit with a code: exits 3 lanyard show nobody. With
// -within it must end before limits other than its own would end it.
func cmdExits(ts *testscript.TestScript, neg bool, args []string) {
	limit := time.Hour
	if len(args) > 2 && args[0] == "-within" {
		var err error
		limit, err = time.ParseDuration(args[1])
		ts.Check(err)
		args = args[2:]
	}
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits [-within TIME] CODE COMMAND…")
	}
	began := time.Now()
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("run %s: %v", args[1], err)
		}
		got = exit.ExitCode()
	}
	if took := time.Since(began); took > limit {
		ts.Fatalf("it took %v", took)
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

// cmdJSON compares a value inside a JSON file: json stdout error.exit 3. Without a
// value it compares the names of an object's fields: json stdout error exit,check,…
// is written as json -fields stdout error exit,check,….
func cmdJSON(ts *testscript.TestScript, neg bool, args []string) {
	fields := len(args) > 0 && args[0] == "-fields"
	if fields {
		args = args[1:]
	}
	if len(args) != 3 {
		ts.Fatalf("usage: json [-fields] FILE PATH VALUE")
	}
	var v any
	if err := json.Unmarshal([]byte(ts.ReadFile(args[0])), &v); err != nil {
		ts.Fatalf("%s is not JSON: %v", args[0], err)
	}
	got, err := walk(v, args[1])
	ts.Check(err)
	text := ""
	if o, ok := got.(map[string]any); fields && ok {
		text = strings.Join(slices.Sorted(maps.Keys(o)), ",")
	} else if s, ok := got.(string); ok {
		text = s
	} else {
		b, err := json.Marshal(got)
		ts.Check(err)
		text = string(b)
	}
	if (text == args[2]) == neg {
		ts.Fatalf("%s in %s is %s", args[1], args[0], text)
	}
}

// cmdJSONKeeps compares two arrays of objects: every field of the first is the same in the
// second, which may have more.
func cmdJSONKeeps(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: jsonkeeps OLD NEW")
	}
	var before, after []map[string]any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[0])), &before))
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &after))
	if len(before) == 0 || len(before) != len(after) {
		ts.Fatalf("%s has %d entries, %s has %d", args[0], len(before), args[1], len(after))
	}
	for i := range before {
		for field, want := range before[i] {
			if got := after[i][field]; !reflect.DeepEqual(got, want) {
				ts.Fatalf("entry %d: %s was %v, is %v", i, field, want, got)
			}
		}
	}
}

func walk(v any, path string) (any, error) {
	for part := range strings.SplitSeq(path, ".") {
		switch w := v.(type) {
		case map[string]any:
			next, ok := w[part]
			if !ok && part != "" {
				return nil, fmt.Errorf("no field %q", part)
			}
			if part != "" {
				v = next
			}
		case []any:
			if part == "length" {
				return float64(len(w)), nil
			}
			i, err := strconv.Atoi(part)
			if err != nil || i >= len(w) {
				return nil, fmt.Errorf("no element %q", part)
			}
			v = w[i]
		default:
			return nil, fmt.Errorf("%q is below a plain value", part)
		}
	}
	return v, nil
}

// cmdJSONEnv puts a value of a JSON file into the environment: jsonenv ID stdout 0.id.
func cmdJSONEnv(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: jsonenv NAME FILE PATH")
	}
	var v any
	ts.Check(json.Unmarshal([]byte(ts.ReadFile(args[1])), &v))
	got, err := walk(v, args[2])
	ts.Check(err)
	ts.Setenv(args[0], fmt.Sprint(got))
}

// cmdKeys compares the number of keys in the keyring: keys 2.
func cmdKeys(ts *testscript.TestScript, neg bool, args []string) {
	k := &fileKeys{path: ts.Getenv(envKeys)}
	entries, err := k.load()
	ts.Check(err)
	delete(entries, store.SealID) // it is no key of a profile
	if neg || len(args) != 1 || strconv.Itoa(len(entries)) != args[0] {
		ts.Fatalf("the keyring has %d keys, want %v", len(entries), args)
	}
}

// cmdEmpty checks that a folder has nothing in it: empty tmp.
func cmdEmpty(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: empty FOLDER")
	}
	entries, err := os.ReadDir(ts.MkAbs(args[0]))
	ts.Check(err)
	if len(entries) > 0 {
		ts.Fatalf("%s has %v in it", args[0], entries)
	}
}

// cmdChmod sets a file's mode: chmod 600 file.
func cmdChmod(ts *testscript.TestScript, _ bool, args []string) {
	mode, err := strconv.ParseUint(args[0], 8, 32)
	ts.Check(err)
	ts.Check(os.Chmod(ts.MkAbs(args[1]), os.FileMode(mode)))
}

// cmdMode checks a file's mode: mode 600 file.
func cmdMode(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: mode MODE FILE")
	}
	info, err := os.Stat(ts.MkAbs(args[1]))
	ts.Check(err)
	if got := fmt.Sprintf("%o", info.Mode().Perm()); got != args[0] {
		ts.Fatalf("%s has the mode %s", args[1], got)
	}
}

// cmdNoSecret checks that the first line of a file stands nowhere in others: nosecret
// cloud.key stdout profiles.json.
func cmdNoSecret(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: nosecret SECRET FILE…")
	}
	line, _, _ := strings.Cut(ts.ReadFile(args[0]), "\n")
	if line == "" {
		ts.Fatalf("%s has no secret in it", args[0])
	}
	for _, name := range args[1:] {
		if strings.Contains(ts.ReadFile(name), line) {
			ts.Fatalf("%s has the secret of %s in it", name, args[0])
		}
	}
}

// cmdCorrupt changes the last byte of a file: corrupt file.
func cmdCorrupt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: corrupt FILE")
	}
	text := []byte(ts.ReadFile(args[0]))
	text[len(text)-1] ^= 1
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), text, 0o600))
}

// cmdReplace changes a file as somebody with an editor would: replace OLD NEW FILE.
func cmdReplace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace OLD NEW FILE")
	}
	text := ts.ReadFile(args[2])
	if !strings.Contains(text, args[0]) {
		ts.Fatalf("%s has no %s in it", args[2], args[0])
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[2]), []byte(strings.ReplaceAll(text, args[0], args[1])), 0o600))
}

// silent is a server that takes connections and never says a word.
type silent struct {
	url   string
	calls chan struct{} // one for each connection
}

type silentKey struct{}

// startSilent starts the silent server of a script.
func startSilent(env *testscript.Env) (silent, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return silent{}, err
	}
	s := silent{"https://" + l.Addr().String(), make(chan struct{}, 100)}
	var conns []net.Conn
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			conns = append(conns, c)
			s.calls <- struct{}{}
		}
	}()
	env.Defer(func() {
		_ = l.Close()
		<-done
		for _, c := range conns {
			_ = c.Close()
		}
	})
	return s, nil
}

// cmdUntouched checks that nobody has called the silent server.
func cmdUntouched(ts *testscript.TestScript, _ bool, _ []string) {
	if n := len(ts.Value(silentKey{}).(silent).calls); n > 0 {
		ts.Fatalf("the other host was called %d times", n)
	}
}

// cmdInterrupt runs a command that doesn't end by itself, interrupts it as soon as it
// has printed a line or has called the silent server, and checks its exit code:
// interrupt 130 lanyard token slow. Its output goes to interrupted.out and .err.
func cmdInterrupt(ts *testscript.TestScript, neg bool, args []string) {
	server := ts.Value(silentKey{}).(silent)
	if neg || len(args) < 2 {
		ts.Fatalf("usage: interrupt CODE COMMAND…")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	path, err := exec.LookPath(args[1])
	ts.Check(err)
	c := exec.Command(path, args[2:]...)
	c.Dir = ts.MkAbs(".")
	c.Env = scriptEnv(ts)
	var said strings.Builder
	c.Stderr = &said
	out, err := c.StdoutPipe()
	ts.Check(err)
	ts.Check(c.Start())
	lines := bufio.NewReader(out)
	first := make(chan string, 1)
	go func() {
		line, _ := lines.ReadString('\n')
		first <- line
	}()
	printed := ""
	select {
	case printed = <-first:
		ts.Check(c.Process.Signal(os.Interrupt))
	case <-server.calls:
		ts.Check(c.Process.Signal(os.Interrupt))
		printed = <-first
	}
	rest, err := io.ReadAll(lines)
	ts.Check(err)
	_ = c.Wait()
	if got := c.ProcessState.ExitCode(); got != want {
		ts.Fatalf("exit code %d, want %d\n%s%s%s", got, want, printed, rest, &said)
	}
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.out"), []byte(printed+string(rest)), 0o600))
	ts.Check(os.WriteFile(ts.MkAbs("interrupted.err"), []byte(said.String()), 0o600))
}

func scriptEnv(ts *testscript.TestScript) []string {
	var env []string
	for _, name := range []string{
		"HOME", "PATH", "XDG_CONFIG_HOME", "DBUS_SESSION_BUS_ADDRESS", "NO_PROXY", "TMPDIR", envKeys, "LANYARD_PROFILE", "LANYARD_SECRETS",
	} {
		if v := ts.Getenv(name); v != "" {
			env = append(env, name+"="+v)
		}
	}
	return env
}

// fakeWindow prints what the window is opened on, one fact a line.
func fakeWindow(ctx context.Context, s app.Window, how string) error {
	if how == "fails" {
		return errors.New("no display\x1b[31m")
	}
	list, err := s.Wallet.List(ctx)
	if err != nil {
		return err
	}
	fmt.Printf("demo %v\nbackend %s\n", s.Demo, s.Wallet.Status(ctx).Backend)
	if len(s.Open) > 0 {
		fmt.Printf("open %s\n", s.Open)
	}
	for _, p := range list {
		tok, err := s.Wallet.Token(ctx, p.ID)
		fmt.Printf("%s %s token %v %v\n", p.Name, p.Kind, err == nil && !tok.Access.Empty(), err)
	}
	if s.UseMemory != nil {
		s.UseMemory()
		fmt.Printf("then %s\n", s.Wallet.Status(ctx).Backend)
	}
	cfg, _ := os.UserConfigDir()
	home, _ := os.UserHomeDir()
	fmt.Printf("home %s\nconfig %s\ndir %s\nruntime %s\nxauthority %s\n", home, cfg, s.ConfigDir, os.Getenv("XDG_RUNTIME_DIR"), os.Getenv("XAUTHORITY"))
	return nil
}
