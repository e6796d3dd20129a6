package ui

import (
	"context"
	"errors"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"
	"fyne.io/fyne/v2/widget"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
	"lanyard/ui/editor"
	"lanyard/ui/importer"
	"lanyard/ui/kit"
	"lanyard/ui/list"
	"lanyard/ui/state"
)

// rig is a window in Fyne's test driver, on a real wallet whose profiles and keys are
// in memory. Work that the window hands to its dispatcher waits in a queue until the
// test lets it run, so that all widgets are touched by the test's goroutine alone.
type rig struct {
	*Window
	t        testing.TB
	queue    chan func()
	clockNow time.Time
	profiles *fakeProfiles
	keys     *store.Memory
	signIn   *fakeSignIn
	board    *fakeBoard
	wallet   *wallet.Wallet
	keyring  state.Keyring
	memory   bool
	watching chan func() // has what a watcher calls, once there is one
}

// form, importer, scan, page and pane give what stands in place of the detail, nil when
// that one doesn't.
func (r *rig) form() *editor.Form        { return kit.Find[*editor.Form](r.host.Panes) }
func (r *rig) importing() *importer.Pane { return kit.Find[*importer.Pane](r.host.Panes) }
func (r *rig) scan() *importer.Scanner   { return kit.Find[*importer.Scanner](r.host.Panes) }
func (r *rig) page() *kit.TaskPage       { return kit.Find[*kit.TaskPage](r.host.Panes) }

// copied reports whether a secret that was copied lies on the clipboard; leftover whether one
// does that was pasted. The status line tells of both.
func (r *rig) copied() bool   { v := r.Status(); return v.Clear && v.Text != r.Window.t.ClipPasted }
func (r *rig) leftover() bool { v := r.Status(); return v.Clear && v.Text == r.Window.t.ClipPasted }

// keysIn has the window find keys in another place.
func (r *rig) keysIn(k state.Keyring) {
	r.t.Helper()
	r.keyring = k
	r.CheckKeyring()
	r.until("the place is seen", func() bool { return r.Window.Keyring() == k })
}

// said reports whether the status line says more than how many profiles there are.
func (r *rig) said() bool {
	text := r.Status().Text
	return text != "" && text != r.Window.t.CountOne
}

// fateKnown reports whether a secret was copied and what became of it is known.
func (r *rig) fateKnown() bool {
	r.settle()
	return r.copied()
}

// began is when the tests' clock starts.
func began() time.Time { return time.Date(2026, 3, 9, 13, 0, 0, 0, time.UTC) }

type option func(*rig, *Setup)

// changed is another process changing the profiles. The watcher starts on a goroutine of
// its own, so it may not be there yet.
func (r *rig) changed() {
	tell := <-r.watching
	r.watching <- tell
	tell()
}

func newRig(t testing.TB, names []string, options ...option) *rig {
	t.Helper()
	r := &rig{
		t: t, queue: make(chan func(), 1000), watching: make(chan func(), 1), clockNow: began(), profiles: &fakeProfiles{},
		keys: store.NewMemory(), signIn: &fakeSignIn{}, board: &fakeBoard{fate: state.Fate{Mark: state.MarkThere}},
		keyring: state.Keyring{Backend: "keyring", Name: "Login keyring", State: state.KeyringReady},
	}
	r.signIn.life, r.signIn.now = time.Hour, func() time.Time { return r.clockNow }
	r.wallet = wallet.New(r.profiles, systemKeys{r.keys}, r.signIn)
	for _, name := range names {
		r.add(cloudNamed(name))
	}
	setup := Setup{ConfigDir: "/home/dana/.config/lanyard", Setup: state.Setup{
		Wallet: r.wallet, Clipboard: r.board, Zone: time.UTC,
		Now:       func() time.Time { return r.clockNow },
		Do:        func(f func()) { r.queue <- f },
		Keyring:   func(context.Context) state.Keyring { return r.keyring },
		UseMemory: func() { r.memory = true },
		Watch:     func(_ context.Context, changed func()) { r.watching <- changed },
	}}
	for _, o := range options {
		o(r, &setup)
	}
	r.Window = New(test.NewTempApp(t), setup)
	t.Cleanup(func() {
		r.Window.Stop()
		forgetFonts()
	})
	r.Window.win.Resize(fyne.NewSize(1000, 700))
	r.Window.start()
	r.until("the profiles are read", func() bool { return r.Loaded() && r.Window.Keyring().State != "" })
	return r
}

// cloudNamed is a profile on IBM Cloud.
func cloudNamed(name string) profile.Profile {
	return profile.Profile{Name: name, Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com"}
}

// systemKeys are keys in memory that behave like the system's keyring, which Lanyard
// does not lock.
type systemKeys struct{ wallet.Keys }

func (r *rig) add(p profile.Profile) profile.Profile {
	r.t.Helper()
	if p.SecretKind == "" {
		p.SecretKind = p.Kind.SecretKinds()[0]
	}
	made, err := r.wallet.Add(r.t.Context(), p, wallet.Secrets{Key: secret.New("key-of-" + p.Name)})
	if err != nil {
		r.t.Fatal(err)
	}
	return made
}

// until lets the window work until it shows what is wanted.
func (r *rig) until(what string, wanted func() bool) {
	r.t.Helper()
	deadline := time.After(time.Minute) // a busy machine takes long for a passphrase
	for !wanted() {
		select {
		case f := <-r.queue:
			f()
		case <-time.After(5 * time.Millisecond): // what is wanted need not come by the queue
		case <-deadline:
			r.t.Fatalf("waited in vain until %s", what)
		}
	}
}

// settle lets the window do what is waiting now.
func (r *rig) settle() {
	for {
		select {
		case f := <-r.queue:
			f()
		case <-time.After(20 * time.Millisecond):
			return
		}
	}
}

// later moves the clock and lets the window draw what that changes.
func (r *rig) later(d time.Duration) {
	r.clockNow = r.clockNow.Add(d)
	r.Tick()
	r.settle()
}

func (r *rig) key(names ...fyne.KeyName) {
	r.t.Helper()
	for _, n := range names {
		e := &fyne.KeyEvent{Name: n}
		if f := r.win.Canvas().Focused(); f != nil {
			f.TypedKey(e)
		} else {
			r.Window.keys.loose(e)
		}
	}
}

func (r *rig) typeText(text string) {
	r.t.Helper()
	f := r.win.Canvas().Focused()
	if f == nil {
		r.t.Fatal("nothing has the focus to type into")
	}
	for _, c := range text {
		f.TypedRune(c)
	}
}

func (r *rig) tab(times int) {
	for range times {
		r.win.Canvas().(interface{ FocusNext() }).FocusNext()
	}
}

// menu runs the action of a main menu's item, as its shortcut does.
func (r *rig) menu(text string) {
	r.t.Helper()
	for _, m := range r.win.MainMenu().Items {
		for _, i := range m.Items {
			if label, _, _ := strings.Cut(i.Label, "\t"); label == text {
				i.Action()
				return
			}
		}
	}
	r.t.Fatalf("no menu has %q", text)
}

// press presses the button with these words that can be seen.
func (r *rig) press(text string) {
	r.t.Helper()
	b := r.visibleButton(text)
	if b == nil {
		r.t.Fatalf("no button %q among %q", text, r.buttonTexts())
	}
	test.Tap(b)
}

func (r *rig) visibleButton(text string) *kit.Button {
	for _, b := range r.visibleButtons() {
		if b.AccessibilityLabel() == text {
			return b
		}
	}
	return nil
}

// find gives the first thing that can be seen and is wanted; the zero value when none is.
func find[O fyne.CanvasObject](r *rig, wanted func(O) bool) (found O) {
	r.t.Helper()
	there := false
	r.walk(func(o fyne.CanvasObject) {
		if o, ok := o.(O); ok && !there && wanted(o) {
			found, there = o, true
		}
	})
	return found
}

// field gives the field with this label.
func (r *rig) field(label string) *kit.Field {
	r.t.Helper()
	f := find(r, func(f *kit.Field) bool { return f.Label == label })
	if f == nil {
		r.t.Fatalf("no field %q", label)
	}
	return f
}

// selection gives the choice with this label.
func (r *rig) selection(label string) *kit.SelectField {
	return find(r, func(f *kit.SelectField) bool { return f.Label == label })
}

// code is the profile as code.
func (r *rig) code() *widget.Label {
	return find(r, func(l *widget.Label) bool { return l.TextStyle.Monospace })
}

// tipLine is the line with this text.
func (r *rig) tipLine(text string) *kit.TipLine {
	return find(r, func(l *kit.TipLine) bool { return l.Text == text })
}

// verdict is what a test amounts to.
func (r *rig) verdict() *widget.Label {
	return find(r, func(l *widget.Label) bool { return l.Text == r.Detail().Test.Verdict })
}

// focused tells what has the focus: the label of a field, or the words on a button.
func (r *rig) focused() string {
	switch o := r.win.Canvas().Focused().(type) {
	case *kit.Button:
		return o.AccessibilityLabel()
	case *kit.Search:
		return o.Label
	case interface{ Name() string }:
		return o.Name()
	}
	return ""
}

func (r *rig) buttonTexts() []string {
	var out []string
	for _, b := range r.visibleButtons() {
		out = append(out, b.AccessibilityLabel())
	}
	return out
}

func (r *rig) visibleButtons() []*kit.Button {
	var found []*kit.Button
	r.walk(func(o fyne.CanvasObject) {
		if b, ok := o.(*kit.Button); ok && !b.Disabled() {
			found = append(found, b)
		}
	})
	return found
}

// seen gives every text that is visible.
func (r *rig) seen() string {
	var b strings.Builder
	r.walk(func(o fyne.CanvasObject) {
		switch o := o.(type) {
		case *kit.Line:
			b.WriteString(o.Text + "\n")
		case *kit.CheckIcon:
			b.WriteString(o.Letter + " ")
		case *kit.TipLine:
			b.WriteString(o.Text + "\n")
		case *widget.Label:
			b.WriteString(o.Text + "\n")
		case *kit.Button:
			b.WriteString(o.Text + "\n")
		}
	})
	return b.String()
}

func (r *rig) sees(want ...string) {
	r.t.Helper()
	all := r.seen()
	for _, s := range want {
		if !strings.Contains(all, s) {
			r.t.Errorf("the window does not show %q; it shows\n%s", s, all)
		}
	}
}

func (r *rig) seesNot(unwanted ...string) {
	r.t.Helper()
	all := r.seen()
	for _, s := range unwanted {
		if strings.Contains(all, s) {
			r.t.Errorf("the window shows %q:\n%s", s, all)
		}
	}
}

func (r *rig) walk(visit func(fyne.CanvasObject)) {
	var walk func(o fyne.CanvasObject)
	walk = func(o fyne.CanvasObject) {
		if o == nil || !o.Visible() {
			return
		}
		visit(o)
		switch o := o.(type) {
		case *fyne.Container:
			for _, c := range o.Objects {
				walk(c)
			}
		case *container.Scroll:
			walk(o.Content)
		case *panes:
			for _, c := range []fyne.CanvasObject{o.left, o.right, o.back} {
				walk(c)
			}
		case *list.ProfileList:
			for i := range r.Rows() {
				v := r.Row(i)
				visit(kit.NewLine(v.Name))
			}
		}
	}
	walk(r.frame.whole)
	if r.host.Dialog != nil {
		walk(r.host.Dialog.Popup.Content)
	}
}

func (r *rig) names() []string {
	var out []string
	for i := range r.Rows() {
		out = append(out, r.Row(i).Name)
	}
	return out
}

// saved are the profiles as the file has them.
func (r *rig) saved() []profile.Profile {
	list, _ := r.profiles.Load(context.Background())
	return list
}

func (r *rig) chosenName() string {
	if p := r.Current(); p != nil {
		return p.Name
	}
	return ""
}

// hasToken is when a sign-in has ended with a token.
func (r *rig) hasToken() bool {
	v := r.Detail().Token
	return v.Has && v.Busy == ""
}

// fakeProfiles keeps profiles in memory.
type fakeProfiles struct {
	mu   sync.Mutex
	list []profile.Profile
	err  error
}

func (f *fakeProfiles) Load(context.Context) ([]profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.Clone(f.list), f.err
}

func (f *fakeProfiles) Pick(_ context.Context, want func(id, name string) bool) ([]profile.Profile, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return slices.DeleteFunc(slices.Clone(f.list), func(p profile.Profile) bool { return !want(p.ID, p.Name) }), f.err
}

func (f *fakeProfiles) Change(_ context.Context, change func([]profile.Profile) ([]profile.Profile, error)) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	list, err := change(slices.Clone(f.list))
	if err == nil {
		f.list = list
	}
	return err
}

// edit changes the first profile, as somebody does by hand in the file.
func (f *fakeProfiles) edit(change func(*profile.Profile)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change(&f.list[0])
}

// fail has reading fail from now on, or, with nil, work again.
func (f *fakeProfiles) fail(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

// fakeSignIn makes tokens, or fails, or waits, as a test wants. What it does not have
// no test here may call.
type fakeSignIn struct {
	wallet.SignIn
	mu    sync.Mutex
	calls []iam.Credential
	err   error
	hold  chan struct{} // when set, sign-ins wait until it is closed or they are cancelled
	life  time.Duration
	now   func() time.Time

	cancelled int
}

func (f *fakeSignIn) Exchange(ctx context.Context, c iam.Credential) (iam.Token, error) {
	f.mu.Lock()
	f.calls = append(f.calls, c)
	n, hold, err := len(f.calls), f.hold, f.err
	f.mu.Unlock()
	if hold != nil {
		select {
		case <-hold:
		case <-ctx.Done():
			f.mu.Lock()
			f.cancelled++
			f.mu.Unlock()
			return iam.Token{}, ctx.Err()
		}
	}
	if err != nil {
		return iam.Token{}, err
	}
	at := f.now().UTC()
	t := iam.Token{
		Access: secret.New("token-" + string(rune('0'+n)) + "-of-" + c.Profile.Name), Type: "Bearer", IssuedAt: at,
		Claims: iam.Claims{SubjectType: "service ID", Name: "scoring", AccountID: "3fabcdef0123456789", Subject: "ServiceId-1"},
	}
	if f.life > 0 {
		t.ExpiresAt = at.Add(f.life)
	}
	return t, nil
}

func (f *fakeSignIn) ended() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.cancelled
}

func (f *fakeSignIn) count() int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return len(f.calls)
}

// fakeBoard is a clipboard.
type fakeBoard struct {
	mu      sync.Mutex
	secret  string
	life    time.Duration
	marked  bool
	fate    state.Fate
	err     error
	text    string
	done    chan struct{}
	taken   bool
	cleared int
	stuck   bool
}

func (f *fakeBoard) CopySecret(t secret.Text, life time.Duration, mark bool) (state.SecretCopy, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.err != nil {
		return state.SecretCopy{}, f.err
	}
	f.secret, f.life, f.marked, f.done = t.Reveal(), life, mark, make(chan struct{})
	return state.SecretCopy{
		Done:  f.done,
		Taken: func() bool { f.mu.Lock(); defer f.mu.Unlock(); return f.taken },
		Fate:  func(context.Context) state.Fate { f.mu.Lock(); defer f.mu.Unlock(); return f.fate },
	}, nil
}

func (f *fakeBoard) CopyText(_ context.Context, s string) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.text, f.secret = s, ""
	if f.done != nil { // what lay there is replaced
		close(f.done)
		f.done = nil
	}
	return nil
}

func (f *fakeBoard) ReadText(ctx context.Context) (string, error) {
	f.mu.Lock()
	text, stuck := f.text, f.stuck
	f.mu.Unlock()
	if stuck {
		<-ctx.Done()
		return "", errors.New("the program that owns the clipboard does not answer")
	}
	return text, nil
}

func (f *fakeBoard) ClearOther(_ context.Context, is func(string) bool) (bool, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !is(f.text) {
		return false, nil
	}
	f.text = ""
	return true, nil
}

func (f *fakeBoard) Clear() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.cleared++
	f.secret = ""
	if f.done != nil {
		close(f.done)
		f.done = nil
	}
	return nil
}

func (f *fakeBoard) plain() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.text
}

func (f *fakeBoard) held() string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.secret
}

// Test tests a credential by signing in with it.
func (f *fakeSignIn) Test(ctx context.Context, c iam.Credential, observe func(iam.Result)) []iam.Result {
	_, err := f.Exchange(ctx, c)
	r := iam.Result{Check: iam.CheckSignIn, Status: iam.StatusOK, Err: err}
	if err != nil {
		r.Status = iam.StatusFailed
	}
	observe(r)
	return []iam.Result{r}
}
