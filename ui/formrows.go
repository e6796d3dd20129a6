package ui

import (
	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/profile"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// formRow is a field with its label, a remark and the problem with it, if any.
type formRow struct {
	form    *form
	label   *kit.Line
	control fyne.CanvasObject
	note    *widget.Label
	problem *widget.Label
	wrong   *fyne.Container
	offer   *kit.Button // beside the remark: "Choose IBM Cloud"
	box     *fyne.Container
}

func (f *form) newRow(label string, control, shown fyne.CanvasObject) *formRow {
	r := &formRow{
		form: f, control: control, label: kit.NewLine(label),
		note: kit.Paragraph("", widget.LowImportance), problem: kit.Paragraph("", widget.DangerImportance),
	}
	r.note.SizeName, r.problem.SizeName = theme.SizeNameCaptionText, theme.SizeNameCaptionText
	r.wrong = container.NewBorder(nil, nil, kit.Padded(3, 0, 0, 0, container.NewVBox(
		container.NewGridWrap(fyne.NewSquareSize(16), widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))))),
		nil, kit.Unpadded(r.problem))
	r.offer = f.w.host.Button("", nil, nil)
	r.note.Hide()
	r.wrong.Hide()
	r.offer.Hide()
	under := kit.VBox(2, shown, kit.Padded(3, 0, 0, 0, r.wrong), kit.Unpadded(r.note), kit.HBox(0, -1, r.offer))
	r.box = kit.Labelled(r.label, under)
	return r
}

func (r *formRow) setProblem(text string) {
	kit.SetLabel(r.problem, kit.Capital(text))
	kit.SetVisible(r.wrong, text != "")
	r.form.rearrange()
}

func (r *formRow) setNote(text string) {
	kit.SetLabel(r.note, text)
	r.form.rearrange()
}

// makeRows makes every field once; arrange shows those that are needed.
func (f *form) makeRows() {
	t := f.w.t
	f.addEntry(fName, t.Name, t.HintName)
	f.addChoice(fKind, t.Kind, profile.KindTitles(), f.kindChosen)
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
	address.OnLeave = func() { f.tidyAddress() }
	address.OnChanged = func(string) { f.addressTyped() }
	f.entry(fProxy).OnChanged = func(s string) {
		if (s != "") != (f.draft.text[fProxy] != "") {
			f.changed("")
		}
		f.typed(fProxy)
	}
}

func (f *form) addEntry(x formField, label, hint string) {
	e := kit.NewField(label, f.w.host)
	e.PlaceHolder = hint
	f.wire(x, label, e, e)
}

func (f *form) addSecret(x formField, label string) {
	e := kit.NewField(label, f.w.host).AsSecret()
	e.Tidy = func(s string) string {
		kind := f.draft.kind.KeyKind(f.draft.secretKind)
		if x == fProxyKey {
			kind = profile.Password
		}
		clean := profile.TrimKey(kind, s)
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
	e := kit.NewField(t.CA, f.w.host).AsTall(4)
	e.PlaceHolder = t.HintPEM
	e.TextStyle.Monospace = true
	choose := f.w.host.Button(t.ChooseFile, theme.FolderOpenIcon(), f.chooseCA)
	choose.OtherKeys = f.Key
	f.wire(fCA, t.CA, e, kit.VBox(4, e, kit.HBox(0, -1, choose)))
	e.OnLeave = f.takeCAPath
}

// wire connects an entry with the form and makes its row.
func (f *form) wire(x formField, label string, e *kit.Field, shown fyne.CanvasObject) {
	e.OnSubmit, e.OnCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow(label, e, shown)
	if f.id == "" && !e.MultiLine {
		e.Whole = func(text string) bool { return f.pasted.offer(e, text) }
	}
	e.OnFocus = func() { f.reveal(f.rows[x]) }
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
	c := kit.NewSelectField(label, options, func(s string) {
		if !f.filling {
			changed(s)
			f.typed(x)
		}
	})
	c.OnSubmit, c.OnCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow(label, c, c.Framed())
	c.OnFocus = func() { f.reveal(f.rows[x]) }
}

func (f *form) addTick(x formField, text string) {
	c := kit.NewCheckbox(text, func(bool) {
		if !f.filling {
			f.changed("")
		}
	})
	c.OnSubmit, c.OnCancel = f.submit, f.giveUp
	f.rows[x] = f.newRow("", c, c)
	c.OnFocus = func() { f.reveal(f.rows[x]) }
}

func (f *form) entry(x formField) *kit.Field        { return f.rows[x].control.(*kit.Field) }
func (f *form) choice(x formField) *kit.SelectField { return f.rows[x].control.(*kit.SelectField) }

// fill puts the draft into the widgets.
func (f *form) fill() {
	f.filling = true
	defer func() { f.filling = false }()
	d := f.draft
	for x := range fieldCount {
		if e, ok := f.rows[x].control.(*kit.Field); ok && !e.Secret {
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
	f.rows[fProduction].control.(*kit.Checkbox).SetChecked(d.production)
	f.rows[fRenew].control.(*kit.Checkbox).SetChecked(d.renew)
	f.fillRegions()
}

// read takes what the widgets hold, but the secrets.
func (f *form) read() draft {
	d := draft{
		kind:       profile.Kinds()[max(0, f.choice(fKind).At())],
		openShift:  f.choice(fInstalled).At() == 1,
		secretKind: profile.APIKey,
		place:      placeKind(max(0, f.choice(fPlace).At())),
		identity:   identityUse(max(0, f.choice(fIdentity).At())),
		trust:      trustUse(max(0, f.choice(fTrustBy).At())),
		tls:        tlsModes()[max(0, f.choice(fTLS).At())],
		production: f.rows[fProduction].control.(*kit.Checkbox).Checked,
		renew:      f.rows[fRenew].control.(*kit.Checkbox).Checked,
		text:       map[formField]string{},
	}
	if f.choice(fSecretKind).At() == 1 || d.kind == profile.StudioLocal {
		d.secretKind = profile.Password
	}
	for x := range fieldCount {
		if e, ok := f.rows[x].control.(*kit.Field); ok && !e.Secret && e.Text != "" {
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
	f.setLabel(fKey, state.KeyTitle(t, d.kind, d.kind.KeyKind(d.secretKind)))
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
	f.rows[x].label.SetText(label)
	f.entry(x).Label = label
}
