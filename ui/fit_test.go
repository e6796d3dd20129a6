package ui

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/canvas"
	"fyne.io/fyne/v2/container"
	"fyne.io/fyne/v2/test"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/settings"
	"lanyard/internal/wallet"
	"lanyard/ui/editor"
	"lanyard/ui/state"
)

// shownText is a text as it is painted.
type shownText struct {
	text        string
	x, y, w, h  float32 // the letters
	left, right float32 // between which it can be seen
	top, bottom float32
	inScroll    bool // what does not fit upright can be scrolled to
	sideways    bool // and what does not fit across
	of          string
}

type clip struct {
	left, top, right, bottom float32
	scroll, sideways         bool
}

// textsOf gives every text that is painted of an object and what is in it.
func textsOf(o fyne.CanvasObject, at fyne.Position, in clip, of string) []shownText {
	if o == nil || !o.Visible() {
		return nil
	}
	at = at.Add(o.Position())
	var found []shownText
	each := func(list []fyne.CanvasObject, in clip) {
		for _, c := range list {
			found = append(found, textsOf(c, at, in, of)...)
		}
	}
	switch o := o.(type) {
	case *canvas.Text:
		if strings.TrimSpace(o.Text) == "" {
			return nil
		}
		s := fyne.MeasureText(o.Text, o.TextSize, o.TextStyle)
		x := at.X
		switch o.Alignment {
		case fyne.TextAlignCenter:
			x += (o.Size().Width - s.Width) / 2
		case fyne.TextAlignTrailing:
			x += o.Size().Width - s.Width
		}
		return []shownText{{
			text: o.Text, x: x, y: at.Y + (o.Size().Height-s.Height)/2, w: s.Width, h: s.Height,
			left: in.left, right: in.right, top: in.top, bottom: in.bottom, inScroll: in.scroll, sideways: in.sideways, of: of,
		}}
	case *fyne.Container:
		each(o.Objects, in)
	case *container.Scroll:
		inner := in
		inner.left, inner.right = max(in.left, at.X), min(in.right, at.X+o.Size().Width)
		inner.top, inner.bottom = max(in.top, at.Y), min(in.bottom, at.Y+o.Size().Height)
		inner.scroll, inner.sideways = true, in.sideways || o.Direction != container.ScrollVerticalOnly
		each([]fyne.CanvasObject{o.Content}, inner)
	case fyne.Widget:
		of = fmt.Sprintf("%T", o)
		inner := in
		if strings.Contains(of, "Scroll") || strings.Contains(of, "ntry") || strings.Contains(of, "field") || strings.Contains(of, "search") {
			inner.left, inner.right = max(in.left, at.X), min(in.right, at.X+o.Size().Width)
			inner.top, inner.bottom = max(in.top, at.Y), min(in.bottom, at.Y+o.Size().Height)
			inner.scroll, inner.sideways = true, o.MinSize().Height < 60 // fields of one line
		}
		each(test.WidgetRenderer(o).Objects(), inner)
	}
	return found
}

// misfits says which texts are cut off, and which lie on others.
func misfits(texts []shownText) []string {
	var bad []string
	for i, a := range texts {
		hidden := a.y+a.h <= a.top || a.y >= a.bottom
		if hidden && a.inScroll {
			continue
		}
		if !a.sideways && (a.x < a.left-1 || a.x+a.w > a.right+1) {
			bad = append(bad, fmt.Sprintf("%q of %s from %.0f to %.0f is cut off at %.0f to %.0f", cut(a.text), a.of, a.x, a.x+a.w, a.left, a.right))
		}
		if !a.inScroll && (a.y < a.top-1 || a.y+a.h > a.bottom+1) {
			bad = append(bad, fmt.Sprintf("%q of %s from %.0f to %.0f is cut off upright at %.0f to %.0f", cut(a.text), a.of, a.y, a.y+a.h, a.top, a.bottom))
		}
		for _, b := range texts[i+1:] {
			wide := min(a.x+a.w, b.x+b.w, a.right, b.right) - max(a.x, b.x, a.left, b.left)
			high := min(a.y+a.h, b.y+b.h, a.bottom, b.bottom) - max(a.y, b.y, a.top, b.top)
			if wide > 1.5 && high > 3 {
				bad = append(bad, fmt.Sprintf("%q lies on %q: %.0f x %.0f at %.0f,%.0f", cut(a.text), cut(b.text), wide, high, max(a.x, b.x), max(a.y, b.y)))
			}
		}
	}
	return bad
}

func cut(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

// view is something that the window shows, and how one comes to see it.
type view struct {
	name string
	show func(*rig)
}

// longest is a name as long as names may be.
var longest = "prod-eu-" + strings.Repeat("scoring-", 14)

// fitSignIn tests and tells of keys with long answers.
type fitSignIn struct{ wallet.SignIn }

func (fitSignIn) KeyDetails(context.Context, iam.Credential, iam.Token) (iam.KeyDetails, error) {
	return iam.KeyDetails{}, &iam.Error{Check: iam.CheckService, Status: 403, Code: "BXNIM0513E", RequestID: strings.Repeat("b2f1c0a7", 6)}
}

func (fitSignIn) Test(_ context.Context, c iam.Credential, observe func(iam.Result)) []iam.Result {
	host := c.Profile.Host()
	all := []iam.Result{
		{Check: iam.CheckAddress, Status: iam.StatusOK, Host: host},
		{Check: iam.CheckNetwork, Status: iam.StatusOK, Host: host, Address: "2001:db8:85a3:8d3:1319:8a2e:370:7348", Took: 21 * time.Millisecond},
		{Check: iam.CheckTLS, Status: iam.StatusOK, Host: host, Took: 38 * time.Millisecond},
		{Check: iam.CheckSignIn, Status: iam.StatusOK, Host: "iam.cloud.ibm.com", Took: 212 * time.Millisecond},
		{Check: iam.CheckToken, Status: iam.StatusOK},
		{Check: iam.CheckService, Status: iam.StatusOK, Host: host, Took: 187 * time.Millisecond},
		{Check: iam.CheckSpace, Status: iam.StatusFailed, Took: 164 * time.Millisecond, HTTP: 403, Err: &iam.Error{
			Check: iam.CheckSpace, Kind: profile.Cloud, Host: host, Status: 403, Code: "no_associated_service_instance", RequestID: strings.Repeat("b2f1c0a7", 6),
		}},
	}
	for _, r := range all {
		observe(r)
	}
	return all
}

func views() []view {
	withToken := func(r *rig) {
		r.key(fyne.KeyReturn)
		r.until("the token is there", r.hasToken)
	}
	form := func(k profile.Kind) func(*rig) {
		return func(r *rig) {
			r.menu("Add profile")
			r.form().Choice(editor.FKind).SetSelected(k.Title())
			r.form().Entry(editor.FName).SetText(longest)
			r.form().Entry(editor.FURL).SetText("https://" + strings.Repeat("very-long.", 12) + "example.org")
		}
	}
	return append(keepViews(), []view{
		{"list and detail", func(*rig) {}},
		{"token", withToken},
		{"token in clear", func(r *rig) { withToken(r); r.menu("View or hide token") }},
		{"whose token", func(r *rig) { withToken(r); r.press("Whose token?") }},
		{"copied", func(r *rig) {
			r.menu("Copy token")
			r.until("the token is copied", r.fateKnown)
		}},
		{"failure", func(r *rig) {
			r.signIn.err = fmt.Errorf("dial tcp: lookup %s: no such host", strings.Repeat("long", 20))
			r.key(fyne.KeyReturn)
			r.until("it failed", func() bool { return r.Detail().Failure != nil })
		}},
		{"test", func(r *rig) { r.press("Test credential"); r.until("it is tested", r.hasTested) }},
		{"snippets", func(r *rig) { withToken(r); r.press("Use it in code") }},
		{"key", func(r *rig) { r.press("API key"); r.press("Copy…") }},
		{"more", func(r *rig) { r.press("More about this profile") }},
		{"removed", func(r *rig) { r.menu("Remove") }},
		{"form for IBM Cloud", form(profile.Cloud)},
		{"form for AWS", form(profile.AWS)},
		{"form for a cluster", form(profile.CP4D)},
		{"form for Watson Studio Local", form(profile.StudioLocal)},
		{"form with problems", func(r *rig) { r.menu("Add profile"); r.press("Save") }},
		{"form tested", func(r *rig) {
			r.menu("Edit")
			r.press("Test credential")
			r.until("it is tested", func() bool { return r.form().Test.Run != nil && r.form().Test.Run.Ended() })
		}},
		{"form left", func(r *rig) { form(profile.Cloud)(r); r.key(fyne.KeyEscape) }},
		{"settings", func(r *rig) { r.menu("Settings") }},
		{"import", func(r *rig) { r.pasteAnywhere(bothKeys + "\n" + `"name": "` + longest + `"`) }},
		{"import left", func(r *rig) { r.pasteAnywhere(bothKeys); r.key(fyne.KeyEscape) }},
		{"import of nothing", func(r *rig) { r.pasteAnywhere(strings.Repeat("nothing ", 40)) }},
		{"keys in files", func(r *rig) { lieAround(r); r.press("How to remove it") }},
		{"keys in no folder", func(r *rig) {
			r.menu("Find keys in files…")
			r.scan().Folder.SetText("/none/" + strings.Repeat("deeper/", 40))
			r.key(fyne.KeyReturn)
			r.until("that is said", func() bool { return r.scan().Wrong.Visible() })
		}},
		{"shortcuts", func(r *rig) { r.menu("Keyboard shortcuts") }},
		{"about", func(r *rig) { r.menu("About Lanyard") }},
		{"nothing found", func(r *rig) { r.menu("Search"); r.typeText("nothing-of-that-kind") }},
		{"locked", func(r *rig) {
			r.menu("Lock")
			r.until("it is locked", func() bool { return r.Locked() && r.LockDetail().Way != state.UnlockUnknown })
		}},
	}...)
}

// lieAround puts a key and a token into files far down, and has them found and one of
// them imported.
func lieAround(r *rig) {
	dir := filepath.Join(r.t.TempDir(), strings.Repeat("a long name ", 12), strings.Repeat("another-long-name-", 8))
	if err := os.MkdirAll(dir, 0o700); err != nil {
		r.t.Fatal(err)
	}
	for name, text := range map[string]string{
		strings.Repeat("settings-", 15) + ".env": "WATSONX_APIKEY=" + lyingKey + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n",
		"tok.env":                                "WATSONX_TOKEN=eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjQwMDAwMDAwMDAsInN1YiI6IngifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			r.t.Fatal(err)
		}
	}
	r.menu("Find keys in files…")
	r.scan().Folder.SetText(dir)
	r.key(fyne.KeyReturn)
	r.until("both are found", func() bool { return r.scan().Stop == nil && len(r.scan().Rows) == 2 })
	r.scan().Rows[0].Take.SetChecked(true)
	r.press("Preview the import of 1")
	r.importing().Items[0].Name.SetText(longest[1:])
	r.press("Import 1 profile")
	r.until("it is imported", func() bool { return r.importing() == nil && r.scan().Rows[0].Saved })
}

// No text is cut off, and none lies on another, in any view and at any size.
func TestTextsFit(t *testing.T) {
	sizes := []struct {
		width, height, scale float32
		percent              int
	}{
		{720, 480, 1, 100}, {1280, 800, 1, 100}, {1920, 1080, 2, 100}, {853, 533, 1.5, 100}, {690, 480, 1, 100}, {420, 480, 1, 100}, {1280, 800, 1, 150},
	}
	if raced {
		sizes = sizes[:2] // texts are as wide as without
	}
	for _, v := range views() {
		t.Run(v.name, func(t *testing.T) {
			atHome(t)
			r := newRig(t, []string{"lab"}, withPlaces(&places{}), func(r *rig, s *Setup) {
				s.Hardened, s.Threats = strings.Repeat("A crash leaves no copy of Lanyard's memory. ", 4), strings.Repeat(someThreats, 5)
				r.signIn.SignIn = fitSignIn{}
				r.add(profile.Profile{
					Name: longest, Kind: profile.Cloud, URL: "https://" + strings.Repeat("ml.", 30) + "example.org", SpaceID: "7c1d4a52-0b7e-4f0a-9a3e-51f2c8d90b11",
					Tags: []string{"scoring", strings.Repeat("tag", 13), strings.Repeat("mark", 10)}, Production: true, Pinned: true, TLS: profile.TLS{Mode: profile.TLSInsecure},
				})
				r.add(profile.Profile{Name: "prod", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: strings.Repeat("anastasia", 8)})
			})
			v.show(r)
			r.settle()
			for _, s := range sizes {
				if r.Settings().TextSize != s.percent {
					r.ChooseSetting(func(x *settings.Settings) { x.TextSize = s.percent })
					r.app.Settings().SetTheme(r.appearance.theme())
				}
				r.win.Canvas().(interface{ SetScale(float32) }).SetScale(s.scale)
				least := r.win.Content().MinSize() // no window can be made smaller
				if s.percent == 100 && (least.Width > 640 || least.Height > 480) {
					t.Errorf("the window cannot be smaller than %v", least)
				}
				s.width, s.height = max(s.width, least.Width), max(s.height, least.Height)
				r.win.Resize(fyne.NewSize(s.width, s.height))
				r.frame.refresh()
				all := clip{right: s.width, bottom: s.height}
				roots := []fyne.CanvasObject{r.win.Content()}
				if top := r.win.Canvas().Overlays().Top(); top != nil {
					roots = []fyne.CanvasObject{top}
				}
				var texts []shownText
				for _, o := range roots {
					texts = append(texts, textsOf(o, fyne.NewPos(0, 0), all, "window")...)
				}
				if len(texts) < 5 {
					t.Errorf("%v: only %d texts", s, len(texts))
				}
				for _, bad := range misfits(texts) {
					t.Errorf("%vx%v, text %d %%: %s", s.width, s.height, s.percent, bad)
				}
			}
		})
	}
}
