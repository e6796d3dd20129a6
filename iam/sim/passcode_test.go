package sim_test

import (
	"regexp"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lanyard/iam/sim"
)

const passcodeGrant = "urn:ibm:params:oauth:grant-type:passcode"

// bx is how IBM's command line says who it is.
var bx = []string{"Authorization", "Basic Yng6Yng="}

// byCode exchanges a one-time code.
func (b *bench) byCode(code string, pairs ...string) reply {
	b.Helper()
	f := fields(append([]string{"grant_type", passcodeGrant, "passcode", code, "response_type", "cloud_iam"}, pairs...)...)
	return b.postForm(b.in.Cloud.AuthURL+"/identity/token", f, bx...)
}

// renew exchanges a refresh token.
func (b *bench) renew(refresh string, pairs ...string) reply {
	b.Helper()
	f := fields(append([]string{"grant_type", "refresh_token", "refresh_token", refresh}, pairs...)...)
	return b.postForm(b.in.Cloud.AuthURL+"/identity/token", f, bx...)
}

// refused wants a refusal with a code of IBM's.
func (r reply) refused(t *testing.T, code string) {
	t.Helper()
	r.want(t, 400)
	if got := r.text(t, "errorCode"); got != code {
		t.Errorf("refused with %s, want %s: %s", got, code, r.body)
	}
}

// wall is a clock that a test moves.
type wall struct{ ahead atomic.Int64 }

func (w *wall) now() time.Time          { return time.Now().Add(time.Duration(w.ahead.Load())) }
func (w *wall) forward(d time.Duration) { w.ahead.Add(int64(d)) }

func TestPasscodePage(t *testing.T) {
	clock := &wall{}
	b := start(t, sim.Options{Now: clock.now})
	shown := func() string {
		page := b.get(b.in.Cloud.PasscodeURL).want(t, 200)
		if got := page.header.Get("Content-Type"); !strings.HasPrefix(got, "text/html") {
			t.Fatalf("the page is %s", got)
		}
		found := regexp.MustCompile(`<output id="passcode">([A-Za-z0-9]{10})</output>`).FindStringSubmatch(page.body)
		if found == nil {
			t.Fatalf("no code on the page: %s", page.body)
		}
		return found[1]
	}
	code := shown()
	answer := b.byCode(code).want(t, 200)
	for _, name := range []string{"access_token", "refresh_token", "session_id", "token_type"} {
		if answer.text(t, name) == "" {
			t.Errorf("the answer has no %s", name)
		}
	}
	if got := at(claims(t, answer.text(t, "access_token")), "account.bss"); got != b.in.Cloud.AccountID {
		t.Errorf("the token is for account %v, want %s", got, b.in.Cloud.AccountID)
	}
	b.byCode(code).refused(t, "BXNIM0602E")
	b.byCode("nobodysCode").refused(t, "BXNIM0602E")

	young, old := shown(), shown()
	clock.forward(4*time.Minute + 50*time.Second)
	b.byCode(young).want(t, 200)
	clock.forward(time.Minute)
	b.byCode(old).refused(t, "BXNIM0602E")
	b.byCode(b.in.Cloud.Passcodes[0]).want(t, 200)
	if n := len(b.in.Cloud.Passcodes); n != 10 {
		t.Errorf("there are %d codes, want 10", n)
	}
}

func TestSessionRenewal(t *testing.T) {
	b := start(t, sim.Options{})
	first := b.byCode(b.in.Cloud.Passcodes[0]).want(t, 200).text(t, "refresh_token")
	second := b.renew(first).want(t, 200)
	next := second.text(t, "refresh_token")
	if next == first {
		t.Error("the refresh token was not replaced")
	}
	account := b.in.Cloud.Accounts[1].ID
	other := b.renew(next, "account", account).want(t, 200)
	if got := at(claims(t, other.text(t, "access_token")), "account.bss"); got != account {
		t.Errorf("the token is for account %v, want %s", got, account)
	}
	last := other.text(t, "refresh_token")
	b.renew(last, "account", "0123456789abcdef0123456789abcdef").refused(t, "BXNIM0410E")
	last = b.renew(last).want(t, 200).text(t, "refresh_token") // the refusal used nothing up

	b.postForm(b.in.Cloud.AuthURL+"/identity/token", fields("grant_type", "refresh_token", "refresh_token", last)).refused(t, "BXNIM0407E")
	b.renew(first).refused(t, "BXNIM0407E") // used before: somebody else has it too
	b.renew(last).refused(t, "BXNIM0407E")
}

func TestSessionLimits(t *testing.T) {
	clock := &wall{}
	b := start(t, sim.Options{Now: clock.now, SessionIdle: 20 * time.Minute, SessionLife: 90 * time.Minute})
	open := func(i int) (refresh, id string) {
		a := b.byCode(b.in.Cloud.Passcodes[i]).want(t, 200)
		return a.text(t, "refresh_token"), a.text(t, "session_id")
	}
	idle, _ := open(0)
	kept, id := open(1)
	for range 3 {
		clock.forward(15 * time.Minute)
		b.send("PATCH", b.in.Cloud.AuthURL+"/v1/sessions/"+id+"/state", "", bx...).want(t, 204)
	}
	b.renew(idle).refused(t, "BXNIM0439E")
	kept = b.renew(kept).want(t, 200).text(t, "refresh_token")
	for range 3 {
		clock.forward(15 * time.Minute)
		b.send("PATCH", b.in.Cloud.AuthURL+"/v1/sessions/"+id+"/state", "", bx...)
	}
	b.renew(kept).refused(t, "BXNIM0408E")
	b.sim.RevokeSessions()
	gone, id := open(2)
	b.sim.RevokeSessions()
	b.renew(gone).refused(t, "BXNIM0407E")
	b.send("PATCH", b.in.Cloud.AuthURL+"/v1/sessions/"+id+"/state", "", bx...).want(t, 400)
	for _, r := range b.sim.Requests() {
		if strings.Contains(r.Path, id) {
			t.Errorf("the journal has a session's id: %s", r.Path)
		}
	}
}

func TestAccounts(t *testing.T) {
	b := start(t, sim.Options{})
	token := b.userToken()
	var ids []string
	for next := "/coe/v2/accounts"; next != ""; {
		page := b.get(b.in.Cloud.AuthURL+next, bearer(token)...).want(t, 200)
		list, _ := at(page.json(t), "resources").([]any)
		for _, one := range list {
			id, _ := at(one, "metadata.guid").(string)
			ids = append(ids, id)
		}
		next, _ = page.json(t)["next_url"].(string)
	}
	want := []string{b.in.Cloud.AccountID, b.in.Cloud.Accounts[1].ID, b.in.Cloud.NoKeysAccountID}
	if strings.Join(ids, " ") != strings.Join(want, " ") {
		t.Errorf("accounts %v, want %v", ids, want)
	}
	b.get(b.in.Cloud.AuthURL+"/coe/v2/accounts", bearer("nonsense")...).want(t, 401)
}

func TestDiscoveryFaults(t *testing.T) {
	b := start(t, sim.Options{})
	for _, f := range sim.Faults() {
		if f.On != sim.OnDiscovery {
			continue
		}
		got := b.get(b.in.Cloud.AuthURL + "/" + f.Value() + "/identity/.well-known/openid-configuration")
		if got.status != f.Status {
			t.Errorf("%s: status %d, want %d", f.Name, got.status, f.Status)
		}
	}
	good := b.get(b.in.Cloud.AuthURL+"/identity/.well-known/openid-configuration").want(t, 200)
	if got := good.text(t, "passcode_endpoint"); got != b.in.Cloud.PasscodeURL {
		t.Errorf("the passcode page is %s, want %s", got, b.in.Cloud.PasscodeURL)
	}
}
