package cli

import (
	"strings"

	"lanyard/internal/policy"
)

// checkPolicy tells what the administrator has fixed. A policy that cannot be used stops
// the doctor, too.
func checkPolicy(p *policy.Policy) diagnosis {
	rules := p.Rules()
	if len(rules) == 0 {
		return diagnosis{Check: "policy", Status: skipped, Detail: "Your organisation has fixed nothing."}
	}
	return diagnosis{Check: "policy", Status: healthy, Detail: "Your organisation has fixed in " + p.Where + ": " + strings.Join(rules, ", ") + "."}
}
