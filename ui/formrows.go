package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/profile"
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
	r.box = newLabelled(r.label, under)
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

func newLabelled(label *line, control fyne.CanvasObject) *fyne.Container {
	return container.New(&labelled{}, label, control)
}

func (l *labelled) MinSize(objects []fyne.CanvasObject) fyne.Size {
	m := objects[1].MinSize()
	if l.width > 0 && l.width < stackBelow {
		m.Height += l.above(objects[0])
	}
	return m
}

// above is the room that a label takes above its control; none where there is no label.
func (*labelled) above(label fyne.CanvasObject) float32 {
	if h := label.MinSize().Height; h > 0 {
		return h + 2
	}
	return 0
}

func (l *labelled) Layout(objects []fyne.CanvasObject, size fyne.Size) {
	l.width = size.Width
	h := objects[0].MinSize().Height
	if size.Width < stackBelow {
		place(objects[0], 0, 0, size.Width, h)
		top := l.above(objects[0])
		place(objects[1], 0, top, size.Width, size.Height-top)
		return
	}
	label := scaled(labelWidth + 28)
	place(objects[0], 0, 7, label-8, h)
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
	f.addTick(fRenew, t.RenewTick)
	f.addEntry(fAuthURL, t.SignIn, t.HintSignIn)
	f.addEntry(fPlatform, t.Platform, t.HintSignIn)
	f.addEntry(fVersion, t.CPDVersion, t.HintVersion)
	f.addChoice(fIdentity, t.Identity, []string{t.IdentityAuto, t.IdentityNo, t.IdentityURL}, f.changed)
	f.addEntry(fIdentityURL, t.IdentityAt, profile.CP4D.Example())
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
		f.typed(fProxy)
	}
}

func kindTitles() []string {
	var out []string
	for _, k := range profile.Kinds() {
		out = append(out, k.Title())
	}
	return out
}

func (f *form) addEntry(x formField, label, hint string) {
	e := newField(label, f.w)
	e.PlaceHolder = hint
	f.wire(x, label, e, e)
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
	choose.otherKeys = f.Key
	f.wire(fCA, t.CA, e, column(4, e, rowOf(0, -1, choose)))
	e.onLeave = f.takeCAPath
}

// wire connects an entry with the form and makes its row.
func (f *form) wire(x formField, label string, e *field, shown fyne.CanvasObject) {
	e.onSubmit, e.onCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow(label, e, shown)
	if f.id == "" && !e.MultiLine {
		e.whole = func(text string) bool { return f.pasted.offer(e, text) }
	}
	e.onFocus = func() { f.reveal(f.rows[x]) }
	e.OnChanged = func(string) { f.typed(x) }
}

// typed takes a problem away once its field is being mended.
func (f *form) typed(x formField) {
	if r := f.rows[x]; r.wrong.Visible() {
		r.setProblem("")
	}
	f.test.changed(x)
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
	c.onFocus = func() { f.reveal(f.rows[x]) }
}

func (f *form) addTick(x formField, text string) {
	c := newTick(text, func(bool) {
		if !f.filling {
			f.changed("")
		}
	})
	c.onSubmit, c.onCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow("", c, c)
	c.onFocus = func() { f.reveal(f.rows[x]) }
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
	f.rows[fRenew].control.(*tick).SetChecked(d.renew)
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
		renew:      f.rows[fRenew].control.(*tick).Checked,
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

// relabel gives the fields the names and hints that fit the draft.
func (f *form) relabel() {
	t, d := f.w.t, f.draft
	f.setLabel(fKey, keyTitle(t, d.kind, d.keyKind()))
	if f.needs != nil && f.needs.show(d.kind) {
		f.rearrange()
	}
	place := t.SpaceID
	if d.place == placeProject {
		place = t.ProjectID
	}
	f.setLabel(fPlaceID, place)
	if e, hint := f.entry(fURL), d.kind.Example(); e.PlaceHolder != hint {
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
