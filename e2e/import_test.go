//go:build e2e && linux

package e2e

import (
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
	w.until("it asks before it drops the first", func(s rig.State) bool { return s.Import.Discard && s.Focus == "Drop it" })
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
