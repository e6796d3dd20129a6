//go:build node

package compat

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os"
	"os/exec"
	"testing"
)

// TestNodeSDKSignsIn runs ibm-cloud-sdk-core, installed by npm in node/, against the
// simulator.
func TestNodeSDKSignsIn(t *testing.T) {
	info := start(t).Info()
	described, err := json.Marshal(info)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "signin.mjs")
	cmd.Dir = "node"
	cmd.Env = append(os.Environ(), "NODE_EXTRA_CA_CERTS="+info.CAFile)
	cmd.Stdin = bytes.NewReader(described)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, out)
	}
	const flows = 8
	lines := bytes.Split(bytes.TrimSpace(out), []byte("\n"))
	if len(lines) != flows {
		t.Errorf("%d flows ran, not %d", len(lines), flows)
	}
	for _, line := range lines {
		var got struct {
			Flow, Error string
			Status      int
		}
		if err := json.Unmarshal(line, &got); err != nil || got.Status != http.StatusOK {
			t.Errorf("%s: status %d %s %v", got.Flow, got.Status, got.Error, err)
		}
	}
}
