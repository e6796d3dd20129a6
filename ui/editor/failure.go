package editor

import (
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/wallet"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// formFailure is what went wrong with saving, above the buttons.
type formFailure struct {
	f      *Form
	Box    *fyne.Container
	what   *widget.Label
	why    *widget.Label
	memory *kit.Button
	unlock *kit.Button
	Keep   *kit.Button
	then   func() // what keep goes on with
}

func newFormFailure(f *Form) *formFailure {
	t := f.w.t
	x := &formFailure{f: f, what: kit.Paragraph("", widget.DangerImportance), why: kit.Paragraph("", widget.MediumImportance)}
	x.what.TextStyle.Bold = true
	x.memory = f.w.host.Button(t.UseMemory, nil, func() { f.w.UseMemory(); x.hide(); f.Focus(FKey) })
	x.unlock = f.w.host.Button(t.KeyringUnlock, nil, func() { f.w.UnlockKeyringThen(x.hide) })
	x.Keep = f.w.host.Button("", nil, func() { f.keep = true; x.hide(); x.then() })
	for _, b := range []*kit.Button{x.memory, x.unlock, x.Keep} {
		b.OtherKeys = f.Key
	}
	x.Box = kit.OnSurface(kit.ColorNotice, 6, kit.Padded(6, 8, 8, 4, kit.VBox(2,
		kit.VBox(-8, x.what, x.why), kit.Padded(0, 0, 0, 8, kit.Wrap(x.unlock, x.memory, x.Keep)))))
	x.Box.Hide()
	return x
}

func (x *formFailure) hide() {
	if x.Box.Visible() {
		x.Box.Hide()
		kit.RelayoutIn(x.f.scroll)
	}
}

func (x *formFailure) present(what, why string) {
	kit.SetLabel(x.what, what)
	kit.SetLabel(x.why, why)
	x.Box.Show()
	kit.RelayoutIn(x.f.scroll)
	x.f.scroll.ScrollToTop()
}

func (x *formFailure) show(v explain.Failure) {
	w := x.f.w
	inKeyring := v.Check == "keyring"
	kit.SetVisible(x.unlock, inKeyring && w.Keyring().State == state.KeyringLocked)
	kit.SetVisible(x.memory, inKeyring && w.Keyring().State != state.KeyringReady && w.OffersMemory())
	x.Keep.Hide()
	x.present(v.What, strings.TrimSpace(v.Why+"\n"+v.Next))
}

// askKeep asks whether the stored key may go where the profile was edited to, and goes
// on with then if it may.
func (x *formFailure) askKeep(u *wallet.UnboundError, then func()) {
	x.then = then
	t := x.f.w.t
	q := state.QuestionOf(t, u)
	x.unlock.Hide()
	x.memory.Hide()
	x.Keep.SetText(t.KeepForNew)
	x.Keep.Show()
	x.present(t.KeyForNewPlace, t.KeyForNewWhy+"\n"+strings.Join(q.Changes, "\n"))
	x.f.w.host.Canvas.Focus(x.f.Entry(FKey))
}
