//go:build snippets

package cli_test

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/snippet"
)

// TestSnippetsLeaveNoTokenInNotebooks runs the snippet in a notebook, in a real kernel, and looks
// through what is saved afterwards.
func TestSnippetsLeaveNoTokenInNotebooks(t *testing.T) {
	l := newLab(t)
	s := l.names["cp4d"]
	target, _ := snippet.TargetNamed("jupyter")
	modules := t.TempDir()
	if err := os.WriteFile(filepath.Join(modules, "ibm_watsonx_ai.py"), []byte(standIn), 0o600); err != nil {
		t.Fatal(err)
	}
	cell, err := os.ReadFile(l.snippet(t, s, target, false))
	if err != nil {
		t.Fatal(err)
	}
	notebook := filepath.Join(t.TempDir(), "work.ipynb")
	writeNotebook(t, notebook, string(cell), "client.seen['token'].count('.')")
	record := filepath.Join(t.TempDir(), "record.json")
	// Debian's Python has the kernel; a PATH with another Python in front would miss it.
	run := exec.CommandContext(t.Context(), "/usr/bin/python3", "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace", notebook)
	run.Env = append(os.Environ(), "PYTHONPATH="+modules, "RECORD="+record, "JUPYTER_PLATFORM_DIRS=1")
	if out, err := run.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	saved, err := os.ReadFile(notebook)
	if err != nil {
		t.Fatal(err)
	}
	var got map[string]any
	seen, err := os.ReadFile(record)
	if err != nil || json.Unmarshal(seen, &got) != nil {
		t.Fatalf("the client was given nothing: %v %s", err, seen)
	}
	token, _ := got["token"].(string)
	l.accepts(t, s, token)
	if !bytes.Contains(saved, []byte(`"2"`)) {
		t.Errorf("the last cell did not run: %s", saved)
	}
	if bytes.Contains(saved, []byte("eyJ")) || strings.Contains(string(saved), s.key) {
		t.Errorf("the saved notebook has a secret in it:\n%s", saved)
	}
}

func writeNotebook(t *testing.T, path string, cells ...string) {
	t.Helper()
	var all []map[string]any
	for _, source := range cells {
		all = append(all, map[string]any{"cell_type": "code", "execution_count": nil, "metadata": map[string]any{}, "outputs": []any{}, "source": source})
	}
	text, err := json.Marshal(map[string]any{
		"cells": all, "nbformat": 4, "nbformat_minor": 2,
		"metadata": map[string]any{"kernelspec": map[string]any{"display_name": "Python 3", "language": "python", "name": "python3"}},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, text, 0o600); err != nil {
		t.Fatal(err)
	}
}
