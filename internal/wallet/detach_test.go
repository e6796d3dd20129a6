package wallet_test

import (
	"errors"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// TestDetachedStaysAsItWas: what happens to the profile, the keyring and the lock later
// does not reach a detached wallet.
func TestDetachedStaysAsItWas(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "first")
	own, err := w.Detach(t.Context(), p.ID, w.server)
	if err != nil {
		t.Fatal(err)
	}
	w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://evil.example" })
	if err := w.ring.Delete(t.Context(), p.KeyID); err != nil {
		t.Fatal(err)
	}
	if err := w.Lock(secret.Text{}); err != nil {
		t.Fatal(err)
	}
	if _, err := own.Token(t.Context(), p.ID); err != nil {
		t.Errorf("a token: %v", err)
	}
	if list, err := own.List(t.Context()); err != nil || len(list) != 1 || list[0].URL != p.URL {
		t.Errorf("its profile: %v, %v", list, err)
	}
	if _, err := own.Rename(t.Context(), p.ID, "other"); err == nil {
		t.Error("its profile can be changed")
	}
}

// TestDetachPassesTheGate: a profile that was changed by hand gives no key away.
func TestDetachPassesTheGate(t *testing.T) {
	w := newWorld()
	p := w.add(t, cluster("lab"), "first")
	w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://evil.example" })
	var unbound *wallet.UnboundError
	if _, err := w.Detach(t.Context(), p.ID, w.server); !errors.As(err, &unbound) {
		t.Errorf("detached: %v", err)
	}
}
