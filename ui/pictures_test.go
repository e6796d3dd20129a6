//go:build pictures

package ui

import (
	"bytes"
	"context"
	"flag"
	"image/color"
	"image/png"
	"os"
	"path/filepath"
	"testing"
	"time"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/driver/software"
	"fyne.io/fyne/v2/theme"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/ui/editor"
	"lanyard/ui/kit"
)

var pictures = flag.String("pictures", "", "the folder that the pictures go to")

// oneVariant is the theme in light or in dark, whatever the system has.
type oneVariant struct {
	fyne.Theme
	variant fyne.ThemeVariant
}

func (o oneVariant) Color(name fyne.ThemeColorName, _ fyne.ThemeVariant) color.Color {
	return o.Theme.Color(name, o.variant)
}

// shownSignIn answers as IBM would, without a network.
type shownSignIn struct {
	wallet.SignIn
	tested chan struct{} // closed once a test may answer
}

func (s shownSignIn) Test(_ context.Context, c iam.Credential, observe func(iam.Result)) []iam.Result {
	<-s.tested
	host := c.Profile.Host()
	all := []iam.Result{
		{Check: iam.CheckAddress, Status: iam.StatusOK, Host: host},
		{Check: iam.CheckNetwork, Status: iam.StatusOK, Host: host, Address: "192.0.2.20", Took: 21 * time.Millisecond},
		{Check: iam.CheckTLS, Status: iam.StatusOK, Host: host, Took: 38 * time.Millisecond},
		{Check: iam.CheckSignIn, Status: iam.StatusOK, Host: "iam.cloud.ibm.com", Took: 212 * time.Millisecond},
		{Check: iam.CheckToken, Status: iam.StatusOK},
		{Check: iam.CheckService, Status: iam.StatusOK, Host: host, Took: 187 * time.Millisecond},
		{Check: iam.CheckSpace, Status: iam.StatusFailed, Took: 164 * time.Millisecond, HTTP: 403, Err: &iam.Error{
			Check: iam.CheckSpace, Kind: profile.Cloud, Host: host, Status: 403, Code: "no_associated_service_instance", RequestID: "b2f1c0a7e4d94c1f",
		}},
	}
	for _, r := range all {
		observe(r)
	}
	return all
}

func shownProfiles() []profile.Profile {
	const space = "7c1d4a52-0b7e-4f0a-9a3e-51f2c8d90b11"
	return []profile.Profile{
		{Name: "churn-scoring-prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SpaceID: space, Tags: []string{"scoring", "eu"}, Production: true},
		{Name: "credit-risk-batch", Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com", Tags: []string{"service id"}},
		{Name: "demand-forecast-aws", Kind: profile.AWS, URL: "https://ap-south-1.aws.wxai.ibm.com", AccountID: "20260115-0915-3482-705e-3f8a1c7bd2e4"},
		{Name: "lab-cluster", Kind: profile.CP4D, URL: "https://cpd-lab.apps.example.org", Username: "ana", SecretKind: profile.Password, CPDVersion: "5.1"},
		{Name: "old-studio", Kind: profile.StudioLocal, URL: "https://111.22.333.444", Username: "ana", InstanceID: profile.InstanceICP, SecretKind: profile.Password},
	}
}

// TestPictures renders the pictures of the README from the real widgets.
func TestPictures(t *testing.T) {
	if *pictures == "" {
		t.Skip("no folder for them was named")
	}
	token := func(r *rig) {
		r.key(fyne.KeyReturn)
		r.until("the token is there", r.hasToken)
		r.later(19*time.Minute + 48*time.Second)
	}
	for _, p := range []struct {
		name          string
		variant       fyne.ThemeVariant
		width, height float32
		show          func(*rig)
	}{
		{"window", theme.VariantDark, 1060, 640, token},
		{"window-light", theme.VariantLight, 1060, 640, token},
		{"form", theme.VariantLight, 1060, 840, func(r *rig) {
			r.menu("Add profile")
			r.form().Choice(editor.FKind).SetSelected(profile.CP4D.Title())
			for x, text := range map[editor.FormField]string{editor.FName: "lab-cluster-2", editor.FURL: "https://cpd-lab2.apps.example.org/zen/#/homepage", editor.FUsername: "ana"} {
				r.form().Entry(x).SetText(text)
			}
			r.form().TidyAddress()
			r.form().Focus(editor.FUsername)
		}},
		{"test", theme.VariantLight, 1060, 760, func(r *rig) {
			token(r)
			r.press("Test credential")
			r.clockNow = r.clockNow.Add(626 * time.Millisecond)
			close(r.signIn.SignIn.(shownSignIn).tested)
			r.until("it is tested", func() bool { return r.Detail().Test.Ended })
		}},
		{"snippets", theme.VariantDark, 1060, 760, func(r *rig) {
			token(r)
			r.press("Use it in code")
			kit.RelayoutIn(r.detail.View.Scroll)
			kit.RevealIn(r.detail.View.Scroll, r.code())
		}},
		{"import", theme.VariantLight, 1060, 800, func(r *rig) {
			r.pasteAnywhere(bothKeys + "\n" + `other = {"apikey": "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM", "url": "https://us-south.ml.cloud.ibm.com", "space_id": "2b8f6c1e-7d43-4a90-8e15-c4d2a6f01937"}`)
			r.importing().Items[0].Which.SetSelected("Password")
		}},
	} {
		t.Run(p.name, func(t *testing.T) {
			r := newRig(t, nil, func(r *rig, _ *Setup) {
				r.signIn.SignIn = shownSignIn{tested: make(chan struct{})}
				for _, x := range shownProfiles() {
					r.add(x)
				}
			})
			r.app.Settings().SetTheme(oneVariant{kit.NewTheme(), p.variant})
			r.frame.refresh()
			c := r.win.Canvas().(software.WindowlessCanvas)
			c.SetScale(2)
			r.win.Resize(fyne.NewSize(p.width, p.height))
			p.show(r)
			r.settle()
			r.ClearMessage()
			r.frame.refresh()
			save(t, filepath.Join(*pictures, p.name+".png"), c)
		})
	}
}

func save(t *testing.T, path string, c fyne.Canvas) {
	t.Helper()
	var b bytes.Buffer
	if err := (&png.Encoder{CompressionLevel: png.BestCompression}).Encode(&b, c.Capture()); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, b.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
