//go:build node

package compat

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"lanyard/iam/sim"
)

// TestNodeSDKsReadTheFiles: ibm-cloud-sdk-core and @ibm-cloud/watsonx-ai sign in with what
// was written for them, from a file and from the environment.
func TestNodeSDKsReadTheFiles(t *testing.T) {
	s, err := sim.Start(t.Context(), sim.Options{Password: hostile})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = s.Close() })
	script, err := filepath.Abs("node/envfile.mjs")
	if err != nil {
		t.Fatal(err)
	}
	must := map[string]map[string]string{
		"env-sdk-core": {
			"IAM": "file token key", "IAM assume by id": "file token key", "IAM assume by crn": "file token key", "CP4D, password": "file token key",
			"CP4D, API key": "file token key", "AWS": "token", "AWS for an account": "file token key",
		},
		"env-watsonx-node": {
			"IAM": "file token key", "IAM assume by id": "token", "IAM assume by crn": "token", "CP4D, password": "file token key", "CP4D, API key": "file token key",
			"AWS": "file token key", "AWS for an account": "file token key",
		},
	}
	for target, cases := range must {
		for name, p := range envProfiles(s) {
			t.Run(target+"/"+name, func(t *testing.T) {
				ways := waysFor(t, target, p, signedIn(t, s, p))
				wants(t, ways, cases[name])
				for _, way := range ways {
					t.Run(way.name, func(t *testing.T) {
						cmd := exec.CommandContext(t.Context(), "node", script)
						cmd.Dir = filepath.Dir(script)
						cmd.Env = append([]string{"PATH=" + os.Getenv("PATH"), "NODE_EXTRA_CA_CERTS=" + s.Info().CAFile, "HOME=" + t.TempDir(), "NO_PROXY=*"}, way.env...)
						cmd.Stdin = bytes.NewReader(described(t, p.service, target))
						out, err := cmd.CombinedOutput()
						if err != nil || string(bytes.TrimSpace(out)) != "200" {
							t.Errorf("%v: %s", err, out)
						}
					})
				}
			})
		}
	}
}
