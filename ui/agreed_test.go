package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/state"
)

// TestChangedProfileAsksWhereverItIsUsed changes a profile by hand, and asks for everything
// that would send its key or token, or hand them out.
func TestChangedProfileAsksWhereverItIsUsed(t *testing.T) {
	for name, use := range map[string]func(*rig){
		"get token":  func(r *rig) { r.wallet.Forget(); r.key(fyne.KeyReturn) },
		"new token":  func(r *rig) { r.menu(r.Window.t.GetNewToken) },
		"copy token": func(r *rig) { r.wallet.Forget(); r.menu(r.Window.t.CopyToken) },
		"test":       func(r *rig) { r.menu(r.Window.t.TestCredential) },
		"spaces":     func(r *rig) { r.detail.OpenPlaceChoice() },
		"projects": func(r *rig) {
			r.detail.OpenPlaceChoice()
			r.press("Projects")
		},
		"copy key": func(r *rig) { r.AskKey(state.PlainKey); r.CopyKey() },
		"code with the key": func(r *rig) {
			r.press("Use it in code")
			r.press("With the API key in it…")
			r.press("Copy with the API key")
		},
		"key at IBM": func(r *rig) { r.AskAboutKey() },
		"tray":       func(r *rig) { r.tray.copy(r.Chosen()) },
		"renewal": func(r *rig) {
			_, err := r.wallet.Fresh(r.t.Context(), r.Chosen())
			r.Renewed(wallet.Renewal{Profile: *r.Current(), Err: err})
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.key(fyne.KeyReturn)
			r.until("there is a token", r.hasToken)
			r.profiles.edit(func(p *profile.Profile) { p.URL = "https://evil.example.org" })
			r.changed()
			r.until("the change is read", func() bool { return strings.Contains(r.Current().URL, "evil") })
			before := r.signIn.count()
			use(r)
			r.until("the question is there", func() bool { return r.Detail().Question != nil })
			r.sees("https://eu-de.ml.cloud.ibm.com", "https://evil.example.org", "Nothing was sent.")
			if r.host.Dialog != nil {
				t.Error("a box stands in front of the question")
			}
			if r.signIn.count() != before || r.board.held() != "" {
				t.Errorf("%d sign-ins, %q copied before the answer", r.signIn.count()-before, r.board.held())
			}
			r.press("Cancel")
			r.settle()
			if r.Detail().Question != nil {
				t.Error("the question stays")
			}
		})
	}
}

// TestQuestionNamesWhatWasChanged changes one thing after the other.
func TestQuestionNamesWhatWasChanged(t *testing.T) {
	for name, row := range map[string]struct {
		change func(*profile.Profile)
		sees   []string
	}{
		"platform": {func(p *profile.Profile) { p.PlatformURL = "https://evil.example.org" }, []string{"https://evil.example.org", "none"}},
		"account":  {func(p *profile.Profile) { p.AccountID = "3fabcdef0123456789abcdef01234567" }, []string{"3fabcdef0123456789abcdef01234567"}},
		"trusted": {func(p *profile.Profile) {
			p.TrustedProfile = &profile.TrustedProfile{ID: "Profile-7f1c7a3e-2b7c-4c1f-9b1d-0e6f5a4d3c2b"}
		}, []string{"Profile-7f1c7a3e-2b7c-4c1f-9b1d-0e6f5a4d3c2b"}},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"prod"})
			r.profiles.edit(row.change)
			r.changed()
			r.settle()
			r.key(fyne.KeyReturn)
			r.until("the question is there", func() bool { return r.Detail().Question != nil })
			r.sees(row.sees...)
			if r.signIn.count() != 0 {
				t.Error("something was sent")
			}
			r.press(r.Window.t.SendThere)
			r.until("the token is there", r.hasToken)
		})
	}
}

// TestKeyOfAnotherProfileAsks points a profile at another one's key.
func TestKeyOfAnotherProfileAsks(t *testing.T) {
	r := newRig(t, []string{"dev", "prod"})
	prod := *r.Profile(r.IDAt(1))
	r.Choose(r.idOf("dev"))
	r.profiles.edit(func(p *profile.Profile) { p.KeyID = prod.KeyID })
	r.changed()
	r.until("the change is read", func() bool { return r.Current().KeyID == prod.KeyID })
	r.key(fyne.KeyReturn)
	r.until("the question is there", func() bool { return r.Detail().Question != nil })
	r.sees(prod.KeyID)
	if r.signIn.count() != 0 {
		t.Error("the other profile's key was sent")
	}
}
