package ui

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"
	"github.com/google/go-cmp/cmp"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/ui/editor"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// simRig is a window whose wallet signs in, over real HTTPS, to the built-in simulator.
type simRig struct {
	*rig
	sim  *sim.Simulator
	info sim.Info
}

// newSimRig opens a window on profiles made from what the simulator has.
func newSimRig(t *testing.T, profiles func(i sim.Info) []sample) *simRig {
	t.Helper()
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"} {
		t.Setenv(name, "")
	}
	s, err := sim.Start(t.Context(), sim.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	r := &simRig{sim: s, info: s.Info()}
	r.rig = newRig(t, nil, func(r *rig, setup *Setup) {
		client := iam.New(iam.Options{})
		t.Cleanup(client.Close)
		r.clockNow = time.Now()
		r.wallet = wallet.New(r.profiles, r.keys, client)
		setup.Wallet = r.wallet
		for _, x := range profiles(s.Info()) {
			if x.trusted {
				x.TLS.CAPEM = string(s.CAPEM())
			}
			if x.SecretKind == "" {
				x.SecretKind = profile.APIKey
			}
			if _, err := r.wallet.Add(t.Context(), x.Profile, wallet.Secrets{Key: secret.New(x.key)}); err != nil {
				t.Fatal(err)
			}
		}
	})
	return r
}

// sample is a profile with its key.
type sample struct {
	profile.Profile
	key     string
	trusted bool // the profile has the simulator's CA
}

func cloudSample(i sim.Info, key string) sample {
	return sample{profile.Profile{
		Name: "churn", Kind: profile.Cloud, URL: i.Cloud.URL, AuthURL: i.Cloud.AuthURL, PlatformURL: i.Cloud.PlatformURL,
		SpaceID: i.Cloud.SpaceID,
	}, key, true}
}

// one gives a rig with one profile.
func one(t *testing.T, make func(i sim.Info) sample) *simRig {
	t.Helper()
	return newSimRig(t, func(i sim.Info) []sample { return []sample{make(i)} })
}

// tests presses the key that tests and waits for the end.
func (r *simRig) tests() state.TestView {
	r.t.Helper()
	r.menu("Test credential")
	r.until("the test has ended", r.hasTested)
	return r.Detail().Test
}

func (r *rig) hasTested() bool {
	return r.Detail().Test.Ended
}

// marks are the checks as they stand in the card: "✓ keyring", "✗ sign-in failed".
func (r *rig) marks() []string {
	var out []string
	letter := ""
	r.walk(func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.CheckIcon:
			letter = o.Letter
		case *kit.Line:
			if letter != "" {
				out = append(out, letter+" "+o.Text)
			}
			letter = ""
		}
	})
	return out
}

func TestGoodCredential(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Cloud.APIKey) })
	r.sees("It only reads, and costs nothing.")
	r.tests()
	want := []string{"✓ keyring", "✓ address", "✓ network", "✓ TLS", "✓ sign-in", "✓ token", "✓ service", "✓ space"}
	if diff := cmp.Diff(want, r.marks()); diff != "" {
		t.Errorf("the checks (-want +got):\n%s", diff)
	}
	r.sees("The credential is good", "REQUESTS_CA_BUNDLE", "Churn scoring", r.info.Cloud.SpaceID)
	if !r.hasToken() || r.verdict().Importance != widget.SuccessImportance {
		t.Error("a good test leaves no token, or its verdict is not a good one")
	}
	r.seesNot("Lives 1 hour")
	r.press("What was checked")
	r.sees("TLS 1.3; certificate of", "Dana")

	r.press("Copy report")
	r.until("the report is copied", func() bool { return r.board.plain() != "" })
	for _, want := range []string{"test of churn (IBM Cloud)", "keyring  ok", "space    ok", "Churn scoring"} {
		if !strings.Contains(r.board.plain(), want) {
			t.Errorf("the report lacks %q:\n%s", want, r.board.plain())
		}
	}
	token, _ := r.wallet.Cached(*r.Current())
	for _, secret := range []string{r.info.Cloud.APIKey, token.Access.Reveal()} {
		if strings.Contains(r.board.plain(), secret) || strings.Contains(r.seen(), secret) {
			t.Error("a secret is in the report or on the screen")
		}
	}
	r.press("Dismiss")
	r.seesNot("What was checked", "✓ keyring")
}

// What a test found is shown as long as the profile is the one that was tested.
func TestResultGoesWhenTheProfileChanges(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Cloud.APIKey) })
	r.tests()
	r.sees("The credential is good")
	if _, err := r.wallet.Rename(t.Context(), r.Chosen(), "churn-2"); err != nil {
		t.Fatal(err)
	}
	r.changed()
	r.until("the change is shown", func() bool { return r.chosenName() == "churn-2" })
	r.seesNot("✓ keyring", "What was checked")
	r.sees("Test credential")
}

func TestUnknownKeyFailsAtTheSignIn(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Failing.UnknownKey) })
	v := r.tests()
	want := []string{"✓ keyring", "✓ address", "✓ network", "✓ TLS", "✗ sign-in failed", "– token", "– service", "– space"}
	if diff := cmp.Diff(want, r.marks()); diff != "" {
		t.Errorf("the checks (-want +got):\n%s", diff)
	}
	r.sees("IBM does not know this API key", v.Why, v.Next)
	if r.verdict().Importance != widget.DangerImportance || r.hasToken() {
		t.Error("a bad key does not look like one")
	}
	if row := r.Row(0); row.State != "failed" || row.Ring != state.RingFailed {
		t.Errorf("the row says %q", row.State)
	}
	r.press("Enter another key")
	if r.form() == nil || r.win.Canvas().Focused() != fyne.Focusable(r.form().Entry(editor.FKey)) {
		t.Error("the form does not open at the key")
	}
}

// A good credential that may not enter a space is not shown as a bad one.
func TestForbiddenSpaceIsNoBadCredential(t *testing.T) {
	r := one(t, func(i sim.Info) sample {
		s := cloudSample(i, i.Cloud.ServiceIDAPIKey)
		s.SpaceID = i.Cloud.ForbiddenSpaceID
		return s
	})
	v := r.tests()
	if got := r.marks(); !slices.Contains(got, "! space failed") || !slices.Contains(got, "✓ sign-in") {
		t.Errorf("the checks are %q", got)
	}
	r.sees("Credential good, but no access")
	if r.verdict().Importance != widget.WarningImportance || v.Tone != state.Limited {
		t.Error("it looks like a bad credential")
	}
	if got := r.Row(0).State; got != "live" {
		t.Errorf("the row says %q", got)
	}
	r.press("Copy the service ID")
	r.until("it is copied", func() bool { return strings.HasPrefix(r.board.plain(), "ServiceId-") })
}

func TestTrustTheAuthorityOfAChain(t *testing.T) {
	r := one(t, func(i sim.Info) sample {
		s := cloudSample(i, i.Cloud.APIKey)
		s.trusted = false
		return s
	})
	r.tests()
	r.sees("✗ TLS failed", "is not trusted")
	r.press("Look at the certificate…")
	r.until("the certificates are there", func() bool { return r.Detail().Chain.There })
	if r.focused() != "Cancel" {
		t.Error("the question does not begin at Cancel")
	}
	host := strings.TrimPrefix(r.info.Cloud.AuthURL, "https://")
	look := r.Detail().Chain
	r.sees("Certificates of "+host, "localhost, 127.0.0.1", look.Certs[0].Facts[0].Value, "The API key of churn will be sent to "+host)
	sum := iamFingerprint(t, r)
	if seen := strings.Join(strings.Fields(r.seen()), ""); !strings.Contains(seen, sum) {
		t.Errorf("the authority's SHA-256, %s, is not shown", sum)
	}
	r.key(fyne.KeyEscape)
	r.seesNot("Trust this authority")
	if p := r.saved()[0]; p.TLS.CAPEM != "" {
		t.Error("looking changed the profile")
	}

	r.press("Look at the certificate…")
	r.until("the certificates are there", func() bool { return r.Detail().Chain.There })
	r.win.Resize(fyne.NewSize(1000, 420))
	r.detail.View.Scroll.ScrollToBottom()
	r.press("Trust this authority")
	if most := r.detail.View.Scroll.Content.Size().Height - r.detail.View.Scroll.Size().Height; r.detail.View.Scroll.Offset.Y > most {
		t.Error("what is left is scrolled out of sight")
	}
	if r.win.Canvas().Focused() != fyne.Focusable(r.list.List) {
		t.Error("the focus is lost with the question")
	}
	r.until("the test was made again", func() bool { return r.hasTested() && r.Current().TLS.CAPEM != "" })
	r.sees("The credential is good")
	if p := r.saved()[0]; p.TLS.CAPEM != string(r.sim.CAPEM()) || p.TLS.Mode != profile.TLSVerify {
		t.Errorf("the profile's TLS is %+v", p.TLS)
	}
}

// iamFingerprint is the SHA-256 of the simulator's authority, from a look of its own.
func iamFingerprint(t *testing.T, r *simRig) string {
	t.Helper()
	p := *r.Current()
	p.TLS.CAPEM = string(r.sim.CAPEM())
	chain, err := r.wallet.Chain(t.Context(), p)
	if err != nil || chain.Problem != nil {
		t.Fatal(err, chain.Problem)
	}
	sum := strings.ToUpper(chain.Certificates[len(chain.Certificates)-1].SHA256)
	var b strings.Builder
	for len(sum) > 2 {
		b.WriteString(sum[:2] + ":")
		sum = sum[2:]
	}
	return b.String() + sum
}

func TestTrustExactlyOneCertificate(t *testing.T) {
	r := one(t, func(i sim.Info) sample {
		s := cloudSample(i, i.Cloud.APIKey)
		s.trusted, s.PlatformURL, s.SpaceID = false, "", ""
		s.URL, s.AuthURL = i.Cloud.URL, i.TLSFaults.WrongName
		return s
	})
	r.tests()
	r.sees("is for another name")
	r.press("Dismiss")
	r.key(fyne.KeyReturn)
	r.until("the sign-in has failed", func() bool { return r.Detail().Failure != nil })
	r.press("Look at the certificate…")
	r.until("the certificates are there", func() bool { return r.Detail().Chain.There })
	r.seesNot("Trust this authority") // it would not help against a wrong name
	shown := r.Detail().Chain.Certs[0].Sum
	r.press("Trust exactly this certificate")
	r.until("it is saved", func() bool { return r.Current().TLS.Mode == profile.TLSPin })
	if got := r.saved()[0].TLS.PinSHA256; got != shown || len(got) != 64 {
		t.Errorf("%q is pinned, %q was shown", got, shown)
	}
	r.until("it signs in", r.hasToken)
}

// The agreement is for the place that was on the screen: a profile that somebody moved
// meanwhile is not changed, and its key goes nowhere.
func TestTrustIsForWhatWasSeen(t *testing.T) {
	r := one(t, func(i sim.Info) sample {
		s := cloudSample(i, i.Cloud.APIKey)
		s.trusted = false
		return s
	})
	r.tests()
	r.press("Look at the certificate…")
	r.until("the certificates are there", func() bool { return r.Detail().Chain.There })
	r.profiles.edit(func(p *profile.Profile) { p.AuthURL = "https://evil.example.org" })
	r.press("Trust this authority")
	r.until("the failure is shown", func() bool { return r.Detail().Failure != nil })
	r.sees("The profile changed meanwhile")
	entry, err := r.keys.Get(t.Context(), r.saved()[0].KeyID)
	if err != nil || entry.Bound.AuthOrigin == "https://evil.example.org" || r.saved()[0].TLS.CAPEM != "" {
		t.Errorf("the key may now go to %q (%v)", entry.Bound.AuthOrigin, err)
	}
}

func TestSaveTheChain(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Cloud.APIKey) })
	t.Setenv("HOME", t.TempDir())
	r.tests()
	r.press("Save certificate chain…")
	field := r.field(r.Window.t.SaveTo)
	if r.win.Canvas().Focused() != fyne.Focusable(field) {
		t.Fatal("the focus is not in the path")
	}
	field.SetText("chain.pem")
	r.key(fyne.KeyReturn)
	r.sees("Enter the full path")
	path := filepath.Join(t.TempDir(), "chain of mine.pem")
	field.SetText(path)
	r.key(fyne.KeyReturn)
	r.until("it is saved", func() bool { s := r.Detail().Saving; return s != nil && s.Saved != "" })
	text, err := os.ReadFile(path)
	if err != nil || !strings.Contains(string(text), strings.TrimSpace(string(r.sim.CAPEM()))) || strings.Count(string(text), "BEGIN CERTIFICATE") < 2 {
		t.Errorf("the file has (%v)\n%s", err, text)
	}
	r.sees("REQUESTS_CA_BUNDLE='" + path + "'")
	r.press("Close")

	r.press("Save certificate chain…")
	field.SetText(path)
	r.press("Save")
	r.until("it is asked", func() bool { s := r.Detail().Saving; return s != nil && s.Problem != "" })
	r.sees("There is a file of this name already.")
	r.press("Replace it")
	r.until("it is replaced", func() bool { s := r.Detail().Saving; return s != nil && s.Saved != "" })
}

func TestCancelATestAtOnce(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Failing.SlowKey) })
	r.menu("Test credential")
	r.until("it waits for the sign-in", func() bool { return r.Detail().Test.Busy == "Checking sign-in…" })
	r.sees("✓ TLS")
	if r.visibleButton("Test credential") != nil {
		t.Error("a second test could be begun")
	}
	r.press("Cancel")
	r.sees("Canceled before the end", "✓ TLS", "Test again")
	r.settle()
	if v := r.Detail().Test; v.Tone != state.NoTone || r.hasToken() {
		t.Error("a canceled test says something of the credential")
	}
}

func TestLockEndsATest(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Failing.SlowKey) })
	r.menu("Test credential")
	r.until("it is under way", func() bool { return r.Detail().Test.Busy == "Checking sign-in…" })
	run := r.Detail().Test.Run
	r.menu("Lock")
	r.seesNot("✓ TLS", "Checking")
	r.menu("Test credential")
	r.settle()
	if r.Detail().Test.Run != nil || run.Ended() {
		t.Error("a locked window tests, or keeps what a test found")
	}
}

func TestMovedKeyAsksBeforeATest(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Cloud.APIKey) })
	r.profiles.edit(func(p *profile.Profile) { p.AuthURL = "https://evil.example.org" })
	r.changed()
	r.until("the change is read", func() bool { return r.Current().AuthURL == "https://evil.example.org" })
	r.tests()
	r.sees("✗ keyring failed", "This profile was changed since it was agreed", "Send the key to https://evil.example.org")
	if n := r.sim.Exchanges(); n != 0 {
		t.Errorf("%d exchanges", n)
	}
}

func TestChooseASpace(t *testing.T) {
	r := one(t, func(i sim.Info) sample {
		s := cloudSample(i, i.Cloud.APIKey)
		s.SpaceID = ""
		return s
	})
	r.sees("Space or project", "none chosen")
	r.press("Choose…")
	r.until("the spaces are there", func() bool { return r.detail.Choice != nil && len(r.detail.Choice.Found) > 0 })
	if r.focused() != r.Window.t.ChooseSearch {
		t.Fatal("the focus is not in the search")
	}
	all := len(r.detail.Choice.Found)
	r.typeText("churn")
	if got := r.detail.Choice.Found[0].Name; got != "Churn scoring" || len(r.detail.Choice.Found) >= all && all > 1 {
		t.Errorf("the search finds %q first, of %d", got, len(r.detail.Choice.Found))
	}
	r.menu("Get new token") // Fyne fires the menus' keys also now
	r.key(fyne.KeyReturn)
	r.until("it is saved", func() bool { return r.saved()[0].SpaceID == r.info.Cloud.SpaceID })
	r.until("it is shown", func() bool { return r.Current().SpaceID != "" })
	r.sees("Churn scoring", r.info.Cloud.SpaceID, "Churn scoring chosen.")
	if r.detail.Choice != nil || r.host.Dialog != nil {
		t.Error("the choice is still open")
	}
	r.press("Copy Deployment space")
	r.until("the id is copied", func() bool { return r.board.plain() == r.info.Cloud.SpaceID })

	r.press("Choose…")
	r.until("the spaces are there", func() bool { return r.detail.Choice != nil && len(r.detail.Choice.Found) > 0 })
	if got := r.detail.Choice.Found[r.detail.Choice.At].ID; got != r.info.Cloud.SpaceID {
		t.Errorf("the choice begins at %q", got)
	}
	r.press("Projects")
	r.until("the projects are there", func() bool { return r.detail.Choice.Ready() })
	r.key(fyne.KeyEscape)
	if r.detail.Choice != nil || r.saved()[0].SpaceID == "" {
		t.Error("Escape does not leave everything as it is")
	}

	r.press("Choose…")
	r.press("Projects")
	r.until("the projects are there", func() bool { return len(r.detail.Choice.Found) > 0 })
	r.press("Choose")
	r.until("it is saved", func() bool { return r.saved()[0].ProjectID == r.info.Cloud.ProjectID })
	if p := r.saved()[0]; p.SpaceID != "" {
		t.Error("the profile has a space beside its project")
	}
	r.until("it is shown", func() bool { return r.Current().ProjectID != "" })
	r.press("Choose…")
	r.press("Deployment spaces")
	r.until("the spaces are there", func() bool { return len(r.detail.Choice.Found) > 1 })
	r.detail.Choice.List.Select(1)
	if r.detail.Choice == nil || r.detail.Choice.At != 1 {
		t.Fatal("one click does more than mark")
	}
	wanted := r.detail.Choice.Found[1].ID
	r.detail.Choice.List.Select(1)
	r.until("the second click takes it", func() bool { return r.detail.Choice == nil && r.saved()[0].SpaceID == wanted })
	r.until("it is shown", func() bool { return r.Current().SpaceID == wanted })
	r.press("Choose…")
	r.press("None")
	r.until("it is gone", func() bool { return r.saved()[0].ProjectID == "" && r.saved()[0].SpaceID == "" })
}

func TestChooserSaysWhyThereIsNothing(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Failing.UnknownKey) })
	r.press("Choose…")
	r.until("the failure is there", func() bool { return r.detail.Choice.Ready() })
	r.sees("IBM does not know this API key", "Try again")
	before := len(r.sim.Requests())
	r.press("Try again")
	r.until("it was tried again", func() bool { return len(r.sim.Requests()) > before && r.detail.Choice.Ready() })
	r.menu("Lock")
	if r.detail.Choice != nil || r.host.Dialog != nil {
		t.Error("the choice outlives the lock")
	}
}

func TestWhoseToken(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Cloud.ServiceIDAPIKey) })
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	asked := func() bool {
		return slices.ContainsFunc(r.sim.Requests(), func(q sim.Request) bool { return strings.HasPrefix(q.Path, "/v1/apikeys/details") })
	}
	if asked() {
		t.Error("the key was asked about before anybody wanted to know")
	}
	r.press("Whose token?")
	r.until("IBM Cloud has told", func() bool { return len(r.Detail().Token.More.About.Facts) > 0 })
	token, _ := r.wallet.Cached(*r.Current())
	r.sees(token.Claims.IssuedAt.UTC().Format("2006-01-02 15:04:05")+" UTC", "Decoded, not verified", "service ID", "The API key at IBM Cloud", "scoring key", "enabled", "Open the service IDs page")
	if !asked() {
		t.Error("the simulator was not asked")
	}
	r.seesNot(`"iam_id"`)
	r.press("Raw JSON")
	reader := find(r.rig, func(*kit.Reader) bool { return true })
	if text := reader.Text; !strings.Contains(text, `"iam_id": "iam-ServiceId-`) {
		t.Errorf("the payload reads %s", text)
	}
	r.press("Copy JSON")
	r.until("it is copied", func() bool { return json.Valid([]byte(r.board.plain())) && strings.HasPrefix(r.board.plain(), "{") })
	before := reader.Text
	reader.TypedRune('x')
	reader.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace})
	reader.TypedShortcut(&fyne.ShortcutPaste{Clipboard: kit.FixedText("x")})
	reader.TypedShortcut(&fyne.ShortcutSelectAll{})
	reader.TypedShortcut(&fyne.ShortcutCut{Clipboard: kit.FixedText("x")})
	r.settle()
	if reader.Text != before {
		t.Error("the payload can be typed over")
	}
}

func TestRetryCountsDown(t *testing.T) {
	var tell func(wallet.Retry)
	r := newRig(t, []string{"prod"}, func(_ *rig, s *Setup) {
		s.OnRetry = func(f func(wallet.Retry)) { tell = f }
	})
	r.signIn.hold = make(chan struct{})
	r.key(fyne.KeyReturn)
	r.sees("Signing in at iam.cloud.ibm.com")
	tell(wallet.Retry{
		Profile: r.Chosen(), Host: "iam.cloud.ibm.com", Attempt: 2, Of: 3, Wait: 2500 * time.Millisecond,
		Err: &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonRateLimited, Status: 429},
	})
	r.settle()
	r.sees("IBM asked us to slow down; next try in 3 s (2 of 3)")
	if d := r.NextTick(); d != 500*time.Millisecond {
		t.Errorf("the window wakes after %v", d)
	}
	r.later(1500 * time.Millisecond)
	r.sees("next try in 1 s (2 of 3)")
	r.later(time.Second)
	r.sees("IBM asked us to slow down; trying again (2 of 3)…")
	close(r.signIn.hold)
	r.until("the token is there", r.hasToken)
	r.seesNot("slow down")
	r.signIn.mu.Lock()
	r.signIn.hold = make(chan struct{})
	r.signIn.mu.Unlock()
	r.key(fyne.KeyF5)
	r.sees("Signing in at iam.cloud.ibm.com")
}

// renewing is a wallet that tells of renewals when a test wants it.
type renewing struct {
	*wallet.Wallet
	tell chan wallet.Renewal
}

func (w renewing) Renew(ctx context.Context, tell func(wallet.Renewal)) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-w.tell:
			tell(r)
		}
	}
}

func TestRenewalByItself(t *testing.T) {
	tell := make(chan wallet.Renewal)
	r := newRig(t, nil, func(r *rig, s *Setup) {
		r.add(profile.Profile{Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AutoRenew: true})
		s.Wallet = renewing{r.wallet, tell}
	})
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.sees("14:00 UTC · renews itself")
	tell <- wallet.Renewal{Profile: *r.Current()}
	r.until("it is told", func() bool { return strings.Contains(r.Status().Text, "was renewed") })

	tell <- wallet.Renewal{Profile: *r.Current(), Err: &iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonDNS, Host: "iam.cloud.ibm.com"}}
	r.until("the failure is shown", func() bool { return r.Detail().Failure != nil })
	r.sees("could not be renewed; the old one stays", "There is no address for the name")
	if !r.Detail().Token.CanCopy {
		t.Error("the live token is gone")
	}
	tell <- wallet.Renewal{Profile: *r.Current()}
	r.until("the failure is gone", func() bool { return r.Detail().Failure == nil })

	refused := &iam.Error{Check: iam.CheckSignIn, Reason: iam.ReasonRefusedKey, Status: 400, Code: "BXNIM0415E"}
	off := func(p *profile.Profile) error { p.AutoRenew = false; return nil }
	p, err := r.wallet.Edit(t.Context(), r.Chosen(), off, wallet.Secrets{})
	if err != nil {
		t.Fatal(err)
	}
	tell <- wallet.Renewal{Profile: p, Err: refused, Off: true}
	r.until("it is switched off", func() bool { return !r.Current().AutoRenew })
	r.sees("was refused, so it was switched off", "IBM does not know this API key")
	r.seesNot("renews itself")
}

func TestZenHeaderIsCopiedAfterAQuestion(t *testing.T) {
	r := newRig(t, nil, func(r *rig, _ *Setup) {
		r.add(profile.Profile{Name: "lab", Kind: profile.CP4D, URL: "https://cpd-lab.apps.example.org", Username: "dana", SecretKind: profile.APIKey})
		r.add(profile.Profile{Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"})
	})
	r.menu("Copy ZenApiKey header…")
	r.sees("The header has the API key of lab in it", "does not take it before 4.8")
	if r.focused() != "Cancel" {
		t.Error("the question does not begin at Cancel")
	}
	r.key(fyne.KeyEscape)
	r.settle()
	if r.board.held() != "" {
		t.Fatal("the header was copied without an answer")
	}
	r.menu("Copy ZenApiKey header…")
	r.press("Copy the header")
	r.until("it is copied", func() bool { return r.copied() })
	if got := r.board.held(); got != "ZenApiKey ZGFuYTprZXktb2YtbGFi" || r.board.life != 30*time.Second {
		t.Errorf("the clipboard has %q for %v", got, r.board.life)
	}
	r.press("Clear now")
	r.until("it is cleared", func() bool { return !r.copied() })
	r.key(fyne.KeyDown)
	r.menu("Copy ZenApiKey header…")
	r.sees("Only Cloud Pak for Data with a platform API key has a ZenApiKey header.")
}

func TestIdentityServiceIsAskedForFirst(t *testing.T) {
	r := one(t, func(i sim.Info) sample {
		return sample{profile.Profile{
			Name: "lab", Kind: profile.CP4D, URL: i.CP4DIdentity.URL, Username: i.CP4DIdentity.Username, SecretKind: profile.Password,
		}, i.CP4DIdentity.Password, true}
	})
	r.tests()
	r.sees("The cluster refused this user name and password")
	host := strings.TrimPrefix(r.info.CP4DIdentity.URL, "https://")
	other := strings.TrimPrefix(r.info.CP4DIdentity.IdentityURL, "https://")
	r.press("Sign in by the cluster's identity service…")
	r.sees("Send the password to "+host, "From version 5.1 on")
	before := len(r.sim.Requests())
	r.field(r.Window.t.IdentityAt).SetText("nonsense here")
	if r.visibleButton("Send the password to "+host) != nil {
		t.Error("an address that is none can be sent to")
	}
	r.field(r.Window.t.IdentityAt).SetText(r.info.CP4DIdentity.IdentityURL + "/idprovider/v1/auth/identitytoken")
	r.key(fyne.KeyReturn)
	r.settle()
	if n := len(r.sim.Requests()); n != before || r.saved()[0].CPDIdentity != "" {
		t.Fatal("Enter in the field sends")
	}
	if b, ok := r.win.Canvas().Focused().(*kit.Button); !ok || b.Text != "Send the password to "+other {
		t.Errorf("Enter leads to %T", r.win.Canvas().Focused())
	}
	r.key(fyne.KeyReturn)
	r.until("the test was made again", func() bool { return r.hasTested() && r.Current().CPDIdentity != "" })
	r.sees("The credential is good")
	if got := r.saved()[0].CPDIdentity; got != r.info.CP4DIdentity.IdentityURL {
		t.Errorf("the profile's identity service is %q", got)
	}
}

func TestWithoutAPlaceTheCredentialIsStillGood(t *testing.T) {
	r := newSimRig(t, func(i sim.Info) []sample {
		cloud := cloudSample(i, i.Cloud.APIKey)
		cloud.SpaceID = ""
		return []sample{cloud, {profile.Profile{
			Name: "studio", Kind: profile.StudioLocal, URL: i.StudioICP.URL, InstanceID: i.StudioICP.InstanceID, Username: i.StudioICP.Username,
			SecretKind: profile.Password,
		}, i.StudioICP.Password, true}}
	})
	r.tests()
	r.sees("The credential is good; no space was checked", "– space")
	r.key(fyne.KeyDown)
	r.tests()
	r.sees("The credential is good", "– service", "– space")
	r.seesNot("no space was checked", "Space or project")
}

func TestDisabledKeyLeadsToItsPage(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Failing.DisabledKey) })
	r.tests()
	if r.visibleButton("Open the API keys page") == nil {
		t.Errorf("there is no way to the page among %q", r.buttonTexts())
	}
}

// A new sign-in tells anew whether the credential is good: what a test said before must
// not stand beside it.
func TestSignInTakesAFailedTestAway(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Cloud.APIKey) })
	undo := r.sim.Fail("cloud", sim.Fault{On: sim.OnIAM, Status: 403, Body: "{}"})
	r.tests()
	r.sees("✗ sign-in failed")
	undo()
	r.key(fyne.KeyReturn)
	r.until("the token is there", r.hasToken)
	r.seesNot("✗ sign-in failed")

	r.tests()
	r.sees("The credential is good", "✓ space")
	defer r.sim.Fail("cloud", sim.Fault{On: sim.OnIAM, Status: 403, Body: "{}"})()
	r.key(fyne.KeyF5)
	r.until("the failure is shown", func() bool { return r.Detail().Failure != nil })
	r.seesNot("✓ space")
}

// A key that several profiles share may be replaced through any of them.
func TestResultGoesWhenASharedKeyIsReplaced(t *testing.T) {
	r := one(t, func(i sim.Info) sample { return cloudSample(i, i.Failing.UnknownKey) })
	id := r.Chosen()
	r.menu("Duplicate")
	r.until("there are two", func() bool { return r.Rows() == 2 && r.Chosen() != id })
	other := r.Chosen()
	r.Choose(id)
	r.tests()
	r.sees("✗ sign-in failed")
	same := func(*profile.Profile) error { return nil }
	if _, err := r.wallet.Edit(t.Context(), other, same, wallet.Secrets{Key: secret.New(r.info.Cloud.APIKey)}); err != nil {
		t.Fatal(err)
	}
	r.changed()
	r.until("the result is gone", func() bool { return r.Detail().Test.Run == nil })
	r.tests()
	r.sees("The credential is good")
}
