//go:build soak

package store

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/profile"
)

// The long tests: make soak. A failure prints what to look at; the runs are random.

const (
	soakDir     = "LANYARD_SOAK_DIR"
	soakWriter  = "LANYARD_SOAK_WRITER"
	soakWriters = 4
	soakKills   = 300
	soakStart   = 2000
)

func TestMain(m *testing.M) {
	if dir := os.Getenv(soakDir); dir != "" {
		soakChild(dir, os.Getenv(soakWriter))
	}
	os.Exit(m.Run())
}

// soakChild changes profiles whose names begin with its own, for ever. It says what it
// is about to do and what is done.
func soakChild(dir, writer string) {
	p := OpenProfiles(dir)
	for {
		var what string
		err := p.Change(context.Background(), func(list []profile.Profile) ([]profile.Profile, error) {
			mine := slices.DeleteFunc(slices.Clone(list), func(one profile.Profile) bool { return !strings.HasPrefix(one.Name, writer+"-") })
			switch n := rand.IntN(3); {
			case n == 0 || len(mine) == 0:
				one := sample(fmt.Sprintf("%s-%d", writer, rand.Int64()))
				one.CPDVersion = "0"
				what = one.Name + " 0"
				list = append(list, one)
			case n == 1:
				name := mine[rand.IntN(len(mine))].Name
				i := slices.IndexFunc(list, func(one profile.Profile) bool { return one.Name == name })
				list[i].CPDVersion = fmt.Sprint(rand.IntN(1000))
				what = name + " " + list[i].CPDVersion
			default:
				name := mine[rand.IntN(len(mine))].Name
				list = slices.DeleteFunc(list, func(one profile.Profile) bool { return one.Name == name })
				what = name + " -"
			}
			fmt.Println("begin", what)
			return list, nil
		})
		if err != nil {
			fmt.Println("error", err)
			os.Exit(1)
		}
		fmt.Println("done", what)
	}
}

// soakRun is one process and what it has said.
type soakRun struct {
	cmd  *exec.Cmd
	read chan struct{}
}

// ledger is what must be in the file: a name's value, or "-" for none.
type ledger struct {
	mu    sync.Mutex
	sure  map[string]string
	maybe map[string][]string // begun and not acknowledged: old or new may stand
	acks  int
}

func (l *ledger) line(t *testing.T, s string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f := strings.Fields(s)
	if len(f) != 3 {
		t.Errorf("a process said %q", s)
		return
	}
	verb, name, value := f[0], f[1], f[2]
	if verb == "begin" {
		old, known := l.sure[name]
		if !known {
			old = "-"
		}
		l.maybe[name] = append(l.maybe[name], old, value)
		return
	}
	l.acks++
	l.sure[name] = value
	delete(l.maybe, name)
}

func startSoak(t *testing.T, dir string, writer int, l *ledger) *soakRun {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), soakDir+"="+dir, fmt.Sprintf("%s=w%d", soakWriter, writer))
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	r := &soakRun{cmd: cmd, read: make(chan struct{})}
	go func() {
		defer close(r.read)
		in := bufio.NewReader(out)
		for {
			s, err := in.ReadString('\n')
			if err != nil {
				if s != "" && err != io.EOF {
					t.Log("cut off:", s)
				}
				return
			}
			l.line(t, s)
		}
	}()
	return r
}

func (r *soakRun) kill() {
	_ = r.cmd.Process.Kill()
	<-r.read
	_ = r.cmd.Wait()
}

// TestSoakKill: kill -9 at random moments while several processes change thousands of
// profiles. The file is always whole, and no acknowledged change is missing.
func TestSoakKill(t *testing.T) {
	dir := t.TempDir()
	l := &ledger{sure: map[string]string{}, maybe: map[string][]string{}}
	err := OpenProfiles(dir).Change(t.Context(), func(list []profile.Profile) ([]profile.Profile, error) {
		for i := range soakStart {
			one := sample(fmt.Sprintf("w%d-start-%d", i%soakWriters, i))
			one.CPDVersion = "0"
			l.sure[one.Name] = "0"
			list = append(list, one)
		}
		return list, nil
	})
	if err != nil {
		t.Fatal(err)
	}
	runs := make([]*soakRun, soakWriters)
	for i := range runs {
		runs[i] = startSoak(t, dir, i, l)
	}
	for range soakKills {
		time.Sleep(time.Duration(rand.IntN(400)) * time.Millisecond)
		i := rand.IntN(soakWriters)
		runs[i].kill()
		if _, err := OpenProfiles(dir).Load(t.Context()); err != nil {
			t.Fatalf("the file is not whole: %v", err)
		}
		runs[i] = startSoak(t, dir, i, l)
	}
	for _, r := range runs {
		r.kill()
	}
	l.check(t, dir)
	if err := OpenProfiles(dir).Change(t.Context(), add("last")); err != nil {
		t.Error(err)
	}
	noTemp(t, dir)
	t.Logf("%d acknowledged changes", l.acks)
	if l.acks < soakKills {
		t.Errorf("only %d changes were acknowledged: the test proves little", l.acks)
	}
}

func (l *ledger) check(t *testing.T, dir string) {
	t.Helper()
	list, err := OpenProfiles(dir).Load(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]string{}
	for _, p := range list {
		if _, twice := have[p.Name]; twice {
			t.Errorf("%s is there twice", p.Name)
		}
		have[p.Name] = p.CPDVersion
	}
	for name, want := range l.sure {
		got, there := have[name]
		if !there {
			got = "-"
		}
		if possible := append(l.maybe[name], want); !slices.Contains(possible, got) {
			t.Errorf("%s is %s, acknowledged was %s", name, got, want)
		}
	}
	for name, got := range have {
		if _, sure := l.sure[name]; !sure && !slices.Contains(l.maybe[name], got) {
			t.Errorf("%s came from nowhere", name)
		}
	}
}

// TestSoakFullDisk fills a file system of 1 MiB: every save goes through wholly or not
// at all. It needs the right to mount.
func TestSoakFullDisk(t *testing.T) {
	if runtime.GOOS != "linux" {
		t.Skip("tmpfs is Linux's")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no tmpfs can be mounted: %v: %s", err, out)
	}
	t.Cleanup(func() { _ = exec.Command("umount", dir).Run() })
	p := OpenProfiles(filepath.Join(dir, "lanyard"))
	var saved []string
	full := 0
	for i := 0; full < 20; i++ {
		name := fmt.Sprintf("%d-%s", i, strings.Repeat("x", 5000))
		err := p.Change(t.Context(), add(name))
		switch {
		case err == nil:
			saved = append(saved, name)
		case !errors.Is(err, ErrUnavailable) || !errors.Is(err, syscall.ENOSPC):
			t.Fatalf("got %v", err)
		default:
			full++
		}
		noTemp(t, filepath.Join(dir, "lanyard"), filepath.Join(dir, "lanyard", backupsDir))
		mustNames(t, OpenProfiles(filepath.Join(dir, "lanyard")), saved...)
	}
	t.Logf("%d profiles fitted", len(saved))
	err := p.Change(t.Context(), func(list []profile.Profile) ([]profile.Profile, error) { return list[:1], nil })
	if err != nil {
		t.Errorf("making the list shorter needs no more room: %v", err)
	}
}

// TestSoakMutations: 10,000 damaged variants of a file are opened or refused, and the
// file is kept.
func TestSoakMutations(t *testing.T) {
	p := OpenProfiles(t.TempDir())
	if err := p.Change(t.Context(), add("a", "b", "c")); err != nil {
		t.Fatal(err)
	}
	good := []byte(readFile(t, p.Path()))
	opened := 0
	for range 10_000 {
		bad := mutate(good)
		if err := os.WriteFile(p.Path(), bad, 0o600); err != nil {
			t.Fatal(err)
		}
		_, err := p.Load(t.Context())
		switch {
		case err == nil:
			opened++
		case !errors.Is(err, ErrBadFile) && !errors.Is(err, ErrNewer):
			t.Fatalf("refused without a reason: %v", err)
		default:
			if err := p.Change(t.Context(), add("new")); err == nil {
				t.Fatal("a refused file was changed")
			}
		}
		if got := readFile(t, p.Path()); got != string(bad) {
			t.Fatal("the file was overwritten")
		}
	}
	t.Logf("%d were opened", opened)
}

func mutate(good []byte) []byte {
	b := slices.Clone(good)
	for range 1 + rand.IntN(4) {
		at := rand.IntN(len(b) + 1)
		switch rand.IntN(5) {
		case 0:
			b = b[:at]
		case 1:
			b = slices.Insert(b, at, byte(rand.IntN(256)))
		case 2:
			b = append(b[:at:at], good[rand.IntN(len(good)):]...)
		case 3:
			b = slices.Delete(b, at, min(len(b), at+rand.IntN(20)))
		default:
			if at < len(b) {
				b[at] = byte(rand.IntN(256))
			}
		}
		if len(b) == 0 {
			break
		}
	}
	return b
}
