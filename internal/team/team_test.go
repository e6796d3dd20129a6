package team_test

import (
	"strings"
	"testing"

	"lanyard/internal/team"
)

func good() team.Team {
	return team.Team{ID: "t", Name: "ops", Address: "https://bao.example.com:8200", Mount: "secret", Prefix: "ml/keys", Auth: team.Token}
}

func TestCheck(t *testing.T) {
	if err := good().Check(); err != nil {
		t.Fatal(err)
	}
	for name, spoil := range map[string]func(*team.Team){
		"no name":                     func(x *team.Team) { x.Name = "" },
		"http to another computer":    func(x *team.Team) { x.Address = "http://bao.example.com:8200" },
		"a name that begins as an IP": func(x *team.Team) { x.Address = "http://127.0.0.1.example.com" },
		"a path in the address":       func(x *team.Team) { x.Address = "https://bao.example.com/v1" },
		"a password in the address":   func(x *team.Team) { x.Address = "https://a:b@bao.example.com" },
		"no scheme":                   func(x *team.Team) { x.Address = "bao.example.com" },
		"a node elsewhere by http":    func(x *team.Team) { x.Nodes = []string{"http://bao2.example.com"} },
		"no mount":                    func(x *team.Team) { x.Mount, x.Prefix = "", "" },
		"a way up in the path":        func(x *team.Team) { x.Prefix = "a/../b" },
		"a query in the path":         func(x *team.Team) { x.Prefix = "a?b" },
		"a line break in a namespace": func(x *team.Team) { x.Namespace = "a\nb" },
		"an unknown way to sign in":   func(x *team.Team) { x.Auth = "kerberos" },
		"a CA that is no certificate": func(x *team.Team) { x.CAPEM = "hello" },
	} {
		t.Run(name, func(t *testing.T) {
			x := good()
			spoil(&x)
			if x.Check() == nil {
				t.Errorf("%+v is taken", x)
			}
		})
	}
}

func TestParseRef(t *testing.T) {
	const text = "vault://bao.example.com:8200/secret/ml/keys/prod#key"
	r, err := team.ParseRef(text)
	if err != nil || r.String() != text || r != good().Of("prod") {
		t.Fatalf("%+v, %v", r, err)
	}
	if !good().Has(r) {
		t.Error("the store does not have its own key")
	}
	for _, bad := range []string{
		"", "vault://", "vault://h/secret#key", "vault://h/secret/p", "vault://h/secret/p#", "https://h/secret/p#key", "vault://a:b@h/secret/p#key",
		"vault://h/secret/../p#key", "vault://h/secret//p#key", "vault://h/secret/p?x=1#key", "vault://H/secret/p#key", "vault://h/secret/p#a%20b",
		"vault://h/secret/%2e%2e/p#key", "VAULT://h/secret/p#key", "vault://h/secret/p/#key", "vault://h\n/secret/p#key",
	} {
		if r, err := team.ParseRef(bad); err == nil {
			t.Errorf("%q is taken as %+v", bad, r)
		}
	}
	for _, other := range []string{"vault://bao.example.com:8201/secret/ml/keys/prod#key", "vault://bao.example.com:8200/secret/ml/keysother/prod#key", "vault://bao.example.com:8200/other/ml/keys/prod#key"} {
		if r, err := team.ParseRef(other); err != nil || good().Has(r) {
			t.Errorf("%q counts as a key of the store, %v", other, err)
		}
	}
}

func TestPlaceTellsEverythingThatCounts(t *testing.T) {
	was := good().Place()
	for name, change := range map[string]func(*team.Team){
		"address":   func(x *team.Team) { x.Address = "https://other.example.com" },
		"nodes":     func(x *team.Team) { x.Nodes = []string{"https://other.example.com"} },
		"mount":     func(x *team.Team) { x.Mount = "other" },
		"prefix":    func(x *team.Team) { x.Prefix = "other" },
		"namespace": func(x *team.Team) { x.Namespace = "other" },
		"auth":      func(x *team.Team) { x.Auth = team.LDAP },
		"ca":        func(x *team.Team) { x.CAPEM = "other" },
	} {
		x := good()
		change(&x)
		if x.Place() == was {
			t.Errorf("%s: the place is the same", name)
		}
	}
}

func FuzzParseRef(f *testing.F) {
	f.Add("vault://bao.example.com:8200/secret/ml/keys/prod#key")
	f.Fuzz(func(t *testing.T, text string) {
		r, err := team.ParseRef(text)
		if err == nil && (r.String() != text || strings.Contains(text, "..") && strings.Contains(r.Path, "/../")) {
			t.Errorf("%q became %q", text, r)
		}
	})
}
