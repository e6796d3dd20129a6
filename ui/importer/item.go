package importer

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
	SameUpdate = iota
	SameSkip
	SameCopy
)

// item is one find: what it is, what is missing, and whether it is wanted.
type item struct {
	m         *Pane
	Found     credimport.Found
	list      []profile.Profile // what there was when it was found
	box       *fyne.Container
	Take      *kit.Checkbox
	Name      *kit.Field
	suggested string           // for the name, by what was found
	Kind      *kit.SelectField // nil: it is certain
	Region    *kit.SelectField // nil, as url is: the address was found
	URL       *kit.Field
	user      *kit.Field       // nil: it was found
	System    *kit.SelectField // what Watson Studio Local is installed on
	Which     *kit.SelectField // of two keys
	SignIn    *kit.SelectField // with what, where no key was found
	Key       *kit.Field
	Code      *kit.Checkbox // sign in with the one-time code that stood there; nil: there was none
	Same      *kit.SelectField
	sameRow   fyne.CanvasObject
	Rows      map[string]fyne.CanvasObject // rows that some kinds don't need
	keyName   *kit.Line                    // of the key that was found
	asked     *kit.Line                    // of the key that is asked for
	problem   *widget.Label

	whenSaved func(name string) // may be nil
}

// newItem makes the card of a find. list are the profiles that there are, with
// the names that finds before this one take.
func newItem(m *Pane, x credimport.Found, list []profile.Profile) *item {
	it := &item{m: m, Found: x, list: list, Rows: map[string]fyne.CanvasObject{}}
	if !x.Token.Empty() {
		it.Name = kit.NewField("", m.w.host)
		it.box = it.tokenCard()
		return it
	}
	t := m.w.t
	it.Take = kit.NewCheckbox(t.ImportTake, func(bool) { m.arrange() })
	it.Take.Checked = true
	it.Take.OnSubmit, it.Take.OnCancel = m.submit, m.giveUp
	it.Take.OnFocus = it.reveal
	it.problem = kit.Paragraph("", widget.DangerImportance)
	it.problem.Hide()
	from := kit.NewLine(foundIn(t, x)).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	body := kit.VBox(8, kit.HBox(8, 1, it.Take, from), kit.Unpadded(it.problem))
	it.addRows(body)
	it.addRemarks(body)
	it.box = kit.OnSurface(kit.ColorCard, 8, kit.Padded(10, 14, 12, 14, body))
	it.changed()
	return it
}

func (it *item) reveal() {
	kit.RevealIn(it.m.scroll, it.box)
}

// entry makes a field of the card.
func (it *item) entry(label, hint, text string) *kit.Field {
	e := kit.NewField(label, it.m.w.host)
	e.PlaceHolder = hint
	e.SetText(text)
	e.OnSubmit, e.OnCancel, e.OnFocus = it.m.submit, it.m.giveUp, it.reveal
	e.OnChanged = func(string) { it.setProblem("") }
	return e
}

func (it *item) option(label string, options []string, at int) *kit.SelectField {
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
func (it *item) addRows(body *fyne.Container) {
	t, x := it.m.w.t, it.Found
	p := x.Profile
	put := func(name, label string, control fyne.CanvasObject) {
		it.Rows[name] = kit.LabelRow(label, control)
		body.Add(it.Rows[name])
	}
	it.suggested = credimport.FreeName(it.list, p.Name)
	it.Name = it.entry(t.Name, t.HintName, it.suggested)
	put("name", t.Name, it.Name)
	if x.KindUnsure || p.Kind == "" {
		it.Kind = it.option(t.Kind, profile.KindTitles(), slices.Index(profile.Kinds(), p.Kind))
		it.Kind.PlaceHolder = t.ImportKindHint
		put("kind", t.Kind, it.Kind.Framed())
	} else {
		body.Add(factLine(t.Kind, p.Kind.Title()))
	}
	if x.Why != "" {
		body.Add(kit.Labelled(kit.Gap(0, 0), remark(x.Why, widget.LowImportance)))
	}
	if address, open := openAddress(p); open {
		it.Region = it.option(t.Region, nil, -1)
		it.Region.PlaceHolder = t.RegionHint
		it.Region.OnChanged = it.regionChosen
		put("region", t.Region, it.Region.Framed())
		it.URL = it.entry(t.Address, "", address)
		put("url", t.Address, it.URL)
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
	it.System = it.option(t.InstalledOn, []string{t.OwnServers, t.OpenShift}, 0)
	put("system", t.InstalledOn, it.System.Framed())
	it.addKeyRows(body, put)
	if !x.Code.Empty() {
		it.Code = kit.NewCheckbox(t.ImportCode, func(on bool) {
			if on {
				it.m.onlyCode(it)
			}
		})
		it.Code.Checked = !it.m.usesCode()
		it.Code.OnSubmit, it.Code.OnCancel, it.Code.OnFocus = it.m.submit, it.m.giveUp, it.reveal
		body.Add(kit.Labelled(kit.Gap(0, 0), it.Code))
	}
	it.Same = it.option(t.ImportSame, []string{"", t.SameSkip, t.SameCopy}, SameUpdate)
	it.sameRow = kit.LabelRow(t.ImportSame, it.Same.Framed())
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
func (it *item) addKeyRows(body *fyne.Container, put func(name, label string, control fyne.CanvasObject)) {
	t := it.m.w.t
	it.Which = it.option(t.ImportWhich, []string{t.PlatformKey, t.Password}, -1)
	it.Which.PlaceHolder = t.ImportWhichHint
	put("which", t.ImportWhich, it.Which.Framed())
	it.keyName, it.asked = kit.NewLine(""), kit.NewLine("")
	dots := kit.NewLine(state.Masked).As("", "", fyne.TextStyle{Monospace: true}).Unshortened()
	there := kit.NewLine(t.ImportKeyThere).As(theme.ColorNamePlaceHolder, theme.SizeNameCaptionText, fyne.TextStyle{})
	it.Rows["there"] = kit.HBox(8, 2, kit.FixedWidth(kit.LabelWidth+20, it.keyName), dots, there)
	body.Add(it.Rows["there"])
	it.SignIn = it.option(t.SecretKind, []string{t.PlatformKey, t.Password}, 1)
	put("signIn", t.SecretKind, it.SignIn.Framed())
	it.Key = it.entry(t.APIKey, t.ImportKeyHint, "").AsSecret()
	it.Key.Tidy = func(s string) string { return profile.TrimKey(it.current().Profile.SecretKind, s) }
	it.Rows["key"] = kit.Labelled(it.asked, it.Key)
	body.Add(it.Rows["key"])
}

// addRemarks says what was changed, inferred and left out.
func (it *item) addRemarks(body *fyne.Container) {
	t, x := it.m.w.t, it.Found
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
func (it *item) tokenCard() *fyne.Container {
	w, t := it.m.w, it.m.w.t
	tok := wallet.Peek(it.Found.Token)
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
		return fmt.Sprintf(t.FoundInAt, t.FormTitle(x.Format), x.Line)
	}
	return t.FormTitle(x.Format)
}

// wanted reports whether the find is to be saved.
func (it *item) wanted() bool {
	return it.Take != nil && it.Take.Checked && (!it.sameRow.Visible() || it.Same.At() != SameSkip)
}

// forget drops the secrets.
func (it *item) forget() {
	it.Found.Forget()
	if it.Key != nil {
		it.Key.Clear()
	}
}

func (it *item) setProblem(text string) {
	if it.problem != nil && it.problem.Text != text {
		kit.SetLabel(it.problem, text)
		it.m.arrange()
	}
}

// read is the find as one of the kind that is chosen.
func (it *item) read() credimport.Found {
	if it.Kind != nil && it.Kind.At() >= 0 {
		return it.Found.As(profile.Kinds()[it.Kind.At()])
	}
	return it.Found
}

// current is the find with what the card says now, a key that was typed left aside.
func (it *item) current() credimport.Found {
	f := it.read()
	f.Profile.Name = strings.TrimSpace(it.Name.Text)
	fill := credimport.Fill{InstanceID: []string{profile.InstanceICP, profile.InstanceOpenShift}[it.System.At()], SecretKind: it.secretKind()}
	if it.URL != nil {
		f.Profile.URL = ""
		fill.Address.URL = strings.TrimSpace(it.URL.Text)
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
func (it *item) secretKind() profile.SecretKind {
	c := it.Which
	if !it.Rows["which"].Visible() {
		c = it.SignIn
	}
	if c.At() < 0 {
		return ""
	}
	return []profile.SecretKind{profile.APIKey, profile.Password}[c.At()]
}

// changed follows a choice: which rows there are, and whether there is such a profile.
func (it *item) changed() {
	t, was := it.m.w.t, it.read()
	kit.SetVisible(it.Rows["which"], len(was.Alternatives) > 0)
	kit.SetVisible(it.Rows["there"], !was.Secret.Empty())
	plan := it.current().Plan(it.m.w.Profiles(), true)
	p := plan.Profile
	kit.SetVisible(it.Rows["key"], !was.HasSecret() && !p.ByCode())
	kit.SetVisible(it.Rows["signIn"], !was.HasSecret() && was.Profile.SecretKind == "" && len(p.Kind.SecretKinds()) > 1)
	kit.SetVisible(it.Rows["system"], p.Kind == profile.StudioLocal && was.Profile.InstanceID == "")
	if row := it.Rows["user"]; row != nil {
		kit.SetVisible(row, p.Kind.HasUsername())
		if it.user.Text == "" && was.Profile.Username != "" { // only some kinds have one
			it.user.SetText(was.Profile.Username)
		}
	}
	if it.Region != nil {
		it.offerRegions(p)
	}
	it.keyName.SetText(state.KeyTitle(t, p.Kind, p.SecretKind))
	it.asked.SetText(state.KeyTitle(t, p.Kind, p.SecretKind))
	if name := credimport.FreeName(it.list, was.Profile.Name); it.Name.Text == it.suggested && name != it.suggested {
		it.suggested = name
		it.Name.SetText(name)
	}
	same := plan.Duplicate
	kit.SetVisible(it.sameRow, same != nil)
	if same != nil {
		words := t.SameUpdate
		if !was.HasSecret() && p.ByCode() {
			words = t.SameUpdateNoKey
		}
		title := fmt.Sprintf(words, same.Name)
		if it.Same.Options[SameUpdate] != title {
			chosen := max(0, it.Same.At())
			it.Same.Options[SameUpdate] = title
			it.Same.Selected = it.Same.Options[chosen]
			it.Same.Refresh()
		}
	}
	if row := it.Rows["name"]; row != nil {
		kit.SetVisible(row, same == nil || it.Same.At() == SameCopy)
	}
}

func (it *item) offerRegions(p profile.Profile) {
	var names []string
	for _, r := range profile.Regions(p.Kind) {
		names = append(names, r.Name)
	}
	it.Region.Options = names
	kit.SetVisible(it.Rows["region"], len(names) > 0)
	it.URL.SetPlaceHolder(p.Kind.Example())
}

func (it *item) regionChosen(name string) {
	for _, r := range profile.Regions(it.current().Profile.Kind) {
		if r.Name == name {
			it.URL.SetText(r.URL)
		}
	}
	it.changed()
	it.m.arrange()
}

// toFill is the first control that still wants something; nil without.
func (it *item) toFill() fyne.Focusable {
	if !it.wanted() {
		return nil
	}
	switch noAddress := it.URL != nil && it.URL.Text == ""; {
	case it.Kind != nil && it.Kind.At() < 0:
		return it.Kind
	case noAddress && len(it.Region.Options) > 0:
		return it.Region
	case noAddress:
		return it.URL
	case it.user != nil && it.Rows["user"].Visible() && it.user.Text == "":
		return it.user
	}
	return it.keyToFill()
}

// keyToFill is the control that wants a key, or which of two it is; nil without.
func (it *item) keyToFill() fyne.Focusable {
	switch {
	case it.Rows["which"].Visible() && it.Which.At() < 0:
		return it.Which
	case it.Rows["key"].Visible() && (it.Key.Text == "" || state.NotKey(it.m.w.t, it.Key.Text) != ""):
		return it.Key
	}
	return nil
}

// job is what to save, or what is wrong with it in words. taken are the profiles whose
// names are no longer free.
func (it *item) job(taken []profile.Profile) (importJob, string) {
	t := it.m.w.t
	if it.Kind != nil && it.Kind.At() < 0 {
		return importJob{}, t.ImportKindHint
	}
	if it.Rows["which"].Visible() && it.Which.At() < 0 {
		return importJob{}, t.ImportWhichHint
	}
	f := it.current()
	if it.Rows["key"].Visible() {
		if what := state.NotKey(t, it.Key.Text); what != "" {
			return importJob{}, state.KeyTitle(t, f.Profile.Kind, f.Profile.SecretKind) + ": " + what + "."
		}
		f.Secret = secret.New(it.Key.Text)
	}
	j := importJob{item: it, plan: f.Plan(it.m.w.Profiles(), true)}
	if it.Code != nil && it.Code.Checked && j.plan.Profile.ByCode() {
		j.code = it.Found.Code
	}
	if j.plan.Duplicate != nil && it.Same.At() == SameUpdate {
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
