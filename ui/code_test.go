package ui

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"

	"lanyard/iam"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/ui/editor"
)

// fakeCodes opens sessions with one-time codes, and keeps the codes that it got.
type fakeCodes struct {
	*fakeSignIn
	mu  sync.Mutex
	got []string
}

func (f *fakeCodes) CodePage(context.Context, iam.Credential) (string, error) {
	return "https://iam.cloud.ibm.com/identity/passcode", nil
}

func (f *fakeCodes) OpenSession(_ context.Context, c iam.Credential, _ string) (iam.Session, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got = append(f.got, c.Profile.Name+" "+c.Key.Reveal())
	return f.session(), nil
}

func (f *fakeCodes) RenewSession(context.Context, iam.Credential, string) (iam.Session, error) {
	return f.session(), nil
}

func (f *fakeCodes) session() iam.Session {
	at := f.now().UTC()
	return iam.Session{
		Token: iam.Token{
			Access: secret.New("token-of-a-session"), IssuedAt: at, ExpiresAt: at.Add(time.Hour),
			Claims: iam.Claims{Email: "ann@example.org", AccountID: "acc-1"},
		},
		Refresh: secret.New("r1"), Ends: at.Add(8 * time.Hour), Idle: at.Add(2 * time.Hour),
	}
}

func (f *fakeCodes) Accounts(context.Context, iam.Credential, iam.Token) ([]iam.Account, error) {
	return []iam.Account{{ID: "acc-1", Name: "Data science"}}, nil
}

func (f *fakeCodes) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	if c.Session != nil {
		return c.Session(ctx)
	}
	return f.fakeSignIn.Exchange(ctx, c)
}

// codes are those that were used, each behind its profile's name.
func (f *fakeCodes) codes() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return strings.Join(f.got, ", ")
}

// withCodes lets profiles sign in with one-time codes.
func withCodes(f *fakeCodes) option {
	return func(r *rig, s *Setup) {
		f.fakeSignIn = r.signIn
		r.wallet = wallet.New(r.profiles, systemKeys{r.keys}, f)
		s.Wallet = r.wallet
	}
}

// TestPastedLoginUsesItsCode: what the console offers to copy becomes a profile, and its
// code is used at once, of two lines only that of the one which is chosen.
func TestPastedLoginUsesItsCode(t *testing.T) {
	const frankfurt = "ibmcloud login -a https://cloud.ibm.com -u passcode -p Xy12AbCdEf -r eu-de"
	const dallas = "ibmcloud login -a https://cloud.ibm.com -u passcode -p Qw98ZyXwVu -r us-south"
	for _, tt := range []struct {
		name, paste string
		toggle      int // a find whose box is pressed; -1: none
		codes       string
	}{
		{"one line", frankfurt, -1, "eu-de Xy12AbCdEf"},
		{"left for later", frankfurt, 0, ""},
		{"two lines", frankfurt + "\n" + dallas, -1, "eu-de Xy12AbCdEf"},
		{"two lines, the second one", frankfurt + "\n" + dallas, 1, "us-south Qw98ZyXwVu"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			f := &fakeCodes{}
			r := newRig(t, nil, withCodes(f))
			r.pasteAnywhere(tt.paste)
			n := len(r.importing().Items)
			if n != strings.Count(tt.paste, "passcode") {
				t.Fatalf("%d finds", n)
			}
			if tt.toggle >= 0 {
				box := r.importing().Items[tt.toggle].Code
				box.SetChecked(!box.Checked)
			}
			r.press(r.importing().Save.Text)
			r.until("it is saved", func() bool { return r.importing() == nil && len(r.saved()) == n })
			if tt.codes != "" {
				r.until("the session is open", func() bool { return f.codes() != "" && r.hasToken() })
				if name, _, _ := strings.Cut(tt.codes, " "); r.chosenName() != name {
					t.Errorf("%q is chosen", r.chosenName())
				}
			}
			if got := f.codes(); got != tt.codes {
				t.Errorf("used %q, want %q", got, tt.codes)
			}
			for _, p := range r.saved() {
				if !p.ByCode() || p.KeyID != "" {
					t.Errorf("%q signs in with %q, its key is %q", p.Name, p.SignIn, p.KeyID)
				}
			}
		})
	}
}

// TestFormFromKeyToCodeAndBack: a profile that is to sign in with codes loses its stored
// key, and gets another only with one that is typed.
func TestFormFromKeyToCodeAndBack(t *testing.T) {
	f := &fakeCodes{}
	r := newRig(t, nil, withCodes(f), func(r *rig, _ *Setup) { r.add(cloudNamed("work")) })
	key := r.saved()[0].KeyID
	r.menu("Edit")
	r.form().Choice(editor.FSignIn).SetSelected("One-time code")
	r.seesNot("Enter the key")
	r.key(fyne.KeyReturn)
	r.until("it is saved", func() bool { return r.form() == nil })
	if p := r.saved()[0]; !p.ByCode() || p.KeyID != "" || p.SecretKind != "" {
		t.Errorf("it signs in with %q, %q, its key is %q", p.SignIn, p.SecretKind, p.KeyID)
	}
	if _, err := r.keys.Get(t.Context(), key); err == nil {
		t.Error("the key is still stored")
	}

	r.menu("Edit")
	r.form().Choice(editor.FSignIn).SetSelected("API key")
	r.key(fyne.KeyReturn)
	r.sees("Enter the key")
	r.set(editor.FKey, "kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM")
	r.key(fyne.KeyReturn)
	r.until("it is saved with a key", func() bool { return r.form() == nil })
	if got := r.keyOf("work"); r.saved()[0].ByCode() || got != "kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM" {
		t.Errorf("it signs in with %q and the key %q", r.saved()[0].SignIn, got)
	}
	r.key(fyne.KeyReturn)
	r.until("it has a token", r.hasToken)
	if f.codes() != "" {
		t.Errorf("a code was used: %q", f.codes())
	}
}
