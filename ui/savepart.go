package ui

import (
	"context"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
	"lanyard/ui/kit"
)

// saveAsk asks where to save a server's certificates, for programs that take them as a
// file: no Python library can pin one.
type saveAsk struct {
	path    string // proposed
	problem string
	exists  bool   // the file is there: the next press replaces it
	saved   string // where it is saved now
}

// askSaveChain opens the question where to save the certificates of the chosen
// profile's server.
func (w *Window) askSaveChain() {
	p := w.current()
	if p == nil || !w.free() {
		return
	}
	name := strings.Map(func(r rune) rune {
		if r == ':' || r == '/' || r == '\\' {
			return '-'
		}
		return r
	}, p.Host())
	path := name + "-chain.pem"
	if home, err := os.UserHomeDir(); err == nil {
		path = filepath.Join(home, path)
	}
	w.session(p.ID).saving = &saveAsk{path: path}
	w.refresh()
	w.detail.save.begin(path)
	w.showPart(w.detail.save.box)
}

func (w *Window) closeSave() {
	if s := w.sessions[w.chosen]; s != nil {
		s.saving = nil
		w.refresh()
		w.focusHome()
	}
}

// saveChain asks the server for its certificates and writes them. Nothing but the
// handshake is sent for it.
func (w *Window) saveChain(path string) {
	p, s := w.current(), w.sessions[w.chosen]
	if p == nil || s == nil || s.saving == nil {
		return
	}
	ask, prof := s.saving, *p
	path = userfile.Path(path)
	if !filepath.IsAbs(path) {
		ask.problem = w.t.SaveFullPath
		w.refreshSave(ask)
		return
	}
	replace := ask.exists && path == ask.path
	ask.path = path
	background(w.ctx, w, func(ctx context.Context) (string, error) {
		chain, err := w.set.Wallet.Chain(ctx, prof)
		if err != nil {
			return "", err
		}
		return path, writeNew(path, chainFile(chain, prof), replace)
	}, func(path string, err error) {
		ask.problem, ask.exists = "", false
		switch {
		case errors.Is(err, fs.ErrExist):
			ask.exists, ask.problem = true, w.t.SaveExists
		case err != nil:
			f := explain.Explain(err)
			ask.problem = kit.Join(" ", f.What+".", f.Why)
		default:
			ask.saved = path
		}
		w.refreshSave(ask)
	})
}

func (w *Window) refreshSave(ask *saveAsk) {
	w.detail.save.stale = true
	w.refresh()
	if s := w.sessions[w.chosen]; s != nil && s.saving == ask {
		w.showPart(w.detail.save.box)
	}
}

// chainFile is the text of a file that Python's libraries take: what the server shows,
// and the profile's own authorities, without which a chain may not be complete.
func chainFile(c wallet.Chain, p profile.Profile) string {
	text := c.PEM()
	for rest := []byte(p.TLS.CAPEM); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return text
		}
		if one := string(pem.EncodeToMemory(block)); !strings.Contains(text, one) {
			text += one
		}
	}
}

// writeNew writes a file that everybody may read: certificates are public. It replaces
// one that is there only when told to.
func writeNew(path, text string, replace bool) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if replace {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(path, flags, 0o644) //nolint:gosec // public, and for other programs to read
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}

// savePart asks for the place and says what to do with the file.
type savePart struct {
	w       *Window
	box     *fyne.Container
	path    *kit.Field
	problem *widget.Label
	save    *kit.Button
	cancel  *kit.Button
	asking  *fyne.Container
	done    *widget.Label
	env     *widget.Label
	copyEnv *kit.CopyButton
	told    *fyne.Container
	ask     *saveAsk
	stale   bool
}

func newSavePart(w *Window) *savePart {
	t := w.t
	p := &savePart{w: w, path: kit.NewField(t.SaveTo, w.host), problem: kit.Paragraph("", widget.DangerImportance), done: kit.Paragraph("", widget.SuccessImportance)}
	p.env = kit.Paragraph("", widget.MediumImportance)
	p.env.Wrapping, p.env.SizeName, p.env.TextStyle.Monospace = fyne.TextWrapBreak, theme.SizeNameCaptionText, true
	p.save = w.host.Button(t.Save, nil, func() { w.saveChain(p.path.Text) }).Prominent()
	p.cancel = w.host.Button(t.Cancel, nil, w.closeSave)
	shut := w.host.Button(t.Close, nil, w.closeSave)
	p.copyEnv = kit.NewCopyButton(w.host, func() { w.copyPlain(t.SaveEnv, p.env.Text) })
	p.copyEnv.Label = fmt.Sprintf(t.CopyWhat, t.SaveEnv)
	p.path.OnSubmit = func() { w.saveChain(p.path.Text) }
	p.path.OnCancel = w.closeSave
	p.path.OnFocus = func() { w.showPart(p.box) }
	for _, b := range []*kit.Button{p.save, p.cancel, shut} {
		b.OtherKeys = func(e *fyne.KeyEvent) {
			if e.Name == fyne.KeyEscape {
				w.closeSave()
			}
		}
	}
	what := kit.Paragraph(t.SaveChainWhat, widget.MediumImportance)
	p.asking = kit.VBox(6, kit.Unpadded(what), p.path, kit.Unpadded(p.problem), kit.HBox(8, -1, p.save, p.cancel))
	p.told = kit.VBox(4, kit.Unpadded(kit.VBox(-8, p.done, kit.Paragraph(t.SaveEnvWhat, widget.MediumImportance))),
		kit.HBox(8, 0, kit.Unpadded(p.env), p.copyEnv.Button), kit.HBox(0, -1, shut))
	p.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 12, 10, 14, kit.VBox(0, p.asking, p.told)))
	p.box.Hide()
	return p
}

// begin puts a proposal into the field and lets one type.
func (p *savePart) begin(path string) {
	p.path.SetText(path)
	p.w.win.Canvas().Focus(p.path)
	p.path.Entry.TypedShortcut(&fyne.ShortcutSelectAll{})
}

// show draws the question and reports whether anything needs a new place.
func (p *savePart) show(ask *saveAsk) bool {
	if p.ask == ask && !p.stale {
		return false
	}
	p.ask, p.stale = ask, false
	kit.SetVisible(p.box, ask != nil)
	if ask == nil {
		return true
	}
	kit.SetVisible(p.asking, ask.saved == "")
	kit.SetVisible(p.told, ask.saved != "")
	kit.SetLabel(p.problem, ask.problem)
	p.save.SetText(p.w.t.Save)
	if ask.exists {
		p.save.SetText(p.w.t.SaveReplace)
	}
	kit.SetLabel(p.done, fmt.Sprintf(p.w.t.SavedTo, ask.saved))
	kit.SetLabel(p.env, "REQUESTS_CA_BUNDLE="+shellWord(ask.saved))
	return true
}

// shellWord quotes a path for a shell where it has to be.
func shellWord(s string) string {
	plain := strings.IndexFunc(s, func(r rune) bool {
		return !strings.ContainsRune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-+:=@%,", r)
	}) < 0
	if plain {
		return s
	}
	return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'"
}
