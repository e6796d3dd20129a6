//go:build node

package compat

import (
	"bytes"
	"encoding/json"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
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

// TestNodeSDKReadsHardPasswords: whatever the file can hold, dotenv gives back.
func TestNodeSDKReadsHardPasswords(t *testing.T) {
	parts := []string{"'", `"`, "`", `\`, "#", " ", "$", "${HOME}", "%40", "=", "{", "}", "ü", "a", "9", "\\n", "export "}
	pick := rand.New(rand.NewPCG(1, 2)) // the same at every run
	p := profile.Profile{
		ID: "p", Name: "p", KeyID: "k", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "it's # \"me\"", SecretKind: profile.Password,
	}
	type pair struct{ Text, Password string }
	var pairs []pair
	for range 500 {
		var password string
		for range 1 + pick.IntN(6) {
			password += parts[pick.IntN(len(parts))]
		}
		text, err := snippet.Write("env-watsonx-node", p, snippet.Options{Secret: secret.New(password)})
		if err == nil {
			pairs = append(pairs, pair{text.Body.Reveal(), password})
		}
	}
	if len(pairs) < 300 {
		t.Fatalf("only %d of 500 can be written", len(pairs))
	}
	in, err := json.Marshal(pairs)
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.CommandContext(t.Context(), "node", "-e", `
		const { parse } = require('dotenv');
		for (const { Text, Password } of JSON.parse(require('fs').readFileSync(0, 'utf8'))) {
			const got = parse(Text);
			if (got.WATSONX_AI_PASSWORD !== Password || got.WATSONX_AI_USERNAME !== 'it\'s # "me"' || got.WATSONX_AI_AUTH_TYPE !== 'cp4d') console.log(Text, got, Password);
		}`)
	cmd.Dir = "node"
	cmd.Stdin = bytes.NewReader(in)
	if out, err := cmd.CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("%v: %.2000s", err, out)
	}
}
