package editor

import (
	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/ui/kit"
	"lanyard/ui/parts"
	"lanyard/ui/state"
)

// test tests what a form holds before it is saved. What it finds stands at the form's
// end until something changes that it depends on.
type test struct {
	f     *Form
	Start *kit.Button
	Box   *fyne.Container
	Found *parts.Checks
	Run   *state.TestRun  // nil: none was made, or what it found is not true any more
	of    profile.Profile // what is tested
}

func newFormTest(f *Form) *test {
	x := &test{f: f, Found: parts.NewChecks()}
	x.Start = f.w.host.Button(f.w.t.TestCredential, nil, x.begin)
	x.Start.OtherKeys = f.Key
	x.Box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 10, 14, kit.VBox(6, x.Found.Chips(), x.Found.Words())))
	x.Box.Hide()
	return x
}

func (x *test) busy() bool { return x.Run != nil && !x.Run.Ended() }

// begin tests what would be saved, with the key that would be saved.
func (x *test) begin() {
	f, w := x.f, x.f.w
	if f.stop != nil || x.busy() {
		return
	}
	d, ok := f.ready()
	if !ok {
		return
	}
	p, s := f.profileOf(d), f.secrets()
	x.of = p
	x.Run = w.TestUnsaved(p, s, x.show, x.ended)
	x.show(x.Run)
}

// show draws a test, unless it is not the last one any more.
func (x *test) show(run *state.TestRun) {
	if x.Run != run {
		return
	}
	f := x.f
	v := f.w.DescribeTest(x.of, run)
	x.Found.Show(v)
	x.Box.Show()
	f.setDoing(v.Busy)
	kit.RelayoutIn(f.scroll)
	kit.RevealIn(f.scroll, x.Box)
}

// ended shows the result, or asks whether a stored key may go to a new place.
func (x *test) ended(run *state.TestRun) {
	if x.Run != run {
		return
	}
	if unbound := run.Unbound(); unbound != nil {
		x.drop()
		x.f.Failure.askKeep(unbound, x.begin)
	} else {
		x.show(run)
	}
}

// drop ends a test under way and forgets what it found.
func (x *test) drop() {
	if x.Run == nil {
		return
	}
	x.Run.Cancel()
	x.Run = nil
	x.Box.Hide()
	x.f.setDoing("")
	kit.RelayoutIn(x.f.scroll)
}

// changed drops a test when a field changes that it depends on.
func (x *test) changed(field FormField) {
	switch field {
	case FName, FTags, fProduction, fRenew:
	default:
		x.drop()
	}
}

// profileOf is the profile that saving a draft would make, as far as a form knows it.
func (f *Form) profileOf(d draft) profile.Profile {
	var p profile.Profile
	if old := f.w.Profile(f.id); old != nil {
		p = *old
	}
	d.apply(&p)
	return p
}

// secrets are what would be saved with the profile.
func (f *Form) secrets() wallet.Secrets {
	s := wallet.Secrets{Proxy: secret.New(f.Entry(FProxyKey).Text), KeepSecret: f.keep}
	if !f.draft.signsInByCode() {
		s.Key = secret.New(f.Entry(FKey).Text)
	}
	return s
}
