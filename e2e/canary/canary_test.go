package canary

import (
	"encoding/base64"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// A search that finds nothing proves nothing unless it can find something.
func TestEveryFormIsFound(t *testing.T) {
	const secret = "t0p-Secret_Key/with+signs?and=more"
	all := []Canary{New("the key", secret), New("another", "0123456789abcdef"), Tokens()}
	for name, text := range map[string]string{
		"plain":           "x" + secret + "y",
		"reversed":        "erom=dna?sngis+htiw/yeK_terceS-p0t",
		"hexadecimal":     "7430702d5365637265745f4b65792f776974682b7369676e733f616e643d6d6f7265",
		"upper case":      "7430702D5365637265745F4B65792F776974682B7369676E733F616E643D6D6F7265",
		"url-encoded":     "key=t0p-Secret_Key%2Fwith%2Bsigns%3Fand%3Dmore",
		"base64":          base64.StdEncoding.EncodeToString([]byte(secret)),
		"base64, after 1": base64.StdEncoding.EncodeToString([]byte(":" + secret + "!")),
		"base64, after 2": base64.URLEncoding.EncodeToString([]byte("u:" + secret)),
		"base64, after 7": base64.StdEncoding.EncodeToString([]byte("apikey:" + secret + ".")),
	} {
		if hits := Search(all, text); len(hits) != 1 || !strings.HasPrefix(hits[0], "the key (") {
			t.Errorf("%s: found %q in %s", name, hits, text)
		}
	}
	if hits := Search(all, "nothing of the kind"); len(hits) != 0 {
		t.Errorf("found %q where it isn't", hits)
	}
	if hits := Search(all, "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJkYW5hIn0.c2ln"); len(hits) != 1 {
		t.Errorf("found %q in a header with a token", hits)
	}
}

func TestFilesAndProcesses(t *testing.T) {
	all := []Canary{New("the key", "canary-4711-xyz")}
	dir := t.TempDir()
	for name, text := range map[string]string{"a/clean": "nothing", "b/canary-4711-xyz": "by its name", "c": "a canary-4711-xyz sings"} {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	hits, files, err := Files(all, dir)
	if err != nil || files != 3 || len(hits) != 2 {
		t.Errorf("found %q in %d files (%v)", hits, files, err)
	}
	if hits := Process(all, os.Getpid()); len(hits) != 0 {
		t.Errorf("found %q in this process", hits)
	}
}

func TestFrontsWriteDownAllButTheField(t *testing.T) {
	f := NewFronts(nil)
	t.Cleanup(f.Close)
	address := f.ServePlain(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	r, err := http.Post(address+"/canary-in-the-path", "application/x-www-form-urlencoded", strings.NewReader("grant=x&apikey=canary-in-its-field&more=canary-beside"))
	if err != nil || r.StatusCode != http.StatusTeapot {
		t.Fatalf("got %v (%v)", r, err)
	}
	_ = r.Body.Close()
	all := strings.Join(f.Requests(), "\n")
	if strings.Contains(all, "canary-in-its-field") || !strings.Contains(all, "canary-in-the-path") || !strings.Contains(all, "canary-beside") {
		t.Errorf("written down was %s", all)
	}
}
