package wallet_test

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// marks keeps marks in memory, as files would.
type marks map[[2]string][]byte

func (m marks) Mark(_ context.Context, owner, matter string) []byte {
	return m[[2]string{owner, matter}]
}

func (m marks) Keep(owner, matter string, text []byte) {
	if len(text) == 0 {
		delete(m, [2]string{owner, matter})
		return
	}
	m[[2]string{owner, matter}] = text
}

func (m marks) Drop(owner string) {
	for k := range m {
		if k[0] == owner {
			delete(m, k)
		}
	}
}

// next is a program that starts after the one before has ended: it has the same files.
func (w world) next(m wallet.Marks) world {
	w.Wallet = wallet.New(w.file, w.ring, w.server)
	w.UseMarks(m)
	return w
}

var errOver = &iam.Error{
	Check: iam.CheckToken, Reason: iam.ReasonDeadToken, Status: 200, Host: "cpd.example.org", RequestID: "r-1",
	Err: errors.New("its life ended at noon"),
}

// TestTenProgramsForADeadTokenMakeOneSignIn: each has its own memory.
func TestTenProgramsForADeadTokenMakeOneSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, kept := newWorld(), marks{}
		p := w.add(t, cluster("a"), "the-password")
		w.server.fail = errOver
		for range 10 {
			_, err := w.next(kept).Token(t.Context(), p.ID)
			if e, ok := errors.AsType[*iam.Error](err); !ok || e.Error() != errOver.Error() || e.RequestID != "r-1" || e.Host != "cpd.example.org" || e.Kind != profile.CP4D && e.Kind != "" {
				t.Fatalf("what the server said is lost: %v", err)
			}
		}
		if n := w.server.count(); n != 1 {
			t.Errorf("%d sign-ins for ten programs", n)
		}
		for name, text := range kept {
			if strings.Contains(name[0]+name[1]+string(text), "the-password") {
				t.Error("a mark has the password")
			}
		}
		if _, err := w.next(kept).Fresh(t.Context(), p.ID); err == nil || w.server.count() != 2 {
			t.Errorf("a fresh one was not tried: %v, %d sign-ins", err, w.server.count())
		}
	})
}

// TestProgramsAskAgainLaterAndLater: the wait grows as in one program.
func TestProgramsAskAgainLaterAndLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, kept := newWorld(), marks{}
		p := w.add(t, cluster("a"), "k")
		w.server.fail = errOver
		began := time.Now()
		var at []time.Duration
		for range 200 {
			before := w.server.count()
			_, _ = w.next(kept).Token(t.Context(), p.ID)
			if w.server.count() != before {
				at = append(at, time.Since(began))
			}
			time.Sleep(time.Second)
		}
		want := []time.Duration{0, 5, 15, 35, 75, 135, 195}
		if len(at) != len(want) {
			t.Fatalf("signed in at %v", at)
		}
		for i, s := range want {
			if at[i] != s*time.Second {
				t.Errorf("sign-in %d was at %v, want %d s", i+1, at[i], s)
			}
		}
	})
}

// TestWhatEndsAMark: whatever shows that the next sign-in may go well.
func TestWhatEndsAMark(t *testing.T) {
	for name, do := range map[string]func(t *testing.T, w world, p profile.Profile){
		"a fresh token": func(t *testing.T, w world, p profile.Profile) {
			if _, err := w.Fresh(t.Context(), p.ID); err != nil {
				t.Fatal(err)
			}
		},
		"a test": func(t *testing.T, w world, p profile.Profile) {
			if _, err := w.Test(t.Context(), p.ID, wallet.At{}, nil); err != nil {
				t.Fatal(err)
			}
		},
		"another key": func(t *testing.T, w world, p profile.Profile) {
			if _, err := w.Edit(t.Context(), p.ID, func(*profile.Profile) error { return nil }, wallet.Secrets{Key: secret.New("another")}); err != nil {
				t.Fatal(err)
			}
		},
		"time":      func(*testing.T, world, profile.Profile) { time.Sleep(5 * time.Second) },
		"a new day": func(*testing.T, world, profile.Profile) { time.Sleep(24 * time.Hour) },
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				w, kept := newWorld(), marks{}
				p := w.add(t, cluster("a"), "k")
				w.server.fail = errOver
				_, _ = w.next(kept).Token(t.Context(), p.ID)
				w.server.fail = nil
				if _, err := w.next(kept).Token(t.Context(), p.ID); err == nil {
					t.Fatal("nothing stood")
				}
				do(t, w.next(kept), p)
				if _, err := w.next(kept).Token(t.Context(), p.ID); err != nil {
					t.Errorf("afterwards: %v", err)
				}
				if len(kept) != 0 {
					t.Errorf("a mark stays: %v", kept)
				}
			})
		})
	}
}

// TestMarksThatMeanNothing hold nobody up: another identity's, of a clock that was ahead,
// with a wait without end, or damaged.
func TestMarksThatMeanNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, kept := newWorld(), marks{}
		a := w.add(t, cluster("a"), "k")
		b := w.add(t, cloud("b"), "k2")
		w.server.fail = errOver
		_, _ = w.next(kept).Token(t.Context(), a.ID)
		w.server.fail = nil
		if _, err := w.next(kept).Token(t.Context(), b.ID); err != nil {
			t.Errorf("another profile: %v", err)
		}
		now := []byte(time.Now().UTC().Format("2006-01-02"))
		for what, text := range map[string]func(text []byte) []byte{
			"of the future": func(text []byte) []byte { return bytes.Replace(text, now, []byte("2999-01-01"), 1) },
			"damaged":       func(text []byte) []byte { return text[:len(text)/2] },
			"of a minute ago at most": func(text []byte) []byte {
				time.Sleep(time.Minute)
				return bytes.Replace(text, []byte(`"wait":5000000000`), []byte(`"wait":9000000000000000000`), 1)
			},
		} {
			old := marks{}
			for k, v := range kept {
				old[k] = text(v)
				if bytes.Equal(old[k], v) {
					t.Fatalf("%s: %s is as it was", what, v)
				}
			}
			if _, err := w.next(old).Token(t.Context(), a.ID); err != nil {
				t.Errorf("a mark %s: %v", what, err)
			}
		}
	})
}

// TestAMarkIsBehindTheGate: a profile that was changed by hand is a question, whatever
// is known of its server.
func TestAMarkIsBehindTheGate(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, kept := newWorld(), marks{}
		p := w.add(t, cloud("a"), "k")
		w.server.fail = errOver
		_, _ = w.next(kept).Token(t.Context(), p.ID)
		w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://evil.example.org" })
		if _, err := w.next(kept).Token(t.Context(), p.ID); !errors.As(err, new(*wallet.UnboundError)) {
			t.Errorf("not asked: %v", err)
		}
	})
}
