package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/dialog"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/profile"
	"lanyard/wallet"
	"lanyard/words"
)

// formRow is a field with its label, a remark and the problem with it, if any.
type formRow struct {
	form    *form
	label   *line
	control fyne.CanvasObject
	note    *widget.Label
	problem *widget.Label
	wrong   *fyne.Container
	offer   *button // beside the remark: "Choose IBM Cloud"
	box     *fyne.Container
}

func (f *form) newRow(label string, control, shown fyne.CanvasObject) *formRow {
	r := &formRow{
		form: f, control: control, label: newLine(label),
		note: paragraph("", widget.LowImportance), problem: paragraph("", widget.DangerImportance),
	}
	r.note.SizeName, r.problem.SizeName = theme.SizeNameCaptionText, theme.SizeNameCaptionText
	r.wrong = container.NewBorder(nil, nil, inset(3, 0, 0, 0, container.NewVBox(
		container.NewGridWrap(fyne.NewSquareSize(16), widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))))),
		nil, negative(r.problem))
	r.offer = f.w.button("", nil, nil)
	r.note.Hide()
	r.wrong.Hide()
	r.offer.Hide()
	under := column(2, shown, inset(3, 0, 0, 0, r.wrong), negative(r.note), rowOf(0, -1, r.offer))
	r.box = container.New(&labelled{}, r.label, under)
	return r
}

func (r *formRow) setProblem(text string) {
	setLabel(r.problem, capital(text))
	setVisible(r.wrong, text != "")
	r.form.rearrange()
}

func (r *formRow) setNote(text string) {
	setLabel(r.note, text)
	r.form.rearrange()
}

// labelled puts a label before its control, or above it where the pane is narrow.
type labelled struct{ width float32 }

const stackBelow = 460

func (l *labelled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[1].MinSize()
	if l.width > 0 && l.width < stackBelow {
		m.Height += objects[0].MinSize().Height + 2
	}
	return m
}

func (l *labelled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	h := objects[0].MinSize().Height
	if size.Width < stackBelow {
		place(objects[0], 0, 0, size.Width, h)
		place(objects[1], 0, h+2, size.Width, size.Height-h-2)
		return
	}
	const label = labelWidth + 28
	place(objects[0], 0, 9, label-8, h)
	place(objects[1], label, 0, size.Width-label, size.Height)
}

// makeRows makes every field once; arrange shows those that are needed.
func (f *form) makeRows() {
	t := f.w.t
	f.addEntry(fName, t.Name, t.HintName)
	f.addChoice(fKind, t.Kind, kindTitles(), f.kindChosen)
	f.addChoice(fRegion, t.Region, nil, f.regionChosen)
	f.choice(fRegion).PlaceHolder = t.RegionHint
	f.addEntry(fURL, t.Address, "")
	f.addChoice(fInstalled, t.InstalledOn, []string{t.OwnServers, t.OpenShift}, f.changed)
	f.addEntry(fUsername, t.Username, "")
	f.addChoice(fSecretKind, t.SecretKind, []string{t.PlatformKey, t.Password}, f.changed)
	f.addSecret(fKey, t.APIKey)
	f.addCA()
	f.addChoice(fPlace, t.Place, []string{t.PlaceNone, t.Space, t.Project}, f.changed)
	f.addEntry(fPlaceID, t.SpaceID, "")
	f.addEntry(fInstance, t.Instance, t.HintGUID)
	f.addEntry(fAccount, t.Account, t.HintOptional)
	f.addEntry(fTags, t.Tags, t.HintTags)
	f.addTick(fProduction, t.ProductionTick)
	f.addEntry(fAuthURL, t.SignIn, t.HintSignIn)
	f.addEntry(fPlatform, t.Platform, t.HintSignIn)
	f.addEntry(fVersion, t.CPDVersion, t.HintVersion)
	f.addChoice(fIdentity, t.Identity, []string{t.IdentityAuto, t.IdentityNo, t.IdentityURL}, f.changed)
	f.addEntry(fIdentityURL, t.IdentityAt, t.HintCluster)
	f.addChoice(fTrustBy, t.TrustBy, []string{t.TrustNo, t.TrustID, t.TrustCRN, t.TrustName}, f.changed)
	f.addEntry(fTrust, t.TrustValue, "")
	f.addEntry(fProxy, t.Proxy, t.HintProxy)
	f.addSecret(fProxyKey, t.ProxyPassword)
	f.addChoice(fTLS, t.TLSCheck, []string{t.TLSVerify, t.TLSPin, t.TLSInsecure}, f.changed)
	f.addEntry(fPin, t.PinSHA, "")

	address := f.entry(fURL)
	address.onLeave = func() { f.tidyAddress() }
	address.OnChanged = func(string) { f.addressTyped() }
	f.entry(fProxy).OnChanged = func(s string) {
		if (s != "") != (f.draft.text[fProxy] != "") {
			f.changed("")
		}
	}
}

func kindTitles() []string {
	var out []string
	for _, k := range profile.Kinds() {
		out = append(out, k.Title())
	}
	return out
}

func (f *form) addEntry(x formField, label, hint string) *field {
	e := newField(label, f.w)
	e.PlaceHolder = hint
	f.wire(x, label, e, e)
	return e
}

func (f *form) addSecret(x formField, label string) {
	e := newField(label, f.w).hidden()
	e.tidy = func(s string) string {
		kind := f.draft.keyKind()
		if x == fProxyKey {
			kind = profile.Password
		}
		clean := tidyKey(kind, s)
		if clean != s && kind != profile.Password {
			f.rows[x].setNote(f.w.t.CleanedKey)
		}
		return clean
	}
	if f.id != "" {
		e.PlaceHolder = f.w.t.KeepKey
	}
	f.wire(x, label, e, e)
}

func (f *form) addCA() {
	t := f.w.t
	e := newField(t.CA, f.w).tall(4)
	e.PlaceHolder = t.HintPEM
	e.TextStyle.Monospace = true
	choose := f.w.button(t.ChooseFile, theme.FolderOpenIcon(), f.chooseCA)
	choose.otherKeys = f.looseKey
	f.wire(fCA, t.CA, e, column(4, e, rowOf(0, -1, choose)))
	e.onLeave = f.takeCAPath
}

// wire connects an entry with the form and makes its row.
func (f *form) wire(x formField, label string, e *field, shown fyne.CanvasObject) {
	e.onSubmit, e.onCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow(label, e, shown)
	e.onFocus = func() { f.reveal(f.rows[x]); f.w.dump() }
	e.OnChanged = func(string) { f.typed(x) }
}

// typed takes a problem away once its field is being mended.
func (f *form) typed(x formField) {
	if r := f.rows[x]; r.wrong.Visible() {
		r.setProblem("")
	}
	f.w.dump()
}

func (f *form) addChoice(x formField, label string, options []string, changed func(string)) {
	c := newChoice(label, options, func(s string) {
		if !f.filling {
			changed(s)
			f.typed(x)
		}
	})
	c.onSubmit, c.onCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow(label, c, c.framed())
	c.onFocus = func() { f.reveal(f.rows[x]); f.w.dump() }
}

func (f *form) addTick(x formField, text string) {
	c := newTick(text, func(bool) {
		if !f.filling {
			f.changed("")
		}
	})
	c.onSubmit, c.onCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow("", c, c)
	c.onFocus = func() { f.reveal(f.rows[x]); f.w.dump() }
}

func (f *form) entry(x formField) *field   { return f.rows[x].control.(*field) }
func (f *form) choice(x formField) *choice { return f.rows[x].control.(*choice) }

// fill puts the draft into the widgets.
func (f *form) fill() {
	f.filling = true
	defer func() { f.filling = false }()
	d := f.draft
	for x := range fieldCount {
		if e, ok := f.rows[x].control.(*field); ok && !e.secret {
			e.SetText(d.text[x])
		}
	}
	for i, k := range profile.Kinds() {
		if k == d.kind {
			f.choice(fKind).SetSelectedIndex(i)
		}
	}
	f.choice(fInstalled).SetSelectedIndex(index(d.openShift))
	f.choice(fSecretKind).SetSelectedIndex(index(d.secretKind == profile.Password))
	f.choice(fPlace).SetSelectedIndex(int(d.place))
	f.choice(fIdentity).SetSelectedIndex(int(d.identity))
	f.choice(fTrustBy).SetSelectedIndex(int(d.trust))
	f.choice(fTLS).SetSelectedIndex(tlsIndex(d.tls))
	f.rows[fProduction].control.(*tick).SetChecked(d.production)
	f.fillRegions()
}

// read takes what the widgets hold, but the secrets.
func (f *form) read() draft {
	d := draft{
		kind:       profile.Kinds()[max(0, f.choice(fKind).at())],
		openShift:  f.choice(fInstalled).at() == 1,
		secretKind: profile.APIKey,
		place:      placeKind(max(0, f.choice(fPlace).at())),
		identity:   identityUse(max(0, f.choice(fIdentity).at())),
		trust:      trustUse(max(0, f.choice(fTrustBy).at())),
		tls:        tlsModes()[max(0, f.choice(fTLS).at())],
		production: f.rows[fProduction].control.(*tick).Checked,
		text:       map[formField]string{},
	}
	if f.choice(fSecretKind).at() == 1 || d.kind == profile.StudioLocal {
		d.secretKind = profile.Password
	}
	for x := range fieldCount {
		if e, ok := f.rows[x].control.(*field); ok && !e.secret && e.Text != "" {
			d.text[x] = e.Text
		}
	}
	return d
}

func index(b bool) int {
	if b {
		return 1
	}
	return 0
}

func tlsModes() []profile.TLSMode {
	return []profile.TLSMode{profile.TLSVerify, profile.TLSPin, profile.TLSInsecure}
}

func tlsIndex(m profile.TLSMode) int {
	for i, x := range tlsModes() {
		if x == m {
			return i
		}
	}
	return 0
}

// changed follows a choice that changes which fields there are.
func (f *form) changed(string) {
	f.draft = f.read()
	f.arrange()
	f.w.dump()
}

func (f *form) kindChosen(string) {
	f.draft = f.read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.rows[fURL].setNote("")
	f.rows[fURL].offer.Hide()
	f.arrange()
}

// fillRegions offers the kind's regions and marks the one the address belongs to.
func (f *form) fillRegions() {
	regions := profile.Regions(f.draft.kind)
	var names []string
	for _, r := range regions {
		names = append(names, r.Name)
	}
	c := f.choice(fRegion)
	c.Options = append(names, f.w.t.RegionOther)
	c.Selected = ""
	address := strings.TrimSpace(f.draft.text[fURL])
	for _, r := range regions {
		if r.URL == address {
			c.Selected = r.Name
		}
	}
	if c.Selected == "" && address != "" {
		c.Selected = f.w.t.RegionOther
	}
	c.Refresh()
}

func (f *form) regionChosen(name string) {
	for _, r := range profile.Regions(f.draft.kind) {
		if r.Name == name {
			f.setAddress(r.URL)
		}
	}
	if name == f.w.t.RegionOther {
		f.focus(fURL)
	}
	f.changed(name)
}

func (f *form) setAddress(address string) {
	f.filling = true
	f.entry(fURL).SetText(address)
	f.filling = false
	f.rows[fURL].setNote("")
	f.rows[fURL].setProblem("")
}

func (f *form) addressTyped() {
	if f.filling {
		return
	}
	f.draft = f.read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.typed(fURL)
}

// tidyAddress makes a pasted address a service's address and says what it changed. It
// reports whether the user has to look before it is used.
func (f *form) tidyAddress() bool {
	typed := strings.TrimSpace(f.entry(fURL).Text)
	if typed == "" || f.filling {
		return false
	}
	d := f.read()
	a, err := profile.ParseAddress(d.kind, typed)
	row := f.rows[fURL]
	if err != nil {
		row.setProblem(err.Error())
		f.w.dump()
		return false
	}
	row.setProblem("")
	f.offerKind(a.Kind, d.kind)
	if a.URL == typed && a.SpaceID == "" && a.ProjectID == "" {
		return false
	}
	f.setAddress(a.URL)
	f.takePlace(a)
	f.tidied = fmt.Sprintf(f.w.t.Cleaned, strings.TrimRight(strings.Join(a.Changes, " "), "."))
	if len(a.Changes) == 0 {
		f.tidied = ""
	}
	row.setNote(f.tidied)
	f.draft = f.read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.arrange()
	f.w.dump()
	return a.NeedsConsent
}

// takePlace fills in the space or project that an address named, unless there is one.
func (f *form) takePlace(a profile.Address) {
	id, place := a.SpaceID, placeSpace
	if a.ProjectID != "" {
		id, place = a.ProjectID, placeProject
	}
	if id == "" || f.entry(fPlaceID).Text != "" {
		return
	}
	f.filling = true
	f.choice(fPlace).SetSelectedIndex(int(place))
	f.entry(fPlaceID).SetText(id)
	f.filling = false
}

// offerKind offers the kind that an address belongs to, where another one is chosen.
func (f *form) offerKind(of, chosen profile.Kind) {
	r := f.rows[fURL]
	if of == chosen {
		setVisible(r.offer, false)
		return
	}
	r.setNote(fmt.Sprintf(f.w.t.KindFromHost, of.Title()))
	r.offer.OnTapped = func() {
		r.offer.Hide()
		f.choice(fKind).SetSelected(of.Title())
	}
	r.offer.setText(fmt.Sprintf(f.w.t.UseKind, of.Title()))
	r.offer.Show()
}

// relabel gives the fields the names and hints that fit the draft.
func (f *form) relabel() {
	t, d := f.w.t, f.draft
	f.setLabel(fKey, t.keyTitle(d.kind, d.keyKind()))
	place := t.SpaceID
	if d.place == placeProject {
		place = t.ProjectID
	}
	f.setLabel(fPlaceID, place)
	hint := t.HintCluster
	switch d.kind {
	case profile.Cloud:
		hint = t.HintCloudURL
	case profile.AWS:
		hint = t.HintAWSURL
	case profile.StudioLocal:
		hint = t.HintStudio
	}
	if e := f.entry(fURL); e.PlaceHolder != hint {
		e.SetPlaceHolder(hint)
	}
	warn := ""
	if d.tls == profile.TLSInsecure {
		warn = t.TLSInsecureWhy
	}
	tls := f.rows[fTLS]
	tls.note.Importance = widget.WarningImportance
	if tls.note.Text != warn {
		tls.setNote(warn)
	}
}

func (f *form) setLabel(x formField, label string) {
	f.rows[x].label.setText(label)
	f.entry(x).label = label
}

// maxCAFile is more than any bundle of certificates for one server.
const maxCAFile = 256 << 10

// chooseCA asks for a file with certificates.
func (f *form) chooseCA() {
	w := f.w
	if w.set.ChooseFile == nil {
		dialog.ShowFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				_ = r.Close()
				f.readCA(r.URI().Path())
			}
		}, w.win)
		return
	}
	background(w.ctx, w, func(ctx context.Context) (string, error) {
		return w.set.ChooseFile(ctx, w.t.CA)
	}, func(path string, err error) {
		switch {
		case err != nil:
			w.sayFailure(err)
		case path != "":
			f.readCA(path)
		}
	})
}

// takeCAPath reads the certificates when what is in the field is the path of a file:
// it is the content that is stored, so that it is there on another computer too.
func (f *form) takeCAPath() {
	text := strings.Trim(strings.TrimSpace(f.entry(fCA).Text), "\"'")
	text = strings.TrimPrefix(text, "file://")
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(text, "~/") {
		text = filepath.Join(home, text[2:])
	}
	if filepath.IsAbs(text) && !strings.ContainsAny(text, "\r\n") {
		f.readCA(text)
	}
}

func (f *form) readCA(path string) {
	w := f.w
	background(w.ctx, w, func(context.Context) (string, error) {
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer file.Close()
		text, err := io.ReadAll(io.LimitReader(file, maxCAFile+1))
		return string(text), err
	}, func(text string, err error) {
		switch row := f.rows[fCA]; {
		case err != nil:
			row.setProblem(fmt.Sprintf(w.t.FileUnread, path))
		case len(text) > maxCAFile:
			row.setProblem(w.t.FileTooBig)
		default:
			f.entry(fCA).SetText(strings.TrimSpace(text))
			row.setProblem("")
			row.setNote(fmt.Sprintf(w.t.FileTaken, path))
		}
		w.dump()
	})
}

// formFailure is what went wrong with saving, above the buttons.
type formFailure struct {
	f      *form
	box    *fyne.Container
	what   *widget.Label
	why    *widget.Label
	memory *button
	unlock *button
	keep   *button
}

func newFormFailure(f *form) *formFailure {
	t := f.w.t
	x := &formFailure{f: f, what: paragraph("", widget.DangerImportance), why: paragraph("", widget.MediumImportance)}
	x.what.TextStyle.Bold = true
	x.memory = f.w.button(t.UseMemory, nil, func() { f.w.useMemory(); x.hide(); f.focus(fKey) })
	x.unlock = f.w.button(t.KeyringUnlock, nil, func() { f.w.unlockThen(x.hide) })
	x.keep = f.w.button("", nil, func() { f.keep = true; x.hide(); f.submit() })
	for _, b := range []*button{x.memory, x.unlock, x.keep} {
		b.otherKeys = f.looseKey
	}
	x.box = on(colorNotice, 6, inset(6, 8, 8, 4, column(2,
		column(-8, x.what, x.why), inset(0, 0, 0, 8, wrapOf(8, x.unlock, x.memory, x.keep)))))
	x.box.Hide()
	return x
}

func (x *formFailure) hide() {
	if x.box.Visible() {
		x.box.Hide()
		relayoutIn(x.f.scroll)
	}
}

func (x *formFailure) present(what, why string) {
	setLabel(x.what, what)
	setLabel(x.why, why)
	x.box.Show()
	relayoutIn(x.f.scroll)
	x.f.scroll.ScrollToTop()
}

func (x *formFailure) show(v words.Failure) {
	w := x.f.w
	inKeyring := v.Check == "keyring"
	setVisible(x.unlock, inKeyring && w.keyring.State == keyringLocked)
	setVisible(x.memory, inKeyring && w.keyring.State != keyringReady && w.set.UseMemory != nil && !w.memory)
	x.keep.Hide()
	x.present(v.What, strings.TrimSpace(v.Why+"\n"+v.Next))
}

// askKeep asks whether the stored key may go where the profile was edited to.
func (x *formFailure) askKeep(u *wallet.UnboundError) {
	t := x.f.w.t
	q := t.questionOf(u)
	x.unlock.Hide()
	x.memory.Hide()
	x.keep.setText(t.KeepForNew)
	x.keep.Show()
	x.present(t.KeyForNewPlace, t.KeyForNewWhy+"\n"+strings.Join(q.changes, "\n"))
	x.f.w.win.Canvas().Focus(x.f.entry(fKey))
}
