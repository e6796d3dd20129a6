package cli

import (
	"os"
	"os/exec"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
	"lanyard/internal/wallet"
)

// TestEndOfTokenIsTold: once, when it has ended, and not when the command ends first.
func TestEndOfTokenIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		life, runs time.Duration
		want       int
	}{
		"the token ends first":   {time.Hour, 3 * time.Hour, 1},
		"the command ends first": {time.Hour, 59 * time.Minute, 0},
		"nobody knows its life":  {0, 100 * time.Hour, 0},
		"it is dead at once":     {time.Nanosecond, time.Minute, 1},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var said lockedText
				a := newProgram(Env{Stderr: &said})
				token := wallet.Token{Access: secret.New("canary-0451")}
				if c.life > 0 {
					token.ExpiresAt = time.Now().Add(c.life)
				}
				done := make(chan struct{})
				go a.watchChild(nil, nil, job{until: ending{"prod", token}}, done)
				time.Sleep(c.runs)
				synctest.Wait()
				close(done)
				synctest.Wait()
				if got := strings.Count(said.String(), "the token of prod has ended"); got != c.want {
					t.Errorf("told %d times, want %d: %q", got, c.want, said.String())
				}
				if strings.Contains(said.String(), "canary") {
					t.Error("the token itself is told")
				}
			})
		})
	}
}

// TestEndOfTokenIsToldAfterSleep: while a computer sleeps the wall clock goes on and
// timers do not.
func TestEndOfTokenIsToldAfterSleep(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var said lockedText
		a := newProgram(Env{Stderr: &said})
		started := time.Now()
		var slept time.Duration
		var mu sync.Mutex
		a.now = func() time.Time {
			mu.Lock()
			defer mu.Unlock()
			return time.Now().Add(slept)
		}
		done := make(chan struct{})
		go a.watchChild(nil, nil, job{until: ending{"prod", wallet.Token{ExpiresAt: started.Add(time.Hour)}}}, done)
		time.Sleep(time.Minute)
		mu.Lock()
		slept = 2 * time.Hour
		mu.Unlock()
		time.Sleep(lookAgain + time.Second)
		synctest.Wait()
		if !strings.Contains(said.String(), "has ended") {
			t.Errorf("not told: %q", said.String())
		}
		close(done)
	})
}

func TestEnvironmentOfTheCommand(t *testing.T) {
	vars := []envvars.Var{{Name: "WATSONX_TOKEN", Value: secret.New("new")}, {Name: "HTTPS_PROXY", Value: secret.New("http://p:1")}}
	got := environment([]string{"HOME=/h", "WATSONX_APIKEY=old", "HTTPS_PROXY=old", "EMPTY=", "ODD", "WATSONX_TOKEN=old", "X=WATSONX_TOKEN=1"}, snippet.EnvironmentClears("curl"), vars)
	want := []string{"HOME=/h", "EMPTY=", "ODD", "X=WATSONX_TOKEN=1", "WATSONX_TOKEN=new", "HTTPS_PROXY=http://p:1"}
	if !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

// TestOwnLimitsAreTheCommands: what hardens this process is not the command's affair.
func TestCommandStartsWithItsOwnLimits(t *testing.T) {
	started := false
	a := newProgram(Env{OwnLimits: func(start func() error) error {
		started = true
		return start()
	}})
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	err = a.runChild(t.Context(), exec.Command(self, "-test.run=^$"), job{})
	if err != childExit(0) || !started {
		t.Errorf("%v, started by OwnLimits: %v", err, started)
	}
}

// lockedText collects what several goroutines write.
type lockedText struct {
	mu   sync.Mutex
	text strings.Builder
}

func (l *lockedText) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *lockedText) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

// TestEndOfSessionIsTold: once, ten minutes before, while there is time to sign in anew.
func TestEndOfSessionIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		left, token, runs time.Duration
		want              int
	}{
		"in time":                {2 * time.Hour, 0, 111 * time.Minute, 1},
		"not too early":          {2 * time.Hour, 0, 109 * time.Minute, 0},
		"nearly over":            {5 * time.Minute, time.Hour, time.Minute, 1},
		"beside the token's end": {2 * time.Hour, time.Hour, 3 * time.Hour, 1},
		"nobody knows":           {0, time.Hour, 100 * time.Hour, 0},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				var said lockedText
				a := newProgram(Env{Stderr: &said})
				j := job{profile: profile.Profile{Name: "work"}}
				if c.left > 0 {
					j.session = time.Now().Add(c.left)
				}
				if c.token > 0 {
					j.until = ending{"work", wallet.Token{ExpiresAt: time.Now().Add(c.token)}}
				}
				done := make(chan struct{})
				go a.watchChild(nil, nil, j, done)
				time.Sleep(c.runs)
				synctest.Wait()
				close(done)
				synctest.Wait()
				if got := strings.Count(said.String(), "the session of work ends at"); got != c.want {
					t.Errorf("told %d times, want %d: %q", got, c.want, said.String())
				}
			})
		})
	}
}
