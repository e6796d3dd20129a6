package sim_test

import (
	"encoding/base64"
	"fmt"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"lanyard/iam/sim"
)

func TestRequestsSayWhatCame(t *testing.T) {
	b := start(t, sim.Options{})
	before := time.Now()
	r := b.postForm(b.in.Cloud.AuthURL+"/identity/token?version=1&apikey=x", fields("grant_type", apikeyGrant, "apikey", b.in.Cloud.APIKey, "odd", "value"),
		"Authorization", "Basic Yng6Yng=", "User-Agent", "tester", "X-Secret", "value", "Accept-Encoding", "identity")
	b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, "dana", "password", "wrong", "extra", []int{1}))
	b.get(b.in.Cloud.URL + "/nowhere")

	got := b.sim.Requests()
	want := []sim.Request{
		{
			Entry: "cloud", Origin: "auth_url", ID: r.header.Get("X-Request-Id"), Method: "POST", Path: "/identity/token", Status: 200,
			Header: map[string]string{
				"Accept-Encoding": "identity", "Authorization": "Basic (hidden)", "Content-Length": "121",
				"Content-Type": "application/x-www-form-urlencoded", "User-Agent": "tester", "X-Secret": "(hidden)",
			},
			Query: map[string]string{"version": "1", "apikey": "(hidden)"},
			Form:  map[string]string{"grant_type": apikeyGrant, "apikey": "(hidden)", "odd": "(hidden)"},
		},
		{
			Entry: "cp4d", Origin: "url", Method: "POST", Path: "/icp4d-api/v1/authorize", Status: 401,
			Form: map[string]string{"username": "dana", "password": "(hidden)", "extra": "(hidden)"},
		},
		{Entry: "cloud", Origin: "url", Method: "GET", Path: "/nowhere", Status: 404},
	}
	if d := cmp.Diff(want[0], got[0], cmpopts.IgnoreFields(sim.Request{}, "Time", "Proto")); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff(want, got, cmpopts.IgnoreFields(sim.Request{}, "Time", "Proto", "Header", "ID"), cmpopts.EquateEmpty()); d != "" {
		t.Error(d)
	}
	if got[0].Time.Before(before) || got[0].Time.After(time.Now()) {
		t.Errorf("time %v", got[0].Time)
	}
}

// Tests print what the simulator saw; no secret may come out with it, however
// wrong the place was that it was sent to.
func TestRequestsHoldNoSecret(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in
	secrets := []string{
		in.Cloud.APIKey, in.Cloud.ServiceIDAPIKey, in.AWS.APIKey, in.CP4D.Password, in.CP4D.APIKey, in.CP4DIdentity.Password,
		in.StudioICP.Password, in.StudioOpenShift.Password, in.Failing.UnknownKey, in.Failing.DisabledKey, in.Failing.SlowKey,
		in.Failing.HTMLKey, in.Failing.RateLimitedKey, in.Failing.IPRestrictedKey,
	}
	for _, s := range secrets {
		q := url.QueryEscape(s)
		b.byKey(s + "x")
		b.iam("grant_type", s, s, "x", "profile_id", "a"+s, "scope", q)
		b.get(in.Cloud.URL+"/"+url.PathEscape(s)+"?version="+q+"&"+q+"=1", "User-Agent", "agent "+url.QueryEscape(s), "Authorization", "Bearer "+q)
		b.get(in.Cloud.URL+"/", "Authorization", q+" x", "Accept", q)
		b.postJSON(in.CP4D.URL+authorizePath, cp4dBody(t, s, "password", s, "space_id", s, s, 1))
		b.get(in.StudioICP.URL+validatePath, basic("dana", s)...)
		b.get(in.CP4D.URL+"/v2/spaces", "Authorization", "ZenApiKey "+base64.StdEncoding.EncodeToString([]byte("dana:"+s)))
	}
	all := fmt.Sprintf("%+v", b.sim.Requests())
	for _, s := range secrets {
		for how, form := range map[string]string{
			"itself": s, "in a url": url.QueryEscape(s), "in a path": url.PathEscape(s),
			"in base64": base64.StdEncoding.EncodeToString([]byte("dana:" + s)),
		} {
			if i := strings.Index(all, form); i >= 0 {
				t.Fatalf("a secret, %s, is in the journal: …%s…", how, all[max(0, i-200):min(len(all), i+100)])
			}
		}
	}
	if len(b.sim.Requests()) != 7*len(secrets) {
		t.Errorf("%d requests", len(b.sim.Requests()))
	}
}
