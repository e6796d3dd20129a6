package sim_test

import (
	"encoding/base64"
	"encoding/json"
	"strings"
	"testing"

	"lanyard/iam/sim"
)

const (
	authorizePath = "/icp4d-api/v1/authorize"
	validatePath  = "/v1/preauth/validateAuth"
	identityPath  = "/idprovider/v1/auth/identitytoken"
)

func cp4dBody(t *testing.T, username string, pairs ...any) string {
	t.Helper()
	m := map[string]any{"username": username}
	for i := 0; i+1 < len(pairs); i += 2 {
		m[pairs[i].(string)] = pairs[i+1]
	}
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func basic(username, password string) []string {
	return []string{"Authorization", "Basic " + base64.StdEncoding.EncodeToString([]byte(username+":"+password))}
}

func TestAuthorize(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in.CP4D
	for _, tc := range []struct {
		name, body string
		status     int
		says       string // path=value
	}{
		{"password", cp4dBody(t, in.Username, "password", in.Password), 200, "_messageCode_=200"},
		{"API key", cp4dBody(t, in.Username, "api_key", in.APIKey), 200, "message=Success"},
		{"password and a null key", cp4dBody(t, in.Username, "password", in.Password, "api_key", nil), 200, "message=Success"},
		{"wrong password", cp4dBody(t, in.Username, "password", "no"), 401, "message=User unauthorized to invoke this endpoint."},
		{"wrong user", cp4dBody(t, "eve", "password", in.Password), 401, "message=User unauthorized to invoke this endpoint."},
		{"wrong key", cp4dBody(t, in.Username, "api_key", "no"), 401, "_messageCode_=401"},
		{"key as password", cp4dBody(t, in.Username, "password", in.APIKey), 401, "_messageCode_=401"},
		{"both secrets", cp4dBody(t, in.Username, "password", in.Password, "api_key", in.APIKey), 400, "_messageCode_=400"},
		{"no user", cp4dBody(t, "", "password", in.Password), 422, "message=properties.username in body is required"},
		{"no secret", cp4dBody(t, in.Username), 422, "message=properties.password in body is required"},
		{"no JSON", "username=dana", 400, "_messageCode_=400"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := b.on(t).postJSON(in.URL+authorizePath, tc.body).want(t, tc.status)
			path, value, _ := strings.Cut(tc.says, "=")
			if got := r.text(t, path); got != value {
				t.Errorf("%s is %q, want %q", path, got, value)
			}
			if tc.status == 422 && r.number(t, "code") != 602 {
				t.Errorf("code: %s", r.body)
			}
			if tc.status != 200 {
				return
			}
			c := claims(t, r.text(t, "token"))
			if c["sub"] != in.Username || c["username"] != in.Username || c["iss"] != "KNOXSSO" || c["aud"] != "DSX" {
				t.Errorf("claims: %v", c)
			}
			if _, ok := c["uid"].(string); !ok {
				t.Errorf("uid is no string: %v", c["uid"])
			}
			if life := claimNumber(t, c, "exp") - claimNumber(t, c, "iat"); life != 43200 {
				t.Errorf("the token lives %d s", life)
			}
			if h := decode(t, jwtPart(t, r.text(t, "token"), 0)); h["typ"] != "JWT" || h["alg"] != "RS256" {
				t.Errorf("JWT header: %v", h)
			}
		})
	}
}

func TestValidateAuth(t *testing.T) {
	b := start(t, sim.Options{})
	cp, icp, ocp := b.in.CP4D, b.in.StudioICP, b.in.StudioOpenShift
	for _, tc := range []struct {
		name, url string
		header    []string
		status    int
		life      int64
	}{
		{"cp4d, Basic", cp.URL, basic(cp.Username, cp.Password), 200, 43200},
		{"cp4d, plain headers", cp.URL, []string{"username", cp.Username, "password", cp.Password}, 200, 43200},
		{"cp4d, wrong", cp.URL, basic(cp.Username, "no"), 401, 0},
		{"cp4d, nothing", cp.URL, nil, 401, 0},
		{"studio icp", icp.URL, basic(icp.Username, icp.Password), 200, 46800},
		{"studio icp, wrong", icp.URL, basic(icp.Username, ocp.Password), 401, 0},
		{"studio icp, plain headers", icp.URL, []string{"username", icp.Username, "password", icp.Password}, 401, 0},
		{"studio openshift", ocp.URL, basic(ocp.Username, ocp.Password), 200, 46800},
		{"studio openshift, wrong user", ocp.URL, basic("eve", ocp.Password), 401, 0},
		{"studio openshift, nothing", ocp.URL, nil, 401, 0},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := b.on(t).get(tc.url+validatePath, tc.header...).want(t, tc.status)
			if tc.status != 200 {
				return
			}
			v := r.json(t)
			for name, want := range map[string]string{
				"iss": "KNOXSSO", "aud": "DSX", "authenticator": "default", "_messageCode_": "success", "message": "success", "username": "dana",
			} {
				if v[name] != want {
					t.Errorf("%s is %v", name, v[name])
				}
			}
			c := claims(t, r.text(t, "accessToken"))
			if life := claimNumber(t, c, "exp") - claimNumber(t, c, "iat"); life != tc.life {
				t.Errorf("the token lives %d s, want %d", life, tc.life)
			}
		})
	}
}

func TestStudioKnowsNothingElse(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in.StudioOpenShift
	for _, path := range []string{authorizePath, "/ml/wml_services/version", "/v2/spaces", "/"} {
		r := b.get(in.URL+path, basic(in.Username, in.Password)...).want(t, 404)
		if !strings.HasPrefix(r.header.Get("Content-Type"), "text/html") {
			t.Errorf("%s: %v", path, r.header)
		}
	}
}

func TestIdentityService(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in.CP4DIdentity
	t.Run("the password is one that needs escaping everywhere", func(t *testing.T) {
		if !strings.ContainsAny(in.Password, `"`) || !strings.Contains(in.Password, "$") || !strings.Contains(in.Password, "%40") || !strings.Contains(in.Password, "ü") {
			t.Error(in.Password)
		}
	})
	t.Run("the cluster does not take the good password", func(t *testing.T) {
		b.on(t).postJSON(in.URL+authorizePath, cp4dBody(t, in.Username, "password", in.Password)).want(t, 401)
		b.on(t).get(in.URL+validatePath, basic(in.Username, in.Password)...).want(t, 401)
	})
	sign := func(t *testing.T, username, password string) reply {
		return b.on(t).postForm(in.IdentityURL+identityPath, fields("grant_type", "password", "username", username, "password", password, "scope", "openid"))
	}
	t.Run("wrong password", func(t *testing.T) {
		if r := sign(t, in.Username, "no").want(t, 400); r.text(t, "error") != "invalid_grant" {
			t.Error(r.body)
		}
	})
	t.Run("incomplete", func(t *testing.T) { sign(t, in.Username, "").want(t, 400) })
	t.Run("two steps", func(t *testing.T) {
		b := b.on(t)
		r := sign(t, in.Username, in.Password).want(t, 200)
		if r.text(t, "token_type") != "Bearer" || r.text(t, "scope") != "openid" || r.number(t, "expires_in") != 43200 {
			t.Error(r.body)
		}
		first := r.text(t, "access_token")
		b.get(in.URL+validatePath, "username", "eve", "iam-token", first).want(t, 401)
		b.get(in.URL+validatePath, "username", in.Username, "iam-token", first+"x").want(t, 401)
		b.get(in.URL+validatePath, "username", in.Username, "iam-token", r.text(t, "refresh_token")).want(t, 401)
		b.get(in.URL+"/v2/spaces", bearer(first)...).want(t, 401)

		tok := b.get(in.URL+validatePath, "username", in.Username, "iam-token", first).want(t, 200).text(t, "accessToken")
		if c := claims(t, tok); c["sub"] != in.Username {
			t.Errorf("sub %v", c["sub"])
		}
		b.get(in.URL+"/v2/spaces", bearer(tok)...).want(t, 200)
	})
}

func TestClusterCalls(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in.CP4D
	tok := b.postJSON(in.URL+authorizePath, cp4dBody(t, in.Username, "password", in.Password)).text(t, "token")
	zen := func(text string) []string {
		return []string{"Authorization", "ZenApiKey " + base64.StdEncoding.EncodeToString([]byte(text))}
	}
	good := zen(in.Username + ":" + in.APIKey)
	deployments := in.URL + "/ml/v4/deployments?version=2024-01-01&space_id=" + in.SpaceID
	for _, tc := range []struct {
		name, url string
		header    []string
		status    int
	}{
		{"version needs no token", in.URL + "/ml/wml_services/v2/version", nil, 200},
		{"older version path", in.URL + "/ml/wml_services/version", nil, 200},
		{"current user", in.URL + "/usermgmt/v1/user/currentUserInfo", bearer(tok), 200},
		{"current user, no token", in.URL + "/usermgmt/v1/user/currentUserInfo", nil, 401},
		{"current user, bad token", in.URL + "/usermgmt/v1/user/currentUserInfo", bearer("junk"), 401},
		{"spaces", in.URL + "/v2/spaces?limit=1", bearer(tok), 200},
		{"deployments", deployments, bearer(tok), 200},
		{"deployments of an unknown space", deployments + "0", bearer(tok), 404},
		{"ZenApiKey, platform", in.URL + "/v2/spaces", good, 200},
		{"ZenApiKey, with the line break of the documents", in.URL + "/v2/projects", zen(in.Username + ":" + in.APIKey + "\n"), 200},
		{"ZenApiKey, users", in.URL + "/usermgmt/v1/user/currentUserInfo", good, 200},
		{"ZenApiKey, wrong key", in.URL + "/v2/spaces", zen(in.Username + ":" + in.Password), 401},
		{"ZenApiKey, wrong user", in.URL + "/v2/spaces", zen("eve:" + in.APIKey), 401},
		{"ZenApiKey, not base64", in.URL + "/v2/spaces", []string{"Authorization", "ZenApiKey " + in.APIKey}, 401},
		{"ZenApiKey, machine learning", deployments, good, 401},
		{"nothing there", in.URL + "/zen", nil, 404},
	} {
		t.Run(tc.name, func(t *testing.T) { b.on(t).get(tc.url, tc.header...).want(t, tc.status) })
	}
	if v := b.get(in.URL+"/ml/wml_services/v2/version").text(t, "version"); !strings.HasPrefix(v, "5.") {
		t.Errorf("version %s", v)
	}
	u := b.get(in.URL+"/usermgmt/v1/user/currentUserInfo", bearer(tok)...)
	if u.text(t, "user_name") != in.Username || u.text(t, "uid") != claims(t, tok)["uid"] {
		t.Error(u.body)
	}
	if k := b.get(in.URL+"/usermgmt/v1/user/apiKey", bearer(tok)...); k.text(t, "apiKey") != in.APIKey {
		t.Error(k.body)
	}
}
