package wallet

import (
	"fmt"

	"lanyard/internal/profile"
)

// Rule refuses profiles that this computer's administrator does not allow.
type Rule = func(p profile.Profile) error

// UseRule has the wallet neither save nor use a profile that a rule refuses. What is saved
// already stays, and can be changed into what is allowed. Call it before anything else.
func (w *Wallet) UseRule(rule Rule) { w.rule = rule }

// allowed passes on what the rule says of a profile.
func (w *Wallet) allowed(p profile.Profile) error {
	if w.rule == nil {
		return nil
	}
	if err := w.rule(p); err != nil {
		return fmt.Errorf("use profile %q: %w", p.Name, err)
	}
	return nil
}
