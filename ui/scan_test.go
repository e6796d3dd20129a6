package ui

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/ui/importer"
	"lanyard/ui/state"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/storage"
)

const lyingKey = "kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM"

// lay makes a home folder with files in it.
func lay(t *testing.T, files map[string]string) (home string) {
	t.Helper()
	home = t.TempDir()
	t.Setenv("HOME", home)
	for name, text := range files {
		path := filepath.Join(home, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return home
}

// looked opens the search and lets it look through the folder.
func (r *rig) looked(folder string) {
	r.t.Helper()
	r.menu("Find keys in files…")
	r.scan().Folder.SetText(folder)
	r.key(fyne.KeyReturn)
	r.until("it has looked", func() bool { return r.scan().Stop == nil && r.scan().Summary.Text+r.scan().Wrong.Text != "" })
}

func TestKeysLyingInFilesAreListedMaskedAndImported(t *testing.T) {
	home := lay(t, map[string]string{
		"projects/app/.env":       "# app\nWATSONX_APIKEY=" + lyingKey + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n",
		"projects/app/copy.env":   "WATSONX_APIKEY=" + lyingKey + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n",
		"projects/lab/cluster.py": "from ibm_watsonx_ai import APIClient\nc = {'url': 'https://cpd.example.org', 'username': 'ana', 'password': 'hunter2222', 'instance_id': 'openshift', 'version': '4.8'}\n",
		"projects/tok.env":        "WATSONX_TOKEN=eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjQwMDAwMDAwMDAsInN1YiI6IngifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ\n",
		"projects/plain.txt":      "nothing here\n",
	})
	before := snapshot(t, filepath.Join(home, "projects"))
	r := newRig(t, []string{"prod"})
	r.looked("~/projects")
	r.sees("4 credentials were found in 5 files.", ".env:2\n~/projects/app\n", "copy.env:1\n~/projects/app\n", "cluster.py:2\n~/projects/lab\n", "tok.env:1\n~/projects\n",
		"IBM Cloud API key · us-south.ml.cloud.ibm.com · "+state.Masked+"vTnM", "ana · cpd.example.org · "+state.Masked, "A token ends by itself")
	r.seesNot(lyingKey, "hunter2222")

	// One key that lies twice is previewed, and imported, once.
	for _, row := range r.scan().Rows {
		if row.Take != nil {
			row.Take.SetChecked(true)
		}
	}
	r.press("Preview the import of 2")
	if n := len(r.importing().Items); n != 2 || len(r.saved()) != 1 {
		t.Fatalf("%d are previewed, and %d profiles saved", n, len(r.saved()))
	}
	r.importing().Items[1].Take.SetChecked(false)
	name := r.importing().Items[0].Name.Text
	r.press("Import 1 profile")
	r.until("it is saved", func() bool { return r.importing() == nil && len(r.saved()) == 2 })
	if got := r.keyOf(name); got != lyingKey {
		t.Errorf("the key that was saved is %q", got)
	}
	if r.scan() == nil {
		t.Fatal("after the import the list of what lies where is gone")
	}
	if got := strings.Count(r.seen(), "Imported as "+name); got != 2 {
		t.Errorf("%d of the two places say that their key is imported", got)
	}
	r.press("How to remove it")
	r.sees("Delete the line, and start the program with the variables in its environment: lanyard exec NAME -- COMMAND")
	if after := snapshot(t, filepath.Join(home, "projects")); after != before {
		t.Errorf("files were changed:\n%s\n%s", before, after)
	}
	r.key(fyne.KeyEscape)
	r.key(fyne.KeyEscape)
	if r.scan() != nil {
		t.Error("Escape does not close it")
	}
}

// snapshot tells of all files with their times.
func snapshot(t *testing.T, dir string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.Walk(dir, func(path string, info os.FileInfo, err error) error {
		if err == nil {
			fmt.Fprintln(&b, path, info.Mode(), info.Size(), info.ModTime().UnixNano())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func TestScanSaysWhenThereIsNothing(t *testing.T) {
	home := lay(t, map[string]string{"notes.txt": "nothing\n"})
	r := newRig(t, []string{"prod"})
	r.looked("~/none")
	r.sees("~/none cannot be looked through: no such file or directory.")
	r.scan().Folder.SetText(home)
	r.key(fyne.KeyReturn)
	r.until("it has looked", func() bool { return r.scan().Stop == nil && r.scan().Summary.Text != "" })
	r.sees("No credential was found in 1 file.")
	r.seesNot("cannot be looked through", "Preview the import")
}

func TestScanCanBeStoppedAndIsDroppedByLocking(t *testing.T) {
	lay(t, map[string]string{".env": "WATSONX_APIKEY=" + lyingKey + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n"})
	r := newRig(t, []string{"prod"})
	r.menu("Find keys in files…")
	r.key(fyne.KeyReturn)
	if r.scan().Stop == nil {
		t.Fatal("nothing is under way")
	}
	r.key(fyne.KeyEscape)
	if r.scan() == nil || r.scan().Stop != nil {
		t.Fatal("Escape does not stop the search, or closes it")
	}
	r.settle()
	r.sees("Stopped after ")
	if len(r.scan().Rows) != 0 {
		t.Error("a search that was stopped goes on")
	}
	r.key(fyne.KeyReturn)
	r.until("it has looked", func() bool { return r.scan().Stop == nil && len(r.scan().Rows) == 1 })
	row := r.scan().Rows[0]
	r.menu("Lock")
	r.settle()
	if r.scan() != nil || row.Hit.Found.HasSecret() {
		t.Error("locking leaves a key in the list")
	}
}

func TestDroppedFolderIsLookedThrough(t *testing.T) {
	home := lay(t, map[string]string{".env": "WATSONX_APIKEY=" + lyingKey + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n"})
	r := newRig(t, nil)
	r.menu("Find keys in files…")
	r.handed.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(home)})
	r.until("it has looked", func() bool { return r.scan().Stop == nil && len(r.scan().Rows) == 1 })
	r.handed.dropped(fyne.Position{}, []fyne.URI{storage.NewFileURI(filepath.Join(home, ".env"))})
	r.until("it has looked again", func() bool { return r.scan().Stop == nil && r.scan().Summary.Text != "" })
	if n := len(r.scan().Rows); n != 1 {
		t.Errorf("one place is listed %d times", n)
	}
}

func TestNamesOfFilesCannotMislead(t *testing.T) {
	lay(t, map[string]string{"a\nb\u202e\x1b[31m.env": "WATSONX_APIKEY=" + lyingKey + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n"})
	r := newRig(t, nil)
	r.looked("~")
	if len(r.scan().Rows) != 1 {
		t.Fatalf("%d are found", len(r.scan().Rows))
	}
	if got, want := importer.PlaceOfHit(r.scan().Rows[0].Hit), "~/a\uFFFDb\uFFFD\uFFFD[31m.env:1"; got != want {
		t.Errorf("the place is shown as %q, not %q", got, want)
	}
}
