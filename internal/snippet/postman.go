package snippet

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
)

// postmanSchema names the form of the collection, 2.1.
const postmanSchema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"

// The parts of a Postman collection that are used here.
type (
	postmanCollection struct {
		Info     postmanInfo       `json:"info"`
		Auth     postmanAuth       `json:"auth"`
		Item     []postmanItem     `json:"item"`
		Variable []postmanVariable `json:"variable"`
	}
	postmanInfo struct {
		Name        string `json:"name"`
		Description string `json:"description"`
		Schema      string `json:"schema"`
	}
	postmanAuth struct {
		Type   string            `json:"type"`
		Bearer []postmanVariable `json:"bearer,omitempty"`
		Basic  []postmanVariable `json:"basic,omitempty"`
	}
	postmanItem struct {
		Name    string         `json:"name"`
		Event   []postmanEvent `json:"event,omitempty"`
		Request postmanRequest `json:"request"`
	}
	postmanEvent struct {
		Listen string        `json:"listen"`
		Script postmanScript `json:"script"`
	}
	postmanScript struct {
		Type string   `json:"type"`
		Exec []string `json:"exec"`
	}
	postmanRequest struct {
		Auth   *postmanAuth    `json:"auth,omitempty"` // nil: the collection's
		Method string          `json:"method"`
		Header []postmanHeader `json:"header"`
		Body   *postmanBody    `json:"body,omitempty"`
		URL    string          `json:"url"`
	}
	postmanHeader struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	}
	postmanBody struct {
		Mode       string          `json:"mode"`
		Raw        string          `json:"raw,omitempty"`
		URLEncoded []postmanHeader `json:"urlencoded,omitempty"`
	}
	postmanVariable struct {
		Key   string `json:"key"`
		Value string `json:"value"`
		Type  string `json:"type"`
	}
)

// writePostman writes a collection: a request that fills the variable token, and a call
// with it. Without the secret in it, the token is pasted into the variable, or the key.
//
// Postman fills {{variables}} into a body as they are, so a body of JSON is made by a
// script, which quotes.
func writePostman(f facts, out *Text) (string, error) {
	v := f.values
	if strings.Contains(f.key.Reveal(), "{{") {
		return "", envvars.Cannot("Postman would take {{ in the key for a variable", envvars.WithoutSecret)
	}
	c := postmanCollection{
		Info: postmanInfo{
			Name:        v["name"],
			Description: v["title"] + ". " + postmanUse(f),
			Schema:      postmanSchema,
		},
		Auth:     postmanAuth{Type: "bearer", Bearer: []postmanVariable{{"token", "{{token}}", "string"}}},
		Item:     postmanSignIn(f),
		Variable: []postmanVariable{{"token", "", "string"}, {"secret", f.key.Reveal(), "string"}},
	}
	if c.Item == nil {
		return "", errors.New("nothing is written for this kind of profile")
	}
	if v["username"] != "" {
		c.Variable = append(c.Variable, postmanVariable{"username", v["username"], "string"})
	}
	if v["list"] != "" {
		c.Item = append(c.Item, postmanItem{Name: "Try the token", Request: postmanRequest{
			Method: "GET", Header: []postmanHeader{{"Accept", "application/json"}}, URL: v["list"],
		}})
	}
	if f.key.Empty() {
		out.note("Paste a token into the collection's variable token: lanyard token %s --copy", shellquote.Word(v["name"]))
	}
	if v["cafile"] != "" {
		out.note("Postman takes the CA certificates in its settings, under Certificates.")
	}
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	if err := e.Encode(c); err != nil {
		return "", err
	}
	return b.String(), nil
}

func postmanUse(f facts) string {
	if f.key.Empty() {
		return "Paste a token into the variable token, or the " + f.values["keyword"] + " into the variable secret and send Sign in."
	}
	return "SECRET: the " + f.values["keyword"] + " itself stands in the variable secret. Do not share this collection."
}

// postmanSignIn are the requests of the sign-in, in their order.
func postmanSignIn(f facts) []postmanItem {
	v := f.values
	form := func(fields ...postmanHeader) *postmanBody {
		return &postmanBody{Mode: "urlencoded", URLEncoded: fields}
	}
	none := &postmanAuth{Type: "noauth"}
	accept := []postmanHeader{{"Accept", "application/json"}}
	var fields string
	switch f.profile.Kind {
	case profile.Cloud:
		items := []postmanItem{{Name: "Sign in", Event: keeps("access_token"), Request: postmanRequest{
			Auth: none, Method: "POST", Header: accept, URL: v["signin"],
			Body: form(postmanHeader{"grant_type", "urn:ibm:params:oauth:grant-type:apikey"}, postmanHeader{"apikey", "{{secret}}"}),
		}}}
		if f.profile.TrustedProfile != nil {
			items = append(items, postmanItem{Name: "Sign in as the trusted profile", Event: keeps("access_token"), Request: postmanRequest{
				Auth: none, Method: "POST", Header: accept, URL: v["signin"], Body: form(postmanAssume(f)...),
			}})
		}
		return items
	case profile.StudioLocal:
		basic := &postmanAuth{Type: "basic", Basic: []postmanVariable{{"username", "{{username}}", "string"}, {"password", "{{secret}}", "string"}}}
		return []postmanItem{{Name: "Sign in", Event: keeps("accessToken"), Request: postmanRequest{Auth: basic, Method: "GET", Header: accept, URL: v["signin"]}}}
	case profile.AWS:
		fields = "apikey: pm.collectionVariables.get('secret')"
	case profile.CP4D:
		name := "password"
		if f.profile.SecretKind == profile.APIKey {
			name = "api_key"
		}
		fields = "username: pm.collectionVariables.get('username'), " + name + ": pm.collectionVariables.get('secret')"
	default:
		return nil
	}
	if v["identity"] != "" {
		return []postmanItem{
			{Name: "Sign in at the identity service", Event: keeps("access_token"), Request: postmanRequest{
				Auth: none, Method: "POST", Header: accept, URL: v["identity"],
				Body: form(postmanHeader{"grant_type", "password"}, postmanHeader{"username", "{{username}}"}, postmanHeader{"password", "{{secret}}"}, postmanHeader{"scope", "openid"}),
			}},
			{Name: "Sign in", Event: keeps("accessToken"), Request: postmanRequest{
				Auth: none, Method: "GET", URL: v["validate"],
				Header: []postmanHeader{{"Accept", "application/json"}, {"username", "{{username}}"}, {"iam-token", "{{token}}"}},
			}},
		}
	}
	body := postmanEvent{"prerequest", postmanScript{"text/javascript", []string{"pm.variables.set('body', JSON.stringify({ " + fields + " }));"}}}
	return []postmanItem{{Name: "Sign in", Event: append([]postmanEvent{body}, keeps("token")...), Request: postmanRequest{
		Auth: none, Method: "POST", URL: v["signin"],
		Header: []postmanHeader{{"Accept", "application/json"}, {"Content-Type", "application/json"}},
		Body:   &postmanBody{Mode: "raw", Raw: "{{body}}"},
	}}}
}

func postmanAssume(f facts) []postmanHeader {
	v := f.values
	fields := []postmanHeader{{"grant_type", "urn:ibm:params:oauth:grant-type:assume"}, {"access_token", "{{token}}"}}
	switch {
	case v["trusted_id"] != "":
		return append(fields, postmanHeader{"profile_id", v["trusted_id"]})
	case v["trusted_crn"] != "":
		return append(fields, postmanHeader{"profile_crn", v["trusted_crn"]})
	}
	return append(fields, postmanHeader{"profile_name", v["trusted_name"]}, postmanHeader{"account", v["account"]})
}

// keeps is the script that keeps a field of the answer as the token.
func keeps(field string) []postmanEvent {
	return []postmanEvent{{"test", postmanScript{"text/javascript", []string{
		"pm.test('signed in', () => pm.response.to.have.status(200));",
		"pm.collectionVariables.set('token', pm.response.json()['" + field + "']);",
	}}}}
}
