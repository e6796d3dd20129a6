//go:build e2e && linux && soak

package e2e

import (
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestSessionRenewsTokens lets tokens of one session grow old in the real window: one is
// renewed automatically, the other ends and is fetched again. No code is asked for.
func TestSessionRenewsTokens(t *testing.T) {
	const life = 75 * time.Second
	d := startDesk(t)
	s := d.simulate("--token-life", life.String(), "--session-idle", "10m", "--session-life", "8h")
	d.addByCode(s, "renewed", "--account-id", s.Cloud.Accounts[1].ID, "--auto-renew")
	d.addByCode(s, "plain", "--account-id", s.Cloud.Accounts[0].ID)
	w := d.open()
	w.choose("renewed")
	d.key("Escape", "Return")
	shown := w.until("a code is asked for", func(s rig.State) bool { return s.Code != nil && s.Code.Page != "" && s.Focus == "One-time code" })
	d.typeText(d.codeOnPage(s, shown.Code.Page))
	d.key("Return")
	w.until("there is a token", func(s rig.State) bool { return s.Token.There && s.Session != "" })
	renewed := strings.TrimSpace(d.must("", "token", "renewed"))
	w.choose("plain")
	d.key("Escape", "Return")
	w.until("there is another token", func(s rig.State) bool { return s.Chosen == "plain" && s.Token.There })
	plain := strings.TrimSpace(d.must("", "token", "plain"))
	began := time.Now()

	time.Sleep(life/2 + 10*time.Second)
	if again := strings.TrimSpace(d.must("", "token", "renewed")); again == renewed {
		t.Error("the token was not renewed")
	}
	time.Sleep(time.Until(began.Add(life + time.Second)))
	d.key("Escape", "Return")
	w.until("it has a new token", func(s rig.State) bool {
		return s.Chosen == "plain" && s.Token.There && s.Code == nil && s.Session != "" && strings.Contains(s.Status, "New token for plain")
	})
	if again := strings.TrimSpace(d.must("", "token", "plain")); again == plain {
		t.Error("the token is the one that has ended")
	}
}
