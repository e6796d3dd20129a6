package ui

import (
	"fmt"
	"slices"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"fyne.io/fyne/v2/widget"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"

	"lanyard/ui/kit"
	"lanyard/ui/text"
)

// What is done with a find for which there is a profile already.
const (
	sameUpdate = iota
	sameSkip
	sameCopy
)

// importItem is one find: what it is, what is missing, and whether it is wanted.
type importItem struct {
	m       *importer
	found   credimport.Found
	list    []profile.Profile // what there was when it was found
	box     *fyne.Container
	take    *kit.Checkbox
	name    *kit.Field
	kind    *kit.SelectField // nil: it is certain
	region  *kit.SelectField
	url     *kit.Field
	user    *kit.Field
	which   *kit.SelectField // nil: there is one key at most
	key     *kit.Field
	same    *kit.SelectField
	sameRow fyne.CanvasObject
	rows    map[string]fyne.CanvasObject // rows that some kinds don't need
	keyLine *kit.Line
	problem *widget.Label

	whenSaved func(name string) // may be nil
}

// newImportItem makes the card of a find. list are the profiles that there are, with
// the names that finds before this one take.
func newImportItem(m *importer, x credimport.Found, list []profile.Profile) *importItem {
	it := &importItem{m: m, found: x, list: list, rows: map[string]fyne.CanvasObject{}}
	if !x.Token.Empty() {
		it.name = kit.NewField("", m.w.host)
		it.box = it.tokenCard()
		return it
	}
	t := m.w.t
	it.take = kit.NewCheckbox(t.ImportTake, func(bool) { m.arrange() })
	it.take.Checked = true
	it.take.OnSubmit, it.take.OnCancel = m.submit, m.giveUp
	it.take.OnFocus = it.reveal
	it.problem = kit.Paragraph("", widget.DangerImportance)
	it.problem.Hide()
	from := kit.NewLine(foundIn(t, x)).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	body := kit.VBox(8, kit.HBox(8, 1, it.take, from), kit.Unpadded(it.problem))
	it.addRows(body)
	it.addRemarks(body)
	it.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 14, 12, 14, body))
	it.changed()
	return it
}

func (it *importItem) reveal() {
	kit.RevealIn(it.m.scroll, it.box)
}

// entry makes a field of the card.
func (it *importItem) entry(label, hint, text string) *kit.Field {
	e := kit.NewField(label, it.m.w.host)
	e.PlaceHolder = hint
	e.SetText(text)
	e.OnSubmit, e.OnCancel, e.OnFocus = it.m.submit, it.m.giveUp, it.reveal
	e.OnChanged = func(string) { it.setProblem("") }
	return e
}

func (it *importItem) option(label string, options []string, at int) *kit.SelectField {
	c := kit.NewSelectField(label, options, nil)
	if at >= 0 {
		c.SetSelectedIndex(at)
	}
	c.OnChanged = func(string) { it.changed(); it.m.arrange() }
	c.OnSubmit, c.OnCancel, c.OnFocus = it.m.submit, it.m.giveUp, it.reveal
	return c
}

// addRows makes the rows of what a profile needs: to be read where it was found, to be
// filled in where it was not.
func (it *importItem) addRows(body *fyne.Container) {
	t, x := it.m.w.t, it.found
	p := x.Profile
	put := func(name, label string, control fyne.CanvasObject) {
		row := kit.LabelRow(label, control)
		it.rows[name] = row
		body.Add(row)
	}
	it.name = it.entry(t.Name, t.HintName, credimport.FreeName(it.list, p.Name))
	put("name", t.Name, it.name)
	if x.KindUnsure || p.Kind == "" {
		it.kind = it.option(t.Kind, kindTitles(), slices.Index(profile.Kinds(), p.Kind))
		it.kind.PlaceHolder = t.ImportKindHint
		put("kind", t.Kind, it.kind.Framed())
	} else {
		body.Add(factLine(t.Kind, p.Kind.Title()))
	}
	if x.Why != "" {
		body.Add(kit.Labelled(kit.Gap(0, 0), remark(x.Why, widget.LowImportance)))
	}
	if p.URL == "" {
		it.region = it.option(t.Region, nil, -1)
		it.region.PlaceHolder = t.RegionHint
		it.region.OnChanged = it.regionChosen
		put("region", t.Region, it.region.Framed())
		it.url = it.entry(t.Address, "", "")
		put("url", t.Address, it.url)
	} else {
		body.Add(factLine(t.Address, p.URL))
	}
	if p.Username != "" {
		body.Add(factLine(t.Username, p.Username))
	} else {
		it.user = it.entry(t.Username, "", "")
		put("user", t.Username, it.user)
	}
	for _, f := range filled(fact{label: t.SignIn, value: p.AuthURL}, fact{label: t.Space, value: p.SpaceID}, fact{label: t.Project, value: p.ProjectID},
		fact{label: t.Instance, value: instanceWords(t, p)}, fact{label: t.Account, value: p.AccountID}, fact{label: t.Trusted, value: trusted(p)}) {
		body.Add(factLine(f.label, f.value))
	}
	it.addKeyRow(body, put)
	it.same = it.option(t.ImportSame, []string{"", t.SameSkip, t.SameCopy}, sameUpdate)
	it.sameRow = kit.LabelRow(t.ImportSame, it.same.Framed())
	body.Add(it.sameRow)
}

// addKeyRow shows that a key is there, asks which of two it is, or takes one.
func (it *importItem) addKeyRow(body *fyne.Container, put func(name, label string, control fyne.CanvasObject)) {
	t, x := it.m.w.t, it.found
	switch {
	case len(x.Alternatives) > 0:
		it.which = it.option(t.ImportWhich, []string{t.PlatformKey, t.Password}, -1)
		it.which.PlaceHolder = t.ImportWhichHint
		put("which", t.ImportWhich, it.which.Framed())
	case x.HasSecret():
		it.keyLine = kit.NewLine(keyTitle(t, x.Profile.Kind, x.Profile.SecretKind))
		dots := kit.NewLine(masked).As("", "", fyne.TextStyle{Monospace: true}).Unshortened()
		there := kit.NewLine(t.ImportKeyThere).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
		body.Add(kit.HBox(8, 2, kit.FixedWidth(kit.LabelWidth+20, it.keyLine), dots, there))
	default:
		it.key = it.entry(t.APIKey, t.ImportKeyHint, "").AsSecret()
		it.key.Tidy = func(s string) string { return tidyKey(it.profile().SecretKind, s) }
		put("key", keyTitle(t, x.Profile.Kind, x.Profile.SecretKind), it.key)
	}
}

// addRemarks says what was changed, inferred and left out.
func (it *importItem) addRemarks(body *fyne.Container) {
	t, x := it.m.w.t, it.found
	if len(x.Cleaned) > 0 {
		body.Add(remark(fmt.Sprintf(t.ImportCleaned, strings.Join(x.Cleaned, " ")), widget.LowImportance))
	}
	if len(x.Notes) > 0 {
		body.Add(remark(kit.Join("\n", x.Notes...), widget.MediumImportance))
	}
	body.Add(it.m.links(x.Links))
}

func remark(text string, importance widget.Importance) fyne.CanvasObject {
	l := kit.Paragraph(text, importance)
	l.SizeName = theme.SizeNameCaptionText
	return kit.Unpadded(l)
}

func factLine(label, value string) fyne.CanvasObject {
	return kit.HBox(8, 1, kit.FixedWidth(kit.LabelWidth+20, kit.NewLine(label)), kit.NewLine(value))
}

// tokenCard shows whose token a bearer token is that came alone. It is not stored.
func (it *importItem) tokenCard() *fyne.Container {
	w, t := it.m.w, it.m.w.t
	tok := wallet.Peek(it.found.Token)
	now := w.now()
	head := kit.NewLine(t.ImportToken).As("", theme.SizeNameSubHeadingText, kit.Strong)
	body := kit.VBox(8, head, remark(t.ImportTokenWhat, widget.MediumImportance))
	claims := claimFacts(t, tok, now, w.zone)
	for _, f := range claims {
		body.Add(factLine(f.label, f.value))
	}
	said := t.NotVerifiedJWT
	if len(claims) == 0 {
		said = t.NotJWT
	}
	body.Add(remark(said, widget.LowImportance))
	it.addRemarks(body)
	return kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 14, 12, 14, body))
}

// foundIn says in what form and where a credential was found.
func foundIn(t *text.Texts, x credimport.Found) string {
	if x.Line > 1 && x.Format != "bare-key" {
		return fmt.Sprintf(t.FoundInAt, formTitle(t, x.Format), x.Line)
	}
	return formTitle(t, x.Format)
}

// formTitle says what people call a form of credentials.
func formTitle(t *text.Texts, form string) string {
	switch form {
	case "vcap":
		return t.FormVCAP
	case "apikey.json":
		return t.FormKeyFile
	case "python-dict", "credentials-call", "call", "js-object", "script":
		return t.FormCode
	case "env", "shell", "cmd", "powershell", "ibm-credentials.env":
		return t.FormVariables
	case "curl":
		return t.FormCurl
	case "share":
		return t.FormShare
	case "bare-key":
		return t.FormBareKey
	case "ibmcloud", "cpdctl", "cpd-cli", "ibmcloud-config":
		return t.FormTool
	case "json", "yaml", "http", "xml", "hcl":
		return strings.ToUpper(form)
	}
	return kit.Capital(form)
}

// wanted reports whether the find is to be saved.
func (it *importItem) wanted() bool {
	return it.take != nil && it.take.Checked && (!it.sameRow.Visible() || it.same.At() != sameSkip)
}

// forget drops the secrets.
func (it *importItem) forget() {
	it.found.Secret, it.found.Token, it.found.Alternatives = secret.Text{}, secret.Text{}, nil
	if it.key != nil {
		it.key.Clear()
	}
}

func (it *importItem) setProblem(text string) {
	if it.problem != nil && it.problem.Text != text {
		kit.SetLabel(it.problem, text)
		it.m.arrange()
	}
}

// profile is what the card says now.
func (it *importItem) profile() profile.Profile {
	p := it.found.Profile
	p.Name = strings.TrimSpace(it.name.Text)
	if it.kind != nil && it.kind.At() >= 0 {
		p.Kind = profile.Kinds()[it.kind.At()]
	}
	if it.url != nil {
		p.URL = strings.TrimSpace(it.url.Text)
		if a, err := profile.ParseAddress(p.Kind, p.URL); err == nil {
			p.URL = a.URL
		}
	}
	if it.user != nil {
		p.Username = strings.TrimSpace(it.user.Text)
	}
	if it.which != nil && it.which.At() >= 0 {
		p.SecretKind = []profile.SecretKind{profile.APIKey, profile.Password}[it.which.At()]
	}
	allowed := p.Kind.SecretKinds()
	if it.which == nil && len(allowed) > 0 && !slices.Contains(allowed, p.SecretKind) {
		p.SecretKind = allowed[0]
	}
	if p.Kind == profile.StudioLocal && p.InstanceID == "" {
		p.InstanceID = profile.InstanceICP
	}
	return p
}

// changed follows a choice: which rows there are, and whether there is such a profile.
func (it *importItem) changed() {
	t, p := it.m.w.t, it.profile()
	if row := it.rows["user"]; row != nil {
		kit.SetVisible(row, p.Kind.HasUsername())
	}
	if it.region != nil {
		it.offerRegions(p)
	}
	if it.keyLine != nil {
		it.keyLine.SetText(keyTitle(t, p.Kind, p.SecretKind))
	}
	same, ok := credimport.DuplicateOf(it.m.w.profiles, p)
	kit.SetVisible(it.sameRow, ok)
	if ok {
		title := fmt.Sprintf(t.SameUpdate, same.Name)
		if it.same.Options[sameUpdate] != title {
			chosen := max(0, it.same.At())
			it.same.Options[sameUpdate] = title
			it.same.Selected = it.same.Options[chosen]
			it.same.Refresh()
		}
	}
	if row := it.rows["name"]; row != nil {
		kit.SetVisible(row, !ok || it.same.At() == sameCopy)
	}
}

func (it *importItem) offerRegions(p profile.Profile) {
	var names []string
	for _, r := range profile.Regions(p.Kind) {
		names = append(names, r.Name)
	}
	it.region.Options = names
	kit.SetVisible(it.rows["region"], len(names) > 0)
	it.url.SetPlaceHolder(p.Kind.Example())
}

func (it *importItem) regionChosen(name string) {
	for _, r := range profile.Regions(it.profile().Kind) {
		if r.Name == name {
			it.url.SetText(r.URL)
		}
	}
	it.changed()
	it.m.arrange()
}

// toFill is the first control that still wants something; nil without.
func (it *importItem) toFill() fyne.Focusable {
	if !it.wanted() {
		return nil
	}
	switch noAddress := it.url != nil && it.url.Text == ""; {
	case it.kind != nil && it.kind.At() < 0:
		return it.kind
	case noAddress && len(it.region.Options) > 0:
		return it.region
	case noAddress:
		return it.url
	case it.user != nil && it.rows["user"].Visible() && it.user.Text == "":
		return it.user
	}
	return it.keyToFill()
}

// keyToFill is the control that wants a key, or which of two it is; nil without.
func (it *importItem) keyToFill() fyne.Focusable {
	switch {
	case it.which != nil && it.which.At() < 0:
		return it.which
	case it.key != nil && (it.key.Text == "" || notKey(it.m.w.t, it.key.Text) != ""):
		return it.key
	}
	return nil
}

// job is what to save, or what is wrong with it in words. taken are the profiles whose
// names are no longer free.
func (it *importItem) job(taken []profile.Profile) (importJob, string) {
	t := it.m.w.t
	f := it.found
	f.Profile = it.profile()
	if it.kind != nil && it.kind.At() < 0 {
		return importJob{}, t.ImportKindHint
	}
	if it.which != nil && (it.which.At() < 0 || !f.Choose(f.Profile.SecretKind)) {
		return importJob{}, t.ImportWhichHint
	}
	if it.key != nil {
		if what := notKey(t, it.key.Text); what != "" {
			return importJob{}, keyTitle(t, f.Profile.Kind, f.Profile.SecretKind) + ": " + what + "."
		}
		f.Secret = secret.New(it.key.Text)
	}
	j := importJob{item: it, p: f.Profile, key: f.Secret}
	if same, ok := credimport.DuplicateOf(it.m.w.profiles, f.Profile); ok && it.same.At() == sameUpdate {
		j.update = same.ID
		return j, ""
	}
	f.Recheck()
	var wrong []string
	for _, m := range f.Missing { // a key may be given later
		if field, what, _ := strings.Cut(m, ": "); field != "key" {
			wrong = append(wrong, fieldTitle(t, field, f.Profile)+": "+what+".")
		}
	}
	if err := profile.CheckName(f.Profile.Name); err != nil {
		wrong = append(wrong, t.Name+": "+err.Error()+".")
	} else if slices.ContainsFunc(taken, func(p profile.Profile) bool { return profile.SameName(p.Name, f.Profile.Name) }) {
		wrong = append(wrong, t.Name+": "+t.NameTaken+".")
	}
	return j, strings.Join(wrong, "\n")
}

// fieldTitle is what a field of a profile's record is called on screen.
func fieldTitle(t *text.Texts, field string, p profile.Profile) string {
	switch field {
	case "kind":
		return t.Kind
	case "url":
		return t.Address
	case "auth_url":
		return t.SignIn
	case "username":
		return t.Username
	case "secret_kind":
		return t.SecretKind
	case "instance_id":
		return t.Instance
	case "account_id":
		return t.Account
	case "space_id":
		return t.SpaceID
	case "project_id":
		return t.ProjectID
	case "key":
		return keyTitle(t, p.Kind, p.SecretKind)
	}
	return field
}
