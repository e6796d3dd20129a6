package rotation_test

import (
	"context"
	"errors"
	"testing"

	"lanyard/iam/sim"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
)

func TestKeyInMemoryIsCopiedFirst(t *testing.T) {
	for name, tc := range map[string]struct {
		shows, copied bool
		want          error
		made          int
	}{
		"nobody to show it to": {false, false, rotation.ErrMemory, 0},
		"not copied":           {true, false, rotation.ErrDeclined, 0},
		"copied":               {true, true, nil, 1},
	} {
		t.Run(name, func(t *testing.T) {
			s := simulator(t, sim.Options{})
			h := newHome(t, s)
			list := h.five(s.Info().Cloud.APIKey)
			before := len(s.APIKeys())
			_, e := h.start()
			e.Memory = true
			var shown secret.Text
			if tc.shows {
				e.Copied = func(_ context.Context, key secret.Text) (bool, error) {
					if n := len(s.APIKeys()); n != before {
						t.Errorf("IBM has %d keys when the new one is shown", n)
					}
					shown = key
					return tc.copied, nil
				}
			}
			res, err := e.Rotate(t.Context(), list[0], rotation.Options{})
			if !errors.Is(err, tc.want) {
				t.Fatal(err)
			}
			if n := len(s.APIKeys()) - before; n != tc.made {
				t.Errorf("%d keys were made", n)
			}
			if tc.want == nil && s.APIKeyID(shown.Reveal()) != res.NewID {
				t.Error("another key was shown than the one that is in use")
			}
			if n := h.works(); n != 5 {
				t.Errorf("%d profiles work", n)
			}
		})
	}
}

// What is open may be the work of a program that is at it.
func TestInterruptedWaitsForWhoIsAtWork(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	list := h.five(s.Info().Cloud.APIKey)
	_, e := h.start()
	if open, busy, err := e.Interrupted(t.Context()); len(open) != 0 || busy || err != nil {
		t.Errorf("before: %v %v %v", open, busy, err)
	}
	asked := false
	e.Ask = func(ctx context.Context, _ rotation.Asked) (bool, error) { return true, nil }
	e.Observe = func(st rotation.Step) {
		if st.Name == rotation.Create {
			_, other := h.start()
			open, busy, err := other.Interrupted(t.Context())
			asked = len(open) == 0 && busy && err == nil
		}
	}
	if _, err := e.Rotate(t.Context(), list[0], rotation.Options{}); err != nil {
		t.Fatal(err)
	}
	if !asked {
		t.Error("a rotation under way counts as interrupted")
	}
	if ids, err := e.Undoable(t.Context()); err != nil || len(ids) != 2 {
		t.Errorf("undoable: %v, %v", ids, err)
	}

	_, e = h.start()
	e.Observe = func(st rotation.Step) {
		if st.Name == rotation.Create {
			h.fuse.gone = true
		}
	}
	_, err := e.Rotate(t.Context(), current(t, h, list[0]), rotation.Options{})
	if !errors.Is(err, errCrash) {
		t.Fatalf("it did not stop: %v", err)
	}
	h.fuse.gone = false
	_, e = h.start()
	if open, busy, err := e.Interrupted(t.Context()); len(open) != 1 || busy || err != nil {
		t.Errorf("after a crash: %v %v %v", open, busy, err)
	}
}

func TestFoundKeyTellsItsOwner(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	h.five(s.Info().Cloud.APIKey)
	_, e := h.start()
	f, err := e.LookAtFound(t.Context(), h.cloud("x"), secret.New(s.Info().Cloud.APIKey))
	if err != nil || f.Owner == "" || f.Key.ID != s.APIKeyID(s.Info().Cloud.APIKey) || len(f.Profiles) != 5 {
		t.Fatalf("%+v, %v", f, err)
	}
	elsewhere := h.cloud("x") // a profile that has the key says where it may go
	elsewhere.AuthURL = "https://127.0.0.1:1"
	if at, err := e.LookAtFound(t.Context(), elsewhere, secret.New(s.Info().Cloud.APIKey)); err != nil || at.Key.ID != f.Key.ID {
		t.Errorf("%+v, %v", at, err)
	}
	if err := e.DisableFound(t.Context(), f); err != nil {
		t.Fatal(err)
	}
	for _, k := range s.APIKeys() {
		if k.ID == f.Key.ID && !k.Disabled {
			t.Error("it is not disabled")
		}
	}
}
