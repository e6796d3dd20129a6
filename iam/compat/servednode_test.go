//go:build node

package compat

import (
	"path/filepath"
	"strings"
	"testing"
)

// TestNodeSDKsAreServed: programs with ibm-cloud-sdk-core and @ibm-cloud/watsonx-ai call a
// service for longer than a token lives, and never have the key.
func TestNodeSDKsAreServed(t *testing.T) {
	l := newServed(t)
	script, err := filepath.Abs("node/served.mjs")
	if err != nil {
		t.Fatal(err)
	}
	for profile := range l.keys {
		for _, target := range []string{"env-sdk-core", "env-watsonx-node"} {
			if target == "env-watsonx-node" && strings.HasPrefix(profile, "agents") {
				continue // that SDK has nothing of watsonx Orchestrate
			}
			t.Run(profile+"/"+target, func(t *testing.T) {
				t.Parallel()
				l.run(t, profile, target, nil, servedOrder(t, l.service[profile], target), "node", script)
			})
		}
	}
}
