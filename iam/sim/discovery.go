package sim

import (
	"net/http"
	"strings"
)

// discoveryPath is where a sign-in host says which addresses it has.
const discoveryPath = "/identity/.well-known/openid-configuration"

// discovery is the OpenID Connect discovery document.
func (cl *cloud) discovery(c *call) {
	if f, ok := c.site.sim.faults.chosen(c.r.PathValue("fault"), OnDiscovery, OnWire); ok {
		c.fail(f)
		return
	}
	at := c.site.url + "/identity/"
	c.json(http.StatusOK, object{
		{"issuer", iamIssuer},
		{"authorization_endpoint", at + "authorize"},
		{"token_endpoint", at + "token"},
		{"passcode_endpoint", at + "passcode"},
		{"userinfo_endpoint", at + "userinfo"},
		{"jwks_uri", at + "keys"},
		{"introspection_endpoint", at + "introspect"},
		{"response_types_supported", []string{"code", "cloud_iam"}},
		{"subject_types_supported", []string{"public"}},
		{"id_token_signing_alg_values_supported", []string{"RS256"}},
		{"scopes_supported", []string{"openid"}},
		{"grant_types_supported", []string{grantAPIKey, grantRefresh, grantAssume, grantPasscode}},
	})
}

// faultyBases serves the sign-in once more below "/fault-…": whoever signs in
// at such a base meets that row when it looks for addresses, and nowhere else.
func (cl *cloud) faultyBases(st *site) {
	st.handle("/{fault}"+discoveryPath, cl.discovery)
	st.handle("/{fault}/identity/token", cl.token)
	st.handle("GET /{fault}/coe/v2/accounts", cl.listAccounts)
}

// discoveryFaults are documents that a client must not believe.
func discoveryFaults() []Fault {
	names := func(passcode string) string {
		return `{"issuer":"` + iamIssuer + `","token_endpoint":"{url}/identity/token","passcode_endpoint":` + passcode + `}`
	}
	rows := []Fault{
		{Name: "discovery-elsewhere", About: "the passcode page is at another host", Body: names(`"{elsewhere}.example.org/identity/passcode"`)},
		{Name: "discovery-longer", About: "the passcode page is at a host whose name begins as ours", Body: names(`"https://127.0.0.1.example.org/identity/passcode"`)},
		{Name: "discovery-http", About: "the passcode page is at http", Body: names(`"{plain}/identity/passcode"`)},
		{Name: "discovery-user", About: "the passcode page's address has a user before the host", Body: names(`"https://127.0.0.1@example.org/identity/passcode"`)},
		{Name: "discovery-script", About: "the passcode page is a script", Body: names(`"javascript:alert(1)"`)},
		{Name: "discovery-file", About: "the passcode page is a file", Body: names(`"file:///etc/passwd"`)},
		{Name: "discovery-control", About: "the passcode page's address has control characters", Body: names(`"{url}/identity/passcode\u001b[2J\nhttps://example.org"`)},
		{Name: "discovery-number", About: "the passcode page is a number", Body: names(`7`)},
		{Name: "discovery-none", About: "there is no passcode page", Body: `{"issuer":"` + iamIssuer + `","token_endpoint":"{url}/identity/token"}`},
		{Name: "discovery-token", About: "the token call is at another host, which must not be believed", Body: `{"token_endpoint":"{elsewhere}/identity/token","passcode_endpoint":"{url}/identity/passcode"}`},
		{Name: "discovery-huge", About: "2 MiB of a document", Body: names(`"` + strings.Repeat("x", 2<<20) + `"`)},
		{Name: "discovery-redirect", About: "the document is at another host", Status: http.StatusFound, Header: map[string]string{"Location": "{elsewhere}" + discoveryPath}},
		{Name: "discovery-redirect-http", About: "the document is at http", Status: http.StatusFound, Header: map[string]string{"Location": "{plain}" + discoveryPath}},
	}
	for i := range rows {
		rows[i].On = OnDiscovery
		if rows[i].Status == 0 {
			rows[i].Status = http.StatusOK
		}
	}
	return rows
}
