package policy

import (
	"fmt"
	"strings"
)

// Rules lists what is fixed, as in "allow_insecure_tls: no".
func (p *Policy) Rules() []string {
	if p == nil {
		return nil
	}
	var out []string
	add := func(rule string, is bool, value any) {
		if is {
			out = append(out, fmt.Sprintf("%s: %v", rule, value))
		}
	}
	yesNo := func(rule string, b *bool) {
		if b != nil {
			add(rule, true, map[bool]string{true: "yes", false: "no"}[*b])
		}
	}
	add(Secrets, p.Secrets != nil, strings.Join(p.Secrets, " or "))
	if p.LockAfter != nil {
		add(LockAfter, true, p.LockAfter.Minutes())
	}
	yesNo(LockWithSession, p.LockWithSession)
	yesNo(InsecureTLS, p.InsecureTLS)
	yesNo(SnippetsWithKey, p.SnippetsWithKey)
	yesNo(ServeCommands, p.ServeCommands)
	if p.ClipboardTime != nil {
		add(ClipboardTime, true, p.ClipboardTime.Seconds())
	}
	add(SignInHosts, p.SignInHosts != nil, strings.Join(p.SignInHosts, " or "))
	return out
}
