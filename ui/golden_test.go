package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"fyne.io/fyne/v2"

	"lanyard/internal/profile"
	"lanyard/ui/editor"
)

// Where every text of the two main views stands, to the pixel: from the left, from the top,
// its width. Where a change is meant, the file under testdata/failed becomes the one
// under testdata.
func TestLooksAsBefore(t *testing.T) {
	if runtime.GOOS == "darwin" {
		t.Skip("keys are written otherwise there")
	}
	for name, show := range map[string]func(*rig){
		"token": func(r *rig) {
			r.menu("Get new token")
			r.until("the token is there", r.hasToken)
		},
		"form": func(r *rig) {
			r.menu("Add profile")
			r.form().Choice(editor.FKind).SetSelected(profile.CP4D.Title())
		},
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, []string{"lab"}, func(r *rig, _ *Setup) {
				r.add(profile.Profile{Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", Tags: []string{"scoring"}, Production: true, Pinned: true})
			})
			show(r)
			r.settle()
			r.frame.refresh()
			var b strings.Builder
			size := r.win.Canvas().Size()
			for _, x := range textsOf(r.win.Content(), fyne.NewPos(0, 0), clip{right: size.Width, bottom: size.Height}, "") {
				fmt.Fprintf(&b, "%5.0f %4.0f %5.0f  %s\n", x.x, x.y, x.w, x.text)
			}
			sameAs(t, name+".txt", b.String())
		})
	}
}

func sameAs(t *testing.T, name, got string) {
	t.Helper()
	want, err := os.ReadFile(filepath.Join("testdata", name))
	if err == nil && string(want) == got {
		return
	}
	failed := filepath.Join("testdata", "failed", name)
	if err := os.MkdirAll(filepath.Dir(failed), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(failed, []byte(got), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Errorf("the texts stand elsewhere: compare %s with testdata/%s", failed, name)
}
