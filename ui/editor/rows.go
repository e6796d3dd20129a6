package editor

import (
	"slices"

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
	form    *Form
	Label   *kit.Line
	control fyne.CanvasObject
	Note    *widget.Label
	Problem *widget.Label
	Wrong   *fyne.Container
	offer   *kit.Button // beside the remark: "Choose IBM Cloud"
	Box     *fyne.Container
}

func (f *Form) newRow(label string, control, shown fyne.CanvasObject) *formRow {
	r := &formRow{
		form: f, control: control, Label: kit.NewLine(label),
		Note: kit.Paragraph("", widget.LowImportance), Problem: kit.Paragraph("", widget.DangerImportance),
	}
	r.Note.SizeName, r.Problem.SizeName = theme.SizeNameCaptionText, theme.SizeNameCaptionText
	r.Wrong = container.NewBorder(nil, nil, kit.Padded(3, 0, 0, 0, container.NewVBox(
		container.NewGridWrap(fyne.NewSquareSize(16), widget.NewIcon(theme.NewErrorThemedResource(theme.ErrorIcon()))))),
		nil, kit.Unpadded(r.Problem))
	r.offer = f.w.host.Button("", nil, nil)
	r.Note.Hide()
	r.Wrong.Hide()
	r.offer.Hide()
	under := kit.VBox(2, shown, kit.Padded(3, 0, 0, 0, r.Wrong), kit.Unpadded(r.Note), kit.HBox(0, -1, r.offer))
	r.Box = kit.Labelled(r.Label, under)
	return r
}

func (r *formRow) setProblem(text string) {
	kit.SetLabel(r.Problem, kit.Capital(text))
	kit.SetVisible(r.Wrong, text != "")
	r.form.rearrange()
}

func (r *formRow) setNote(text string) {
	kit.SetLabel(r.Note, text)
	r.form.rearrange()
}

// makeRows makes every field once; arrange shows those that are needed.
func (f *Form) makeRows() {
	t := f.w.t
	f.addEntry(FName, t.Name, t.HintName)
	f.addChoice(FKind, t.Kind, profile.KindTitles(), f.kindChosen)
	f.addChoice(FRegion, t.Region, nil, f.regionChosen)
	f.Choice(FRegion).PlaceHolder = t.RegionHint
	f.addEntry(FURL, t.Address, "")
	f.addChoice(FInstalled, t.InstalledOn, []string{t.OwnServers, t.OpenShift}, f.changed)
	f.addEntry(FUsername, t.Username, "")
	f.addChoice(FSecretKind, t.SecretKind, []string{t.PlatformKey, t.Password}, f.changed)
	f.addChoice(FSignIn, t.SignInWith, []string{t.ByKey, t.ByCode}, f.changed)
	f.addSecret(FKey, t.APIKey)
	f.addCA()
	f.addChoice(FPlace, t.Place, []string{t.PlaceNone, t.Space, t.Project}, f.changed)
	f.addEntry(FPlaceID, t.SpaceID, "")
	f.addEntry(FInstance, t.Instance, t.HintGUID)
	f.addChoice(FAuthType, t.AuthType, []string{t.AuthTold, t.AuthMCSP, t.AuthIAM, t.AuthCPD}, f.changed)
	f.addEntry(FAccount, t.Account, t.HintOptional)
	f.addEntry(FTags, t.Tags, t.HintTags)
	f.addTick(fProduction, t.ProductionTick)
	f.addTick(fRenew, t.RenewTick)
	f.addEntry(FAuthURL, t.SignIn, t.HintSignIn)
	f.addEntry(fPlatform, t.Platform, t.HintSignIn)
	f.addEntry(FVersion, t.CPDVersion, t.HintVersion)
	f.addChoice(FIdentity, t.Identity, []string{t.IdentityAuto, t.IdentityNo, t.IdentityURL}, f.changed)
	f.addEntry(fIdentityURL, t.IdentityAt, profile.CP4D.Example())
	f.addChoice(FTrustBy, t.TrustBy, []string{t.TrustNo, t.TrustID, t.TrustCRN, t.TrustName}, f.changed)
	f.addEntry(fTrust, t.TrustValue, "")
	f.addEntry(FProxy, t.Proxy, t.HintProxy)
	f.addSecret(FProxyKey, t.ProxyPassword)
	f.addChoice(fTLS, t.TLSCheck, []string{t.TLSVerify, t.TLSPin, t.TLSInsecure}, f.changed)
	f.addEntry(fPin, t.PinSHA, "")

	address := f.Entry(FURL)
	address.OnLeave = func() { f.TidyAddress() }
	address.OnChanged = func(string) { f.addressTyped() }
	f.Entry(FProxy).OnChanged = func(s string) {
		if (s != "") != (f.draft.text[FProxy] != "") {
			f.changed("")
		}
		f.typed(FProxy)
	}
}

func (f *Form) addEntry(x FormField, label, hint string) {
	e := kit.NewField(label, f.w.host)
	e.PlaceHolder = hint
	f.wire(x, label, e, e)
}

func (f *Form) addSecret(x FormField, label string) {
	e := kit.NewField(label, f.w.host).AsSecret()
	e.Tidy = func(s string) string {
		kind := f.draft.Kind.KeyKind(f.draft.secretKind)
		if x == FProxyKey {
			kind = profile.Password
		}
		clean := profile.TrimKey(kind, s)
		if clean != s && kind != profile.Password {
			f.Rows[x].setNote(f.w.t.CleanedKey)
		}
		return clean
	}
	if f.id != "" {
		e.PlaceHolder = f.w.t.KeepKey
	}
	f.wire(x, label, e, e)
}

func (f *Form) addCA() {
	t := f.w.t
	e := kit.NewField(t.CA, f.w.host).AsTall(4)
	e.PlaceHolder = t.HintPEM
	e.TextStyle.Monospace = true
	choose := f.w.host.Button(t.ChooseFile, theme.FolderOpenIcon(), f.chooseCA)
	choose.OtherKeys = f.Key
	f.wire(FCA, t.CA, e, kit.VBox(4, e, kit.HBox(0, -1, choose)))
	e.OnLeave = f.takeCAPath
}

// wire connects an entry with the form and makes its row.
func (f *Form) wire(x FormField, label string, e *kit.Field, shown fyne.CanvasObject) {
	e.OnSubmit, e.OnCancel = f.Submit, f.giveUp
	f.Rows[x] = f.newRow(label, e, shown)
	if f.id == "" && !e.MultiLine {
		e.Whole = func(text string) bool { return f.Pasted.offer(e, text) }
	}
	e.OnFocus = func() { f.reveal(f.Rows[x]) }
	e.OnChanged = func(string) { f.typed(x) }
}

// typed takes a problem away once its field is being mended.
func (f *Form) typed(x FormField) {
	if r := f.Rows[x]; r.Wrong.Visible() {
		r.setProblem("")
	}
	f.Test.changed(x)
}

func (f *Form) addChoice(x FormField, label string, options []string, changed func(string)) {
	c := kit.NewSelectField(label, options, func(s string) {
		if !f.filling {
			changed(s)
			f.typed(x)
		}
	})
	c.OnSubmit, c.OnCancel = f.Submit, f.giveUp
	f.Rows[x] = f.newRow(label, c, c.Framed())
	c.OnFocus = func() { f.reveal(f.Rows[x]) }
}

func (f *Form) addTick(x FormField, text string) {
	c := kit.NewCheckbox(text, func(bool) {
		if !f.filling {
			f.changed("")
		}
	})
	c.OnSubmit, c.OnCancel = f.Submit, f.giveUp
	f.Rows[x] = f.newRow("", c, c)
	c.OnFocus = func() { f.reveal(f.Rows[x]) }
}

// Entry is the field for x, which must be one to type into.
func (f *Form) Entry(x FormField) *kit.Field { return f.Rows[x].control.(*kit.Field) }

// Choice is the field for x, which must be one to choose in.
func (f *Form) Choice(x FormField) *kit.SelectField { return f.Rows[x].control.(*kit.SelectField) }

// fill puts the draft into the widgets.
func (f *Form) fill() {
	f.filling = true
	defer func() { f.filling = false }()
	d := f.draft
	for x := range FieldCount {
		if e, ok := f.Rows[x].control.(*kit.Field); ok && !e.Secret {
			e.SetText(d.text[x])
		}
	}
	for i, k := range profile.Kinds() {
		if k == d.Kind {
			f.Choice(FKind).SetSelectedIndex(i)
		}
	}
	f.Choice(FInstalled).SetSelectedIndex(index(d.openShift))
	f.Choice(FSecretKind).SetSelectedIndex(index(d.secretKind == profile.Password))
	f.Choice(FSignIn).SetSelectedIndex(index(d.byCode))
	f.Choice(FPlace).SetSelectedIndex(int(d.Place))
	f.Choice(FAuthType).SetSelectedIndex(slices.Index(profile.AuthTypes(), d.auth) + 1)
	f.Choice(FIdentity).SetSelectedIndex(int(d.identity))
	f.Choice(FTrustBy).SetSelectedIndex(int(d.trust))
	f.Choice(fTLS).SetSelectedIndex(tlsIndex(d.tls))
	f.Rows[fProduction].control.(*kit.Checkbox).SetChecked(d.production)
	f.Rows[fRenew].control.(*kit.Checkbox).SetChecked(d.renew)
	f.fillRegions()
}

// Read takes what the widgets hold, but the secrets.
func (f *Form) Read() draft {
	d := draft{
		Kind:       profile.Kinds()[max(0, f.Choice(FKind).At())],
		openShift:  f.Choice(FInstalled).At() == 1,
		secretKind: profile.APIKey,
		byCode:     f.Choice(FSignIn).At() == 1,
		Place:      state.PlaceKind(max(0, f.Choice(FPlace).At())),
		identity:   identityUse(max(0, f.Choice(FIdentity).At())),
		trust:      trustUse(max(0, f.Choice(FTrustBy).At())),
		tls:        tlsModes()[max(0, f.Choice(fTLS).At())],
		production: f.Rows[fProduction].control.(*kit.Checkbox).Checked,
		renew:      f.Rows[fRenew].control.(*kit.Checkbox).Checked,
		text:       map[FormField]string{},
	}
	if at := f.Choice(FAuthType).At(); at > 0 {
		d.auth = profile.AuthTypes()[at-1]
	}
	if f.Choice(FSecretKind).At() == 1 || d.Kind == profile.StudioLocal {
		d.secretKind = profile.Password
	}
	for x := range FieldCount {
		if e, ok := f.Rows[x].control.(*kit.Field); ok && !e.Secret && e.Text != "" {
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
func (f *Form) changed(string) {
	f.draft = f.Read()
	f.arrange()
}

func (f *Form) kindChosen(string) {
	f.draft = f.Read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.Rows[FURL].setNote("")
	f.Rows[FURL].offer.Hide()
	f.arrange()
}

// relabel gives the fields the names and hints that fit the draft.
func (f *Form) relabel() {
	t, d := f.w.t, f.draft
	f.setLabel(FKey, state.KeyTitle(t, d.Kind, d.Kind.KeyKind(d.secretKind)))
	if f.needs != nil && f.needs.show(d.Kind) {
		f.rearrange()
	}
	what := ""
	if d.signsInByCode() {
		what = t.ByCodeWhat
	}
	if row := f.Rows[FSignIn]; row.Note.Text != what {
		row.setNote(what)
	}
	place := t.SpaceID
	if d.Place == state.InProject {
		place = t.ProjectID
	}
	f.setLabel(FPlaceID, place)
	if e, hint := f.Entry(FURL), d.Kind.Example(); e.PlaceHolder != hint {
		e.SetPlaceHolder(hint)
	}
	warn := ""
	if d.tls == profile.TLSInsecure {
		warn = t.TLSInsecureWhy
	}
	tls := f.Rows[fTLS]
	tls.Note.Importance = widget.WarningImportance
	if tls.Note.Text != warn {
		tls.setNote(warn)
	}
}

func (f *Form) setLabel(x FormField, label string) {
	f.Rows[x].Label.SetText(label)
	f.Entry(x).Label = label
}
