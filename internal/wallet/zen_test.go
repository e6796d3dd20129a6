package wallet_test

import (
	"encoding/base64"
	"errors"
	"strings"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

// TestZenHeader: the header is made of user name and API key, for clusters alone, and
// like the key itself only for the place that the key is bound to.
func TestZenHeader(t *testing.T) {
	w := newWorld()
	withKey := cluster("with a key")
	withKey.SecretKind = profile.APIKey
	p := w.add(t, withKey, "k3y")
	header, err := w.ZenHeader(t.Context(), p.ID)
	if err != nil {
		t.Fatal(err)
	}
	value, ok := strings.CutPrefix(header.Reveal(), "ZenApiKey ")
	if plain, err := base64.StdEncoding.DecodeString(value); !ok || err != nil || string(plain) != "ana:k3y" {
		t.Errorf("the header is %q", header.Reveal())
	}

	w.file.edit(p.ID, func(p *profile.Profile) { p.URL = "https://elsewhere.example.org" })
	if _, err := w.ZenHeader(t.Context(), p.ID); !errors.As(err, new(*wallet.UnboundError)) {
		t.Errorf("a moved profile gives %v", err)
	}
	for _, p := range []profile.Profile{cluster("with a password"), cloud("in the cloud")} {
		made := w.add(t, p, "secret")
		if _, err := w.ZenHeader(t.Context(), made.ID); !errors.Is(err, wallet.ErrNoZen) {
			t.Errorf("%s gives %v", p.Name, err)
		}
	}
}

// TestChecksInOrder holds the order that scripts rely on.
func TestChecksInOrder(t *testing.T) {
	for want, p := range map[string]profile.Profile{
		"space":   {SpaceID: "s"},
		"project": {ProjectID: "p"},
	} {
		var names []string
		for _, c := range wallet.Checks(p) {
			names = append(names, string(c))
		}
		if got := strings.Join(names, ","); got != "keyring,address,network,tls,sign-in,token,service,"+want {
			t.Errorf("the checks are %s", got)
		}
	}
}
