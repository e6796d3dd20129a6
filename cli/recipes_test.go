//go:build snippets

package cli_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// triedBlock is a block of the recipes that is run as it stands there.
var triedBlock = regexp.MustCompile("(?ms)^```bash tried\n(.*?)^```$")

// TestSnippetsOfTheRecipes runs the recipes' blocks in bash, with the simulator in place
// of IBM.
func TestSnippetsOfTheRecipes(t *testing.T) {
	text, err := os.ReadFile(filepath.Join("..", "docs", "recipes.md"))
	if err != nil {
		t.Fatal(err)
	}
	blocks := triedBlock.FindAllStringSubmatch(string(text), -1)
	if marks := strings.Count(string(text), "```bash tried"); len(blocks) != marks || marks < 8 {
		t.Fatalf("%d blocks of %d marks were found", len(blocks), marks)
	}
	l := newLab(t)
	modules := t.TempDir()
	if err := os.WriteFile(filepath.Join(modules, "ibm_watsonx_ai.py"), []byte(standIn), 0o600); err != nil {
		t.Fatal(err)
	}
	windows := t.TempDir() // has what Linux finds of Windows' programs there
	if err := os.WriteFile(filepath.Join(windows, "lanyard.exe"), []byte("#!/bin/sh\nexec lanyard \"$@\"\n"), 0o700); err != nil {
		t.Fatal(err)
	}
	rename := exec.CommandContext(t.Context(), "lanyard", "rename", l.names["cp4d"].name, "lab")
	if out, err := rename.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, b := range blocks {
		first, _, _ := strings.Cut(b[1], "\n")
		t.Run(first, func(t *testing.T) {
			dir := t.TempDir()
			if err := os.WriteFile(filepath.Join(dir, "night.key"), []byte(l.in.Cloud.APIKey+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			script := strings.ReplaceAll(b[1], "--url https://eu-de.ml.cloud.ibm.com", "--url "+l.in.Cloud.URL+" --auth-url "+l.in.Cloud.AuthURL+" --ca-file "+l.in.CAFile)
			script = strings.ReplaceAll(script, "https://eu-de.ml.cloud.ibm.com", l.in.Cloud.URL)
			cmd := exec.CommandContext(t.Context(), "bash", "-eu", "-o", "pipefail", "-c", script)
			cmd.Dir = dir
			cmd.Env = append(
				os.Environ(), "PATH="+windows+string(os.PathListSeparator)+os.Getenv("PATH"), "SPACE="+l.in.Cloud.SpaceID, "IBM_API_KEY="+l.in.Cloud.APIKey, "CURL_CA_BUNDLE="+l.in.CAFile, "REQUESTS_CA_BUNDLE="+l.in.CAFile,
				"PYTHONPATH="+modules, "RECORD="+filepath.Join(dir, "record.json"),
			)
			out, err := cmd.CombinedOutput()
			if err != nil {
				t.Errorf("%v\n%s\n%s", err, script, out)
			}
			if strings.Contains(string(out), l.in.Cloud.APIKey) || strings.Contains(string(out), hostile) {
				t.Errorf("a key is printed:\n%s", out)
			}
		})
	}
}
