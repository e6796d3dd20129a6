package cli_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/cli"
)

// The command finds what lies in a tree of 5,000 files, and that alone, and changes none.
func TestScanOfATree(t *testing.T) {
	config := isolateProcess(t)
	root := t.TempDir()
	want := plantTree(t, root)
	if len(want) != 30 {
		t.Fatalf("%d are planted", len(want))
	}
	before := treeState(t, root)
	if n := strings.Count(before, "\n"); n < 5000 {
		t.Fatalf("the tree has %d files and folders only", n)
	}

	var out, said bytes.Buffer
	code := cli.Run(t.Context(), cli.Env{Args: []string{"import", "--scan", root, "--json", "--config-dir", config}, Getenv: os.Getenv, Stdout: &out, Stderr: &said})
	if code != 0 {
		t.Fatalf("it ends with %d: %s", code, said.String())
	}
	var hits []struct {
		Path   string
		Line   int
		Masked string
		Advice []string
	}
	if err := json.Unmarshal(out.Bytes(), &hits); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, h := range hits {
		rel, err := filepath.Rel(root, h.Path)
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, fmt.Sprintf("%s:%d", filepath.ToSlash(rel), h.Line))
		if len(h.Advice) < 2 || !strings.HasPrefix(h.Masked, "••••••••••••") {
			t.Errorf("%s is shown as %q with the advice %q", h.Path, h.Masked, h.Advice)
		}
	}
	slices.Sort(got)
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
	if strings.Contains(out.String()+said.String(), "planted-") {
		t.Error("a key is shown")
	}
	if after := treeState(t, root); after != before {
		t.Errorf("the tree was changed (-before +after):\n%s", cmp.Diff(before, after))
	}
	if entries, err := os.ReadDir(config); err == nil && len(entries) > 0 {
		t.Errorf("it saved %v", entries)
	}
}

// plantTree makes 5,000 files, 30 with a key in them and 200 that look as if they had,
// and tells where the keys stand.
func plantTree(t *testing.T, root string) []string {
	t.Helper()
	var want []string
	put := func(name, text string) {
		path := filepath.Join(root, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 30 {
		key := fmt.Sprintf("planted-%02d-Qx7vXw2mN9pR4tYb6cZe8fGh1jLs3aD", i) + "aB" // 44 characters
		switch i % 5 {
		case 0:
			put(fmt.Sprintf("app%02d/.env", i), "# settings\nDEBUG=1\nWATSONX_APIKEY="+key+"\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n")
			want = append(want, fmt.Sprintf("app%02d/.env:3", i))
		case 1:
			put(fmt.Sprintf("src/score%02d.py", i), "import os\nfrom ibm_watsonx_ai import Credentials\nc = Credentials(url='https://eu-de.ml.cloud.ibm.com', api_key='"+key+"')\n")
			want = append(want, fmt.Sprintf("src/score%02d.py:3", i))
		case 2:
			put(fmt.Sprintf("nb/train%02d.ipynb", i), "{\n \"cells\": [{\"cell_type\": \"code\", \"outputs\": [], \"source\": [\n  \"wml_credentials = {'apikey': '"+key+"', 'url': 'https://eu-gb.ml.cloud.ibm.com'}\"\n ]}]\n}\n")
			want = append(want, fmt.Sprintf("nb/train%02d.ipynb:3", i))
		case 3:
			put(fmt.Sprintf("home%02d/.bash_history", i), "ls\nibmcloud login --apikey "+key+" -r us-south\n")
			want = append(want, fmt.Sprintf("home%02d/.bash_history:2", i))
		case 4:
			put(fmt.Sprintf("keys%02d/apikey.json", i), "{\n\t\"name\": \"k\",\n\t\"apikey\": \""+key+"\",\n\t\"createdAt\": \"2020-01-31T10:20+0000\"\n}\n")
			want = append(want, fmt.Sprintf("keys%02d/apikey.json:3", i))
		}
	}
	const guid = "5b0ab00a-3bc8-4c6b-9ba2-c6362e6339"
	alike := []struct{ name, text string }{
		{"ids.json", `{"apikey":"` + guid + `%02x","instance_id":"` + guid + `%02x","url":"https://us-south.ml.cloud.ibm.com"}`},
		{"sums.txt", "apikey: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f0%02x%02x\n"},
		{"session.json", `{"access_token":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJ4In0.c2ln%02x%02x","token_type":"Bearer"}`},
		{"package-lock.json", `{"packages":{"a":{"integrity":"sha512-Ab3+Ab3+Ab3+%02x%02x=="}},"apikey":"kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM"}`},
		{"other.env", "OPENAI_API_KEY=sk-proj-Ab3Cd5Ef7Gh9Ij1Kl3Mn5Op7Qr9St1Uv%02x%02x\nSTRIPE_APIKEY=sk_live_51H\n"},
		{"read.py", "from ibm_watsonx_ai import Credentials\nc = Credentials(url='https://us-south.ml.cloud.ibm.com', api_key=os.environ['KEY_%02x%02x'])\n"},
		{"sample.py", "wml_credentials = {'apikey': '123456789', 'url': 'https://us-south.ml.cloud.ibm.com'} # %02x%02x\n"},
		{"database.yml", "url: postgres://db.example.org/x\nusername: app\npassword: hunter%02x%02x\n"},
	}
	for i := range 200 {
		a := alike[i%len(alike)]
		put(fmt.Sprintf("alike/%03d/%s", i, a.name), fmt.Sprintf(a.text, i%256, (i*7)%256))
	}
	for i := range 5000 - 230 {
		put(fmt.Sprintf("other/%02d/notes-%04d.md", i%50, i), fmt.Sprintf("Meeting %d: the api key and the password are in the safe.\n", i))
	}
	return want
}

// treeState tells of every file and folder of a tree what a change of it would change.
func treeState(t *testing.T, root string) string {
	t.Helper()
	var b strings.Builder
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		if err != nil {
			return err
		}
		_, err = fmt.Fprintln(&b, path, info.Mode(), info.Size(), info.ModTime().UnixNano())
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return b.String()
}
