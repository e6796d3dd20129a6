package rotation_test

import (
	"errors"
	"testing"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/rotation"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// byCode saves a profile that signs in with codes to an account, and signs it in.
func byCode(t *testing.T, s *sim.Simulator, w *wallet.Wallet, n int, account string) (profile.Profile, iam.Token) {
	t.Helper()
	i := s.Info()
	p, err := w.Add(t.Context(), profile.Profile{
		Name: "sso", Kind: profile.Cloud, SignIn: profile.ByCode, URL: i.Cloud.URL, AuthURL: i.Cloud.AuthURL, AccountID: account,
		SpaceID: i.Cloud.SpaceID, TLS: profile.TLS{CAPEM: string(s.CAPEM())},
	}, wallet.Secrets{})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.SignInWithCode(t.Context(), p.ID, secret.New(i.Cloud.Passcodes[n])); err != nil {
		t.Fatal(err)
	}
	token, err := w.Token(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	return p, token
}

func TestKeyOfASession(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	w, e := h.start()
	e.Memory = false
	p, token := byCode(t, s, w, 0, s.Info().Cloud.Accounts[0].ID)
	made, err := e.CreateFromCode(t.Context(), p, token, "nightly", rotation.NewKeyOptions{})
	if err != nil {
		t.Fatal(err)
	}
	if made.ByCode() || made.SecretKind != profile.APIKey || made.SpaceID != p.SpaceID || made.AccountID != p.AccountID {
		t.Errorf("made %+v", made)
	}
	got, err := w.Fresh(t.Context(), made.ID)
	if err != nil || got.Claims.IAMID != token.Claims.IAMID {
		t.Errorf("its token is for %q, %v", got.Claims.IAMID, err)
	}
}

// TestNoKeyWhereTheAccountForbidsIt: nothing stays behind.
func TestNoKeyWhereTheAccountForbidsIt(t *testing.T) {
	s := simulator(t, sim.Options{})
	h := newHome(t, s)
	w, e := h.start()
	e.Memory = false
	p, token := byCode(t, s, w, 0, s.Info().Cloud.NoKeysAccountID)
	_, err := e.CreateFromCode(t.Context(), p, token, "nightly", rotation.NewKeyOptions{})
	if refused, ok := errors.AsType[*iam.Error](err); !ok || refused.Status != 403 {
		t.Errorf("it ended with %v", err)
	}
	if list, _ := w.List(t.Context()); len(list) != 1 {
		t.Errorf("there are %d profiles, want the one of before", len(list))
	}
	p.TrustedProfile = &profile.TrustedProfile{ID: s.Info().Cloud.TrustedProfileID}
	if _, err := e.CreateFromCode(t.Context(), p, token, "nightly", rotation.NewKeyOptions{}); !errors.Is(err, rotation.ErrNotKey) {
		t.Errorf("with a trusted profile: %v", err)
	}
}
