package ui

import (
	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// formTest tests what a form holds before it is saved. What it finds stands at the form's
// end until something changes that it depends on.
type formTest struct {
	f     *form
	start *kit.Button
	box   *fyne.Container
	found *testFound
	run   *state.TestRun  // nil: none was made, or what it found is not true any more
	of    profile.Profile // what is tested
}

func newFormTest(f *form) *formTest {
	x := &formTest{f: f, found: newTestFound()}
	x.start = f.w.host.Button(f.w.t.TestCredential, nil, x.begin)
	x.start.OtherKeys = f.Key
	x.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 10, 14, kit.VBox(6, x.found.chips, x.found.words)))
	x.box.Hide()
	return x
}

func (x *formTest) busy() bool { return x.run != nil && !x.run.Ended() }

// begin tests what would be saved, with the key that would be saved.
func (x *formTest) begin() {
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
	x.run = w.TestUnsaved(p, s, x.show, x.ended)
	x.show(x.run)
}

// show draws a test, unless it is not the last one any more.
func (x *formTest) show(run *state.TestRun) {
	if x.run != run {
		return
	}
	f := x.f
	v := f.w.DescribeTest(x.of, run)
	x.found.show(v)
	x.box.Show()
	f.setDoing(v.Busy)
	kit.RelayoutIn(f.scroll)
	kit.RevealIn(f.scroll, x.box)
}

// ended shows the result, or asks whether a stored key may go to a new place.
func (x *formTest) ended(run *state.TestRun) {
	if x.run != run {
		return
	}
	if unbound := run.Unbound(); unbound != nil {
		x.drop()
		x.f.failure.askKeep(unbound, x.begin)
	} else {
		x.show(run)
	}
}

// drop ends a test under way and forgets what it found.
func (x *formTest) drop() {
	if x.run == nil {
		return
	}
	x.run.Cancel()
	x.run = nil
	x.box.Hide()
	x.f.setDoing("")
	kit.RelayoutIn(x.f.scroll)
}

// changed drops a test when a field changes that it depends on.
func (x *formTest) changed(field formField) {
	switch field {
	case fName, fTags, fProduction, fRenew:
	default:
		x.drop()
	}
}

// profileOf is the profile that saving a draft would make, as far as a form knows it.
func (f *form) profileOf(d draft) profile.Profile {
	var p profile.Profile
	if old := f.w.Profile(f.id); old != nil {
		p = *old
	}
	d.apply(&p)
	return p
}

// secrets are what would be saved with the profile.
func (f *form) secrets() wallet.Secrets {
	return wallet.Secrets{Key: secret.New(f.entry(fKey).Text), Proxy: secret.New(f.entry(fProxyKey).Text), KeepSecret: f.keep}
}
