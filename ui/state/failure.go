package state

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/ui/text"
)

// Action is what a person can do next about a failure.
type Action int

// The actions.
const (
	NoAction     Action = iota
	TryAgain            // the same once more, see [Remedy.Again]
	ReplaceKey          // enter another key
	EditProfile         // change the profile
	SetProxy            // set a proxy or its password
	LookAtServer        // look at the server's certificates, to trust them
	AskIdentity         // sign in by the cluster's identity service
	UnlockRing          // have the keyring opened
	KeepInMemory        // keep keys in memory until the program ends
	ChoosePlace         // choose a space or project
	OpenPage            // open a page, see [Remedy.Link]
	GiveCode            // get and give a one-time code
	CopyIdentity        // copy whom to add, see [Remedy.Copy]
)

// Again is what is done once more after a person has seen to the cause of a failure.
type Again int

// What is done once more.
const (
	NothingAgain Again = iota
	TokenAgain         // a fresh sign-in
	TestAgain          // the test
)

// Remedy is what a failure says to do next, as a button.
type Remedy struct {
	Text   string
	Action Action
	Again  Again  // what is done afterwards
	Link   string // of a page
	What   string // is copied, in words
	Copy   string // that is copied
}

// FailureView is what is shown of a failure: what failed, why, what to do next, and the
// buttons that do it, the most useful one first.
type FailureView struct {
	explain.Failure
	Remedies []Remedy
	Memory   bool // one of them keeps keys in memory, which has to be explained
	Codes    []Fact
}

// Again does once more what failed, for the chosen profile.
func (m *Model) Again(what Again) {
	switch what {
	case TokenAgain:
		m.GetToken(m.chosen, true)
	case TestAgain:
		m.TestCredential()
	}
}

// describeFailure works out what to show of the failure that is known of a profile; nil
// without one.
func (m *Model) describeFailure(p profile.Profile, s *session) *FailureView {
	if s.failure == nil || s.code != nil {
		return nil // a code is asked for already
	}
	f := *s.failure
	if f.Action == explain.ActionCode {
		f.Next = "" // how a command does it; the button does here
	}
	v := &FailureView{Failure: f, Remedies: m.remedies(p, f, TokenAgain)}
	has := func(a Action) bool {
		return slices.ContainsFunc(v.Remedies, func(r Remedy) bool { return r.Action == a })
	}
	if !has(TryAgain) && (f.Action != explain.ActionReplaceKey || f.Retry) {
		v.Remedies = append(v.Remedies, Remedy{Text: m.t.TryAgain, Action: TryAgain, Again: TokenAgain})
	}
	if !has(EditProfile) && f.Check != checkKeyring {
		v.Remedies = append(v.Remedies, Remedy{Text: m.t.EditProfile, Action: EditProfile})
	}
	if f.Check == checkKeyring && m.keys.found.State != KeyringReady && m.OffersMemory() {
		v.Memory = true
		v.Remedies = append(v.Remedies, Remedy{Text: m.t.UseMemory, Action: KeepInMemory})
	}
	v.Codes = Filled(Fact{Label: m.t.Code, Value: f.Code}, Fact{Label: m.t.RequestID, Value: f.RequestID})
	return v
}

// Report is the failure as text for somebody who helps. It has no secret in it.
func (v *FailureView) Report(now time.Time) string {
	lines := []string{v.What, v.Why, v.Next}
	for _, c := range v.Codes {
		lines = append(lines, c.Label+": "+c.Value)
	}
	lines = append(lines, now.UTC().Format(time.RFC3339))
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

// remedies are the buttons for a failure, wherever it is shown: the one thing to do next,
// other ways where there are some, and the page that tells more. again is what failed.
func (m *Model) remedies(p profile.Profile, f explain.Failure, again Again) []Remedy {
	var list []Remedy
	for _, a := range []explain.Action{f.Action, f.Also} {
		if r := m.remedy(p, f, a, again); r.Action != NoAction {
			list = append(list, r)
		}
	}
	if f.Link != "" && f.Action != explain.ActionPage && f.Also != explain.ActionPage {
		list = append(list, m.remedy(p, f, explain.ActionPage, again))
	}
	return list
}

// remedy is the button for an action; none where words alone help, such as to set the
// clock, and where the window has a question of its own.
func (m *Model) remedy(p profile.Profile, f explain.Failure, a explain.Action, again Again) Remedy {
	t := m.t
	switch a {
	case explain.ActionAgain, explain.ActionNewToken:
		if again == TestAgain {
			return Remedy{Text: t.TestAgain, Action: TryAgain, Again: TestAgain}
		}
		return Remedy{Text: t.TryAgain, Action: TryAgain, Again: again}
	case explain.ActionReplaceKey:
		if p.SecretKind == profile.Password {
			return Remedy{Text: t.ReplacePassword, Action: ReplaceKey}
		}
		return Remedy{Text: t.ReplaceKey, Action: ReplaceKey}
	case explain.ActionCode:
		return Remedy{Text: t.CodeAsk, Action: GiveCode, Again: again}
	case explain.ActionEdit:
		return Remedy{Text: t.EditProfile, Action: EditProfile}
	case explain.ActionProxy:
		return Remedy{Text: t.SetProxy, Action: SetProxy}
	case explain.ActionTrust:
		return Remedy{Text: t.LookAtCertificate, Action: LookAtServer, Again: again}
	case explain.ActionUnlock:
		return m.unlockRemedy(again)
	case explain.ActionChoose:
		return Remedy{Text: chooseWords(t, p), Action: ChoosePlace}
	case explain.ActionPage:
		return Remedy{Text: PageWords(t, f.Link), Action: OpenPage, Link: f.Link}
	case explain.ActionIdentity:
		return Remedy{Text: t.IdentityOffer, Action: AskIdentity, Again: again}
	}
	return Remedy{}
}

// unlockRemedy has the keyring opened, where it is there and closed. What failed for a
// want of it is done once more only for a test: a token is fetched when it is asked for.
func (m *Model) unlockRemedy(again Again) Remedy {
	if m.keys.found.trouble() {
		return Remedy{}
	}
	if again == TokenAgain {
		again = NothingAgain
		if m.keys.found.State != KeyringLocked {
			return Remedy{}
		}
	}
	return Remedy{Text: m.t.KeyringUnlock, Action: UnlockRing, Again: again}
}

// testRemedies are the buttons for the failure that ended a test.
func (m *Model) testRemedies(p profile.Profile, f explain.Failure, run *TestRun) []Remedy {
	list := m.remedies(p, f, TestAgain)
	if m.remedy(p, f, f.Action, TestAgain).Action == NoAction && toneOf(f) == Limited {
		return m.askForAccess(p, f, run)
	}
	return list
}

// askForAccess is for a good credential that a space, project or service refuses:
// whoever administers it needs to know whom to add.
func (m *Model) askForAccess(p profile.Profile, f explain.Failure, run *TestRun) []Remedy {
	var list []Remedy
	if who, kind := run.identity(); who != "" {
		what := cmp.Or(kind, m.t.WhoAnybody)
		list = append(list, Remedy{Text: fmt.Sprintf(m.t.CopyWho, what), Action: CopyIdentity, What: text.Capital(what), Copy: who})
	}
	if page := placePage(p); page != "" && f.Check != "service" {
		list = append(list, Remedy{Text: fmt.Sprintf(m.t.OpenPlace, f.Check), Action: OpenPage, Link: page})
	}
	return list
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

// PageWords name the page behind a link where it has a name.
func PageWords(t *text.Texts, link string) string {
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

// whatFailed says in a few words what an error means.
func whatFailed(err error) string { return explain.Explain(err).What }

// whatToDo says what failed and what to do next.
func whatToDo(err error) string {
	f := explain.Explain(err)
	return f.What + ". " + f.Next
}

// whyFailed says what failed and why.
func whyFailed(err error) string {
	f := explain.Explain(err)
	return text.Join(" ", f.What+".", f.Why)
}
