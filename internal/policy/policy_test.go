package policy_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"lanyard/internal/policy"
	"lanyard/internal/profile"
)

const whole = `{
  "secrets": ["keyring", "file"],
  "lock_after_minutes": 5,
  "lock_with_session": true,
  "allow_insecure_tls": false,
  "allow_snippets_with_secret": false,
  "serve_commands": false,
  "clipboard_seconds": 20,
  "sign_in_hosts": ["iam.cloud.ibm.com", "*.corp.example", "cluster.example:31843"]
}`

func TestParse(t *testing.T) {
	p, err := policy.Parse("policy.json", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	if len(p.Secrets) != 2 || *p.LockAfter != 5*time.Minute || !*p.LockWithSession || *p.InsecureTLS || *p.SnippetsWithKey || *p.ServeCommands ||
		*p.ClipboardTime != 20*time.Second || len(p.SignInHosts) != 3 {
		t.Errorf("%+v", p)
	}
	for _, nothing := range []string{"{}", " {\n}\n", "\ufeff{}"} {
		p, err := policy.Parse("policy.json", []byte(nothing))
		if err != nil || p.Secrets != nil || p.LockAfter != nil || p.InsecureTLS != nil || p.SignInHosts != nil {
			t.Errorf("%q: %+v, %v", nothing, p, err)
		}
	}
}

func TestWhatCannotBeUnderstood(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		line int
		says string
	}{
		"empty":               {"", 1, "too early"},
		"broken off":          {"{\n\"secrets\": [\"file\"],\n", 3, "too early"},
		"no object":           {"[]", 1, "one JSON object"},
		"a comma too many":    {"{\n\"lock_with_session\": true,\n}", 3, "invalid"},
		"an unknown rule":     {"{\n\n\"lock_after\": 5}", 3, `no rule "lock_after"`},
		"another case":        {`{"Secrets": ["file"]}`, 1, `no rule "Secrets"`},
		"twice":               {"{\"secrets\": [\"file\"],\n\"secrets\": [\"memory\"]}", 2, "twice"},
		"more behind it":      {"{}\n{}", 2, "behind the object"},
		"a place that is not": {`{"secrets": ["cloud"]}`, 1, "no place"},
		"no place":            {`{"secrets": []}`, 1, "at least one"},
		"no list":             {`{"secrets": "file"}`, 1, "a list"},
		"no texts":            {`{"secrets": [1]}`, 1, "list of texts"},
		"no bool":             {`{"allow_insecure_tls": "no"}`, 1, "true or false"},
		"null":                {`{"allow_insecure_tls": null}`, 1, "true or false"},
		"half a minute":       {`{"lock_after_minutes": 0.5}`, 1, "whole number"},
		"before":              {`{"lock_after_minutes": -1}`, 1, "whole number"},
		"too long":            {`{"clipboard_seconds": 3601}`, 1, "3600"},
		"a host with a path":  {`{"sign_in_hosts": ["a.example/x"]}`, 1, "no host"},
		"a star inside":       {`{"sign_in_hosts": ["a.*.example"]}`, 1, "no host"},
		"a star alone":        {`{"sign_in_hosts": ["*"]}`, 1, "no host"},
		"a host with a user":  {`{"sign_in_hosts": ["me@a.example"]}`, 1, "no host"},
	} {
		_, err := policy.Parse("policy.json", []byte(c.text))
		e, ok := errors.AsType[*policy.Error](err)
		if !ok || !errors.Is(err, policy.ErrUnusable) || e.Line != c.line || !strings.Contains(err.Error(), c.says) {
			t.Errorf("%s: %v, want line %d and %q", name, err, c.line, c.says)
		}
	}
}

func TestSignInHosts(t *testing.T) {
	p, err := policy.Parse("policy.json", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	at := func(kind profile.Kind, url, auth string) profile.Profile {
		return profile.Profile{Kind: kind, URL: url, AuthURL: auth}
	}
	for name, c := range map[string]struct {
		p    profile.Profile
		fits bool
	}{
		"IBM Cloud":                {at(profile.Cloud, "https://us-south.ml.cloud.ibm.com", ""), true},
		"another of IBM's":         {at(profile.Cloud, "https://us-south.ml.cloud.ibm.com", "https://iam.test.cloud.ibm.com/identity/token"), false},
		"a name that ends alike":   {at(profile.Cloud, "https://us-south.ml.cloud.ibm.com", "https://xiam.cloud.ibm.com/identity/token"), false},
		"below the domain":         {at(profile.CP4D, "https://cpd.a.corp.example", ""), true},
		"capitals and a dot":       {at(profile.CP4D, "https://CPD.Corp.Example.", ""), true},
		"the domain itself":        {at(profile.CP4D, "https://corp.example", ""), false},
		"ends with the domain":     {at(profile.CP4D, "https://evilcorp.example", ""), false},
		"the port":                 {at(profile.CP4D, "https://cluster.example:31843", ""), true},
		"another port":             {at(profile.CP4D, "https://cluster.example", ""), false},
		"any port below a domain":  {at(profile.CP4D, "https://cpd.corp.example:31843", ""), true},
		"identity service outside": {profile.Profile{Kind: profile.CP4D, URL: "https://cpd.corp.example", CPDIdentity: "https://evil.example"}, false},
	} {
		err := p.CheckProfile(c.p)
		if (err == nil) != c.fits {
			t.Errorf("%s: %v", name, err)
		}
		if e, ok := errors.AsType[*policy.ForbiddenError](err); !c.fits && (!ok || e.Rule != policy.SignInHosts || e.Value == "" || len(e.Allowed) != 3) {
			t.Errorf("%s: %+v", name, e)
		}
	}
}

func TestWhatIsForbidden(t *testing.T) {
	p, err := policy.Parse("policy.json", []byte(whole))
	if err != nil {
		t.Fatal(err)
	}
	open := profile.Profile{Kind: profile.CP4D, URL: "https://cpd.corp.example"}
	insecure := open
	insecure.TLS.Mode = profile.TLSInsecure
	for name, err := range map[string]error{
		"memory": p.CheckPlace("memory"), "insecure": p.CheckProfile(insecure), "snippet": p.CheckSnippetWithKey(), "serving": p.CheckServing(),
	} {
		if _, ok := errors.AsType[*policy.ForbiddenError](err); !ok {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{"file": p.CheckPlace("file"), "checked": p.CheckProfile(open)} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	if p.Place("memory") != "keyring" || p.Place("file") != "file" {
		t.Error(p.Place("memory"), p.Place("file"))
	}
	allowing, err := policy.Parse("p", []byte(`{"allow_insecure_tls": true, "allow_snippets_with_secret": true, "serve_commands": true}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, p := range map[string]*policy.Policy{"none": nil, "empty": {}, "allowing": allowing} {
		for _, err := range []error{p.CheckPlace("memory"), p.CheckProfile(insecure), p.CheckSnippetWithKey(), p.CheckServing()} {
			if err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
		if p.Place("memory") != "memory" {
			t.Error(name)
		}
	}
}
