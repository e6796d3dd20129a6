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
	"lanyard/ui/state"
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
	m         *importer
	found     credimport.Found
	list      []profile.Profile // what there was when it was found
	box       *fyne.Container
	take      *kit.Checkbox
	name      *kit.Field
	suggested string           // for the name, by what was found
	kind      *kit.SelectField // nil: it is certain
	region    *kit.SelectField // nil, as url is: the address was found
	url       *kit.Field
	user      *kit.Field       // nil: it was found
	system    *kit.SelectField // what Watson Studio Local is installed on
	which     *kit.SelectField // of two keys
	signIn    *kit.SelectField // with what, where no key was found
	key       *kit.Field
	same      *kit.SelectField
	sameRow   fyne.CanvasObject
	rows      map[string]fyne.CanvasObject // rows that some kinds don't need
	keyName   *kit.Line                    // of the key that was found
	asked     *kit.Line                    // of the key that is asked for
	problem   *widget.Label

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
		it.rows[name] = kit.LabelRow(label, control)
		body.Add(it.rows[name])
	}
	it.suggested = credimport.FreeName(it.list, p.Name)
	it.name = it.entry(t.Name, t.HintName, it.suggested)
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
	if address, open := openAddress(p); open {
		it.region = it.option(t.Region, nil, -1)
		it.region.PlaceHolder = t.RegionHint
		it.region.OnChanged = it.regionChosen
		put("region", t.Region, it.region.Framed())
		it.url = it.entry(t.Address, "", address)
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
	for _, f := range state.Filled(state.Fact{Label: t.SignIn, Value: p.AuthURL}, state.Fact{Label: t.Space, Value: p.SpaceID}, state.Fact{Label: t.Project, Value: p.ProjectID},
		state.Fact{Label: t.Instance, Value: state.InstanceWords(t, p)}, state.Fact{Label: t.Account, Value: p.AccountID}, state.Fact{Label: t.Trusted, Value: state.Trusted(p)}) {
		body.Add(factLine(f.Label, f.Value))
	}
	it.system = it.option(t.InstalledOn, []string{t.OwnServers, t.OpenShift}, 0)
	put("system", t.InstalledOn, it.system.Framed())
	it.addKeyRows(body, put)
	it.same = it.option(t.ImportSame, []string{"", t.SameSkip, t.SameCopy}, sameUpdate)
	it.sameRow = kit.LabelRow(t.ImportSame, it.same.Framed())
	body.Add(it.sameRow)
}

// openAddress is what the field for the address begins with, where there is one: for an
// address that is not there, or of which nobody has said that https is meant.
func openAddress(p profile.Profile) (string, bool) {
	a, err := profile.ParseAddress(p.Kind, p.URL)
	if p.URL == "" || err != nil {
		return p.URL, p.URL == ""
	}
	return a.URL, a.NeedsConsent
}

// addKeyRows makes the rows that say that a key is there, ask which of two it is, or take
// one.
func (it *importItem) addKeyRows(body *fyne.Container, put func(name, label string, control fyne.CanvasObject)) {
	t := it.m.w.t
	it.which = it.option(t.ImportWhich, []string{t.PlatformKey, t.Password}, -1)
	it.which.PlaceHolder = t.ImportWhichHint
	put("which", t.ImportWhich, it.which.Framed())
	it.keyName, it.asked = kit.NewLine(""), kit.NewLine("")
	dots := kit.NewLine(state.Masked).As("", "", fyne.TextStyle{Monospace: true}).Unshortened()
	there := kit.NewLine(t.ImportKeyThere).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	it.rows["there"] = kit.HBox(8, 2, kit.FixedWidth(kit.LabelWidth+20, it.keyName), dots, there)
	body.Add(it.rows["there"])
	it.signIn = it.option(t.SecretKind, []string{t.PlatformKey, t.Password}, 1)
	put("signIn", t.SecretKind, it.signIn.Framed())
	it.key = it.entry(t.APIKey, t.ImportKeyHint, "").AsSecret()
	it.key.Tidy = func(s string) string { return tidyKey(it.current().Profile.SecretKind, s) }
	it.rows["key"] = kit.Labelled(it.asked, it.key)
	body.Add(it.rows["key"])
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
	now := w.Now()
	head := kit.NewLine(t.ImportToken).As("", theme.SizeNameSubHeadingText, kit.Strong)
	body := kit.VBox(8, head, remark(t.ImportTokenWhat, widget.MediumImportance))
	claims := state.ClaimFacts(t, tok, now, w.Zone())
	for _, f := range claims {
		body.Add(factLine(f.Label, f.Value))
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
	it.found.Forget()
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

// read is the find as one of the kind that is chosen.
func (it *importItem) read() credimport.Found {
	if it.kind != nil && it.kind.At() >= 0 {
		return it.found.As(profile.Kinds()[it.kind.At()])
	}
	return it.found
}

// current is the find with what the card says now, a key that was typed left aside.
func (it *importItem) current() credimport.Found {
	f := it.read()
	f.Profile.Name = strings.TrimSpace(it.name.Text)
	fill := credimport.Fill{InstanceID: []string{profile.InstanceICP, profile.InstanceOpenShift}[it.system.At()], SecretKind: it.secretKind()}
	if it.url != nil {
		f.Profile.URL = ""
		fill.Address.URL = strings.TrimSpace(it.url.Text)
		if a, err := profile.ParseAddress(f.Profile.Kind, fill.Address.URL); err == nil {
			fill.Address = a
		}
	}
	if it.user != nil {
		fill.Username = strings.TrimSpace(it.user.Text)
	}
	f.Fill(fill)
	return f
}

// secretKind is which kind of key is chosen, "" for none.
func (it *importItem) secretKind() profile.SecretKind {
	c := it.which
	if !it.rows["which"].Visible() {
		c = it.signIn
	}
	if c.At() < 0 {
		return ""
	}
	return []profile.SecretKind{profile.APIKey, profile.Password}[c.At()]
}

// changed follows a choice: which rows there are, and whether there is such a profile.
func (it *importItem) changed() {
	t, was := it.m.w.t, it.read()
	kit.SetVisible(it.rows["which"], len(was.Alternatives) > 0)
	kit.SetVisible(it.rows["there"], !was.Secret.Empty())
	plan := it.current().Plan(it.m.w.Profiles(), true)
	p := plan.Profile
	kit.SetVisible(it.rows["key"], !was.HasSecret())
	kit.SetVisible(it.rows["signIn"], !was.HasSecret() && was.Profile.SecretKind == "" && len(p.Kind.SecretKinds()) > 1)
	kit.SetVisible(it.rows["system"], p.Kind == profile.StudioLocal && was.Profile.InstanceID == "")
	if row := it.rows["user"]; row != nil {
		kit.SetVisible(row, p.Kind.HasUsername())
		if it.user.Text == "" && was.Profile.Username != "" { // only some kinds have one
			it.user.SetText(was.Profile.Username)
		}
	}
	if it.region != nil {
		it.offerRegions(p)
	}
	it.keyName.SetText(state.KeyTitle(t, p.Kind, p.SecretKind))
	it.asked.SetText(state.KeyTitle(t, p.Kind, p.SecretKind))
	if name := credimport.FreeName(it.list, was.Profile.Name); it.name.Text == it.suggested && name != it.suggested {
		it.suggested = name
		it.name.SetText(name)
	}
	same := plan.Duplicate
	kit.SetVisible(it.sameRow, same != nil)
	if same != nil {
		title := fmt.Sprintf(t.SameUpdate, same.Name)
		if it.same.Options[sameUpdate] != title {
			chosen := max(0, it.same.At())
			it.same.Options[sameUpdate] = title
			it.same.Selected = it.same.Options[chosen]
			it.same.Refresh()
		}
	}
	if row := it.rows["name"]; row != nil {
		kit.SetVisible(row, same == nil || it.same.At() == sameCopy)
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
	for _, r := range profile.Regions(it.current().Profile.Kind) {
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
	case it.rows["which"].Visible() && it.which.At() < 0:
		return it.which
	case it.rows["key"].Visible() && (it.key.Text == "" || state.NotKey(it.m.w.t, it.key.Text) != ""):
		return it.key
	}
	return nil
}

// job is what to save, or what is wrong with it in words. taken are the profiles whose
// names are no longer free.
func (it *importItem) job(taken []profile.Profile) (importJob, string) {
	t := it.m.w.t
	if it.kind != nil && it.kind.At() < 0 {
		return importJob{}, t.ImportKindHint
	}
	if it.rows["which"].Visible() && it.which.At() < 0 {
		return importJob{}, t.ImportWhichHint
	}
	f := it.current()
	if it.rows["key"].Visible() {
		if what := state.NotKey(t, it.key.Text); what != "" {
			return importJob{}, state.KeyTitle(t, f.Profile.Kind, f.Profile.SecretKind) + ": " + what + "."
		}
		f.Secret = secret.New(it.key.Text)
	}
	j := importJob{item: it, plan: f.Plan(it.m.w.Profiles(), true)}
	if j.plan.Duplicate != nil && it.same.At() == sameUpdate {
		j.update = j.plan.Duplicate.ID
	}
	var wrong []string
	for _, m := range j.plan.Missing {
		if field, what, _ := strings.Cut(m, ": "); field != "name" {
			wrong = append(wrong, fieldTitle(t, field, f.Profile)+": "+what+".")
		}
	}
	if j.update == "" {
		wrong = append(wrong, wrongName(t, f.Profile.Name, taken)...)
	}
	return j, strings.Join(wrong, "\n")
}

// wrongName says what is wrong with a name for a new profile; nothing when it is free.
func wrongName(t *text.Texts, name string, taken []profile.Profile) []string {
	if err := profile.CheckName(name); err != nil {
		return []string{t.Name + ": " + err.Error() + "."}
	}
	if slices.ContainsFunc(taken, func(p profile.Profile) bool { return profile.SameName(p.Name, name) }) {
		return []string{t.Name + ": " + t.NameTaken + "."}
	}
	return nil
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
		return state.KeyTitle(t, p.Kind, p.SecretKind)
	}
	return field
}
