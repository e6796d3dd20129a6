//go:build e2e && linux

package e2e

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"lanyard/e2e/rig"
)

// TestFileHandedOver opens the program with a file, as a desktop's "Open with" does: the
// first start shows what is in it, the second start gives it to the window that is there.
func TestFileHandedOver(t *testing.T) {
	d := startDesk(t)
	dir := t.TempDir()
	write := func(name, text string) string {
		path := filepath.Join(dir, name)
		d.check(os.WriteFile(path, []byte(text), 0o600))
		return path
	}
	south := write("wml credentials.json", `{"apikey": "Zx9-kWq2LmN7rT4vBy8cDf6gHj1sPa3QeUoXtRi5nKwM", "url": "https://us-south.ml.cloud.ibm.com"}`)
	lab := write("lab.py", "wml_credentials = {\n  'url': 'https://cpd-lab.apps.example.org',\n  'username': 'ana', 'password': 'wie-geht-das-7', 'instance_id': 'openshift', 'version': '5.1'\n}\n")

	w := d.open(south)
	w.until("the file is shown", func(s rig.State) bool {
		return len(s.Import.Found) == 1 && s.Import.Found[0].Key && s.Import.Found[0].URL == "https://us-south.ml.cloud.ibm.com"
	})
	if r := d.run("", lab); r.Code != 0 {
		t.Errorf("the second start with a file ended with %d and said %q", r.Code, r.Stderr)
	}
	w.until("it asks before it drops the first", func(s rig.State) bool { return s.Import.Discard && s.Focus == "Keep it" })
	d.key("Tab")
	d.key("Return")
	w.until("the second is shown", func(s rig.State) bool {
		return len(s.Import.Found) == 1 && s.Import.Found[0].Kind == "cp4d" && !s.Import.Discard
	})
	if got := d.must("", "list"); got != "" {
		t.Errorf("saved unasked: %s", got)
	}
	w.press("Import 1 profile")
	w.until("it is saved", func(s rig.State) bool {
		return !s.Import.Open && len(s.Rows) == 1 && s.Rows[0].Host == "cpd-lab.apps.example.org"
	})
	w.quit()
}

// TestKeysLyingInFiles looks for keys in a folder, imports one of them and comes back to
// the list; the files stay as they are.
func TestKeysLyingInFiles(t *testing.T) {
	d := startDesk(t)
	dir := t.TempDir()
	const key = "kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM"
	env := filepath.Join(dir, ".env")
	text := "# app\nWATSONX_APIKEY=" + key + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n"
	d.check(os.WriteFile(env, []byte(text), 0o600))
	for i := range 300 {
		d.check(os.WriteFile(filepath.Join(dir, fmt.Sprintf("notes-%03d.md", i)), []byte("The api_key is in the safe.\n"), 0o600))
	}
	w := d.open()
	w.press("Import what you have")
	w.until("the importer is there", func(s rig.State) bool { return s.Import.Open })
	w.press("Find keys in files…")
	w.until("the folder is asked for", func(s rig.State) bool { return s.Scan.Open && s.Focus == "Folder" })
	w.press("Choose folder…")
	w.until("it can be chosen", func(s rig.State) bool { return s.Dialog == "Folder to look through" && s.Focus == "Path" })
	d.key("Escape")
	w.until("the choice is given up", func(s rig.State) bool { return s.Dialog == "" && s.Scan.Open })
	w.press("Choose folder…")
	w.until("it can be chosen again", func(s rig.State) bool { return s.Dialog != "" && s.Focus == "Path" })
	d.typeText(dir + "/")
	d.key("Return")
	w.until("the key is found", func(s rig.State) bool {
		return !s.Scan.Busy && len(s.Scan.Hits) == 1 && s.Scan.Hits[0].Place == env+":2" && s.Scan.Summary == "1 credential was found in 301 files."
	})
	w.press(env + ":2")
	w.press("Preview the import of 1")
	w.until("it is previewed", func(s rig.State) bool { return len(s.Import.Found) == 1 && s.Import.Found[0].Key })
	w.press("Import 1 profile")
	w.until("the list is back and says so", func(s rig.State) bool {
		return !s.Import.Open && len(s.Scan.Hits) == 1 && s.Scan.Hits[0].Saved && len(s.Rows) == 1
	})
	if got, err := os.ReadFile(env); err != nil || string(got) != text {
		t.Errorf("the file was changed (%v): %q", err, got)
	}
	d.key("Escape")
	w.until("the profile is shown", func(s rig.State) bool { return !s.Scan.Open && s.Chosen == s.Rows[0].Name })
	w.quit()
}
