package secret_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"runtime/debug"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/internal/secret"
)

// crashVariable makes the test binary a program that dies in a given way.
const crashVariable = "SECRET_TEST_CRASH"

func TestMain(m *testing.M) {
	if how, ok := crashes()[os.Getenv(crashVariable)]; ok {
		go hold(secret.New(crashCanary()), crashCanary()) // another goroutine's stack is printed too
		time.Sleep(50 * time.Millisecond)
		how(secret.New(crashCanary()))
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// crashCanary is made at run time, as a secret is: it stands in no table of constants.
func crashCanary() string {
	return strings.Join([]string{"canary", "ABCDEFGH", "ijklmnop", "QRSTUVWX", "0451"}, "-")
}

type account struct {
	Name string
	Key  secret.Text
	keys map[string]*secret.Text
}

func (a account) String() string { return fmt.Sprintf("%+v", struct{ K, N any }{a.Key, a.Name}) }

type plain struct {
	Key secret.Text
}

type failing struct{ key secret.Text }

func (f failing) Error() string { return fmt.Sprintf("refused: %v %#v", f.key, f) }

// crashes are the ways in which a program with a secret in its hands dies.
func crashes() map[string]func(t secret.Text) {
	return map[string]func(t secret.Text){
		"text":            func(t secret.Text) { panic(t) },
		"pointer":         func(t secret.Text) { panic(&t) },
		"struct":          func(t secret.Text) { panic(plain{t}) },
		"with String":     func(t secret.Text) { panic(account{"prod", t, map[string]*secret.Text{"a": &t}}) },
		"error":           func(t secret.Text) { panic(failing{t}) },
		"wrapped":         func(t secret.Text) { panic(fmt.Errorf("sign in with %v: %w", t, errors.Join(failing{t}, io.EOF))) },
		"formatted":       func(t secret.Text) { panic(fmt.Sprint(plain{t}, &plain{t}, []secret.Text{t})) },
		"in a call":       func(t secret.Text) { use(t.Reveal(), t, nil) },
		"again":           func(t secret.Text) { defer func() { panic(fmt.Sprint(recover(), t)) }(); panic(plain{t}) },
		"wrong type":      func(t secret.Text) { var v any = t; _ = v.(fmt.Formatter).(io.Reader) },
		"in a goroutine":  func(t secret.Text) { go use(t.Reveal(), t, nil); time.Sleep(time.Minute) },
		"stack overflow":  func(t secret.Text) { debug.SetMaxStack(1 << 20); fmt.Fprint(io.Discard, deep(t.Reveal(), 1<<40)) },
		"beyond recovery": func(t secret.Text) { unlock(t.Reveal(), t) },
	}
}

//go:noinline
func use(revealed string, t secret.Text, at *int) int { return len(revealed) + t.Len() + *at }

//go:noinline
func deep(revealed string, more int) int {
	if more == 0 {
		return len(revealed)
	}
	return deep(revealed+"", more-1) + 1
}

//go:noinline
func hold(t secret.Text, revealed string) {
	time.Sleep(time.Minute)
	fmt.Fprint(io.Discard, t, revealed)
}

//go:noinline
func unlock(revealed string, t secret.Text) int {
	new(sync.Mutex).Unlock() // no panic: a fatal error
	return len(revealed) + t.Len()
}

// TestACrashShowsNoSecret dies in every way, with all that Go is willing to print, and
// looks for the secret: as it is, and as the numbers that its bytes would be in the words
// of a stack.
//
// A trace prints arguments as words, which for a text are its address and its length, so
// a secret's length may show, the secret not. What a signal makes Go print beside it are
// the registers, which may hold any eight bytes of what was being copied: that cannot be
// ruled out, only that such a signal is sent by others.
func TestACrashShowsNoSecret(t *testing.T) {
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	canary := crashCanary()
	forbidden := []string{"ABCDEFGH", "ijklmnop", "QRSTUVWX", fmt.Sprintf("%x", canary[7:15])}
	for i := range len(canary) - 8 {
		forbidden = append(forbidden, fmt.Sprintf("%x", binary.LittleEndian.Uint64([]byte(canary[i:]))))
	}
	for name := range crashes() {
		t.Run(name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), self)
			cmd.Env = append(os.Environ(), crashVariable+"="+name, "GOTRACEBACK=system")
			out, err := cmd.CombinedOutput()
			if err == nil {
				t.Fatal("it did not crash")
			}
			said := string(out)
			if !strings.Contains(said, "panic:") && !strings.Contains(said, "fatal error:") || !strings.Contains(said, "goroutine ") {
				t.Fatalf("no crash's output: %s", said)
			}
			for _, f := range forbidden {
				if strings.Contains(strings.ToLower(said), strings.ToLower(f)) {
					t.Errorf("%q is in the output:\n%s", f, said)
				}
			}
		})
	}
}
