package ui

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// remedy is what a failure says to do next, as a button.
type remedy struct {
	text string
	do   func()
}

// remedies are the buttons for the failure that ended a test: the one thing to do
// next, and another way where there is one.
func (w *Window) remedies(p profile.Profile, f explain.Failure, run *testRun) (first, second *remedy) {
	first = w.remedy(p, f, f.Action)
	second = w.remedy(p, f, f.Also)
	switch {
	case first == nil && toneOf(f) == toneLimited:
		first, second = w.askForAccess(p, f, run)
	case second == nil && f.Link != "" && f.Action != explain.ActionPage:
		second = w.remedy(p, f, explain.ActionPage)
	}
	return first, second
}

// remedy is the button for an action; nil where words alone help, such as to set the
// clock, and where the window has a question of its own.
func (w *Window) remedy(p profile.Profile, f explain.Failure, a explain.Action) *remedy {
	t := w.t
	switch a {
	case explain.ActionAgain, explain.ActionNewToken:
		return &remedy{t.TestAgain, w.testCredential}
	case explain.ActionReplaceKey:
		if p.SecretKind == profile.Password {
			return &remedy{t.ReplacePassword, w.replaceKey}
		}
		return &remedy{t.ReplaceKey, w.replaceKey}
	case explain.ActionEdit:
		return &remedy{t.EditProfile, w.openEdit}
	case explain.ActionProxy:
		return &remedy{t.SetProxy, w.editProxy}
	case explain.ActionTrust:
		return &remedy{t.LookAtCertificate, func() { w.openChain(w.testCredential) }}
	case explain.ActionUnlock:
		return &remedy{t.KeyringUnlock, func() { w.unlockThen(w.testCredential) }}
	case explain.ActionChoose:
		return &remedy{chooseWords(t, p), w.openChooser}
	case explain.ActionPage:
		return &remedy{pageWords(t, f.Link), func() { w.openPage(f.Link) }}
	case explain.ActionIdentity:
		return &remedy{t.IdentityOffer, func() { w.askIdentity(w.testCredential) }}
	}
	return nil
}

// askForAccess is for a good credential that a space, project or service refuses:
// whoever administers it needs to know whom to add.
func (w *Window) askForAccess(p profile.Profile, f explain.Failure, run *testRun) (first, second *remedy) {
	who, kind := run.identity()
	if who != "" {
		what := cmp.Or(kind, w.t.WhoAnybody)
		first = &remedy{fmt.Sprintf(w.t.CopyWho, what), func() { w.copyPlain(kit.Capital(what), who) }}
	}
	if page := placePage(p); page != "" && f.Check != "service" {
		second = &remedy{fmt.Sprintf(w.t.OpenPlace, f.Check), func() { w.openPage(page) }}
	}
	return first, second
}

// identityWords is whom the tested token belongs to, as access lists name it.
func (r *testRun) identity() (who, kind string) {
	for _, x := range r.results {
		if x.Token != nil {
			c := x.Token.Claims
			return cmp.Or(c.Email, c.Subject, c.IAMID, c.Name), c.SubjectType
		}
	}
	return "", ""
}

// placePage is the page of a profile's space or project, where its members are listed;
// "" where its address isn't known.
func placePage(p profile.Profile) string {
	base := ""
	switch region, ok := profile.RegionOf(p.URL); {
	case p.Kind == profile.CP4D:
		base = p.ServiceURL()
	case ok && p.Kind == profile.Cloud:
		base = strings.Replace(region.PlatformURL, "://api.", "://", 1)
	}
	switch {
	case base == "":
	case p.SpaceID != "":
		return base + "/ml-runtime/spaces/" + url.PathEscape(p.SpaceID)
	case p.ProjectID != "":
		return base + "/projects/" + url.PathEscape(p.ProjectID)
	}
	return ""
}

func chooseWords(t *text.Texts, p profile.Profile) string {
	if p.ProjectID != "" && p.SpaceID == "" {
		return t.ChooseProject
	}
	return t.ChooseSpace
}

// pageWords name the page behind a link where it has a name.
func pageWords(t *text.Texts, link string) string {
	switch link {
	case explain.KeysPage(""):
		return t.OpenKeysPage
	case explain.KeysPage(serviceID):
		return t.OpenServiceIDs
	}
	return t.OpenPage
}

// serviceID is how the IAM IDs of service IDs begin.
const serviceID = "iam-ServiceId-"

// editProxy opens the form at the proxy.
func (w *Window) editProxy() {
	w.openEdit()
	if f := find[*form](w.stack); f != nil {
		f.focus(fProxy)
	}
}

// editAgreed changes how a profile's server is recognised or where it signs in, after
// the user has seen what the key will be sent to: seen is the place that was on the
// screen. A profile that was changed meanwhile is left alone.
func (w *Window) editAgreed(id string, seen profile.Bound, change func(*profile.Profile), then func()) {
	w.editThen(id, wallet.Secrets{KeepSecret: true}, func(p *profile.Profile) error {
		if !p.Bound().Equal(seen) {
			return wallet.ErrChanged
		}
		change(p)
		return nil
	}, then)
}
