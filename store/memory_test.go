package store

import (
	"bytes"
	"errors"
	"testing"

	"lanyard/internal/secret"
)

func TestMemory(t *testing.T) {
	m := NewMemory()
	behaves(t, m)
	if s := m.Status(t.Context()); s.Backend != "memory" || s.Name != "Memory only" {
		t.Errorf("status %+v", s)
	}
}

func TestMemoryLock(t *testing.T) {
	m := NewMemory()
	m.factor = testFactor
	mustPut(t, m, "a", "canary-1")
	if err := m.Lock(secret.Text{}); err == nil || m.Status(t.Context()).State != StateReady {
		t.Errorf("locked without a passphrase: %v", err)
	}
	mustHave(t, m, "a", "canary-1")
	if !m.NeedsPassphrase() {
		t.Error("the first lock needs a passphrase")
	}
	pass := secret.New("pass")
	for range 3 {
		if err := m.Lock(pass); err != nil {
			t.Fatal(err)
		}
		pass = secret.Text{} // later locks go by the first one's
		if m.NeedsPassphrase() || m.entries != nil || bytes.Contains(m.sealed, []byte("canary")) {
			t.Error("not locked")
		}
		if s := m.Status(t.Context()); s.State != StateLocked || s.Detail == "" {
			t.Errorf("status %+v", s)
		}
		_, getErr := m.Get(t.Context(), "a")
		_, idsErr := m.IDs(t.Context())
		for name, err := range map[string]error{
			"get": getErr, "ids": idsErr, "put": m.Put(t.Context(), "a", Entry{Secret: secret.New("x")}), "delete": m.Delete(t.Context(), "a"), "unlock": m.Unlock(t.Context()),
		} {
			if !errors.Is(err, ErrLocked) {
				t.Errorf("%s while locked: %v", name, err)
			}
		}
		if err := m.UnlockWith(t.Context(), secret.New("wrong")); !errors.Is(err, ErrPassphrase) {
			t.Errorf("a wrong passphrase: %v", err)
		}
		if err := m.UnlockWith(t.Context(), secret.New("pass")); err != nil {
			t.Fatal(err)
		}
		mustHave(t, m, "a", "canary-1")
	}
}
