package sim_test

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"lanyard/iam/sim"
)

func named(t *testing.T, name string) sim.Fault {
	t.Helper()
	f, ok := sim.FaultNamed(name)
	if !ok {
		t.Fatalf("no fault is called %q", name)
	}
	return f
}

func TestFaultTableIsSound(t *testing.T) {
	seen := map[string]bool{}
	for _, f := range sim.Faults() {
		if seen[f.Name] {
			t.Errorf("%s is there twice", f.Name)
		}
		seen[f.Name] = true
		if !regexp.MustCompile(`^[A-Za-z0-9_-]+$`).MatchString(f.Name) || f.About == "" || f.On == "" {
			t.Errorf("incomplete row: %+v", f)
		}
		if strings.HasPrefix(f.Name, "service-") {
			t.Errorf("%s cannot be told from a service value", f.Name)
		}
	}
}

// The refusals that a client has to know, each reached with an API key.
func TestFaultsOfIAM(t *testing.T) {
	b := start(t, sim.Options{})
	for name, tc := range map[string]struct {
		status int
		code   string
	}{
		"BXNIM0415E": {400, "BXNIM0415E"}, "BXNIM0109E": {400, "BXNIM0109E"}, "BXNIM0410E": {400, "BXNIM0410E"},
		"BXNIM0408E": {400, "BXNIM0408E"}, "BXNIM0407E": {400, "BXNIM0407E"}, "BXNIM0407E-401": {401, "BXNIM0407E"},
		"BXNIM0401E": {400, "BXNIM0401E"}, "BXNIM0405E": {400, "BXNIM0405E"}, "BXNIM0439E": {400, "BXNIM0439E"},
		"BXNIM0400E": {400, "BXNIM0400E"}, "BXNIM0602E": {400, "BXNIM0602E"}, "BXNIM0430E": {401, "BXNIM0430E"},
		"BXNIM0436E": {401, "BXNIM0436E"}, "BXNIM0462E": {401, "BXNIM0462E"}, "BXNIM0462E-400": {400, "BXNIM0462E"},
		"BXNIM0420E": {401, "BXNIM0420E"}, "BXNIM0434E": {401, "BXNIM0434E"}, "BXNIM0425E": {401, "BXNIM0425E"},
		"BXNIM0415E-401": {401, "BXNIM0415E"}, "BXNIM0513E": {403, "BXNIM0513E"}, "BXNIM0501E": {403, "BXNIM0501E"},
		"BXNIM0060E": {405, "BXNIM0060E"}, "BXNIM9999E": {400, "BXNIM9999E"},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.on(t).byKey("fault-"+name).want(t, tc.status)
			if r.text(t, "errorCode") != tc.code || r.text(t, "errorMessage") == "" || r.text(t, "context.requestId") != r.header.Get("X-Request-Id") {
				t.Error(r.body)
			}
		})
	}
	if r := b.byKey("fault-BXNIM0400E"); r.text(t, "requirements.code") == "" || r.text(t, "requirements.error") == "" {
		t.Errorf("no requirements: %s", r.body)
	}
	t.Run("through the profile to assume", func(t *testing.T) {
		b := b.on(t)
		r := b.iam("grant_type", assumeGrant, "access_token", b.userToken(), "profile_id", "fault-BXNIM0405E").want(t, 400)
		if r.text(t, "errorCode") != "BXNIM0405E" {
			t.Error(r.body)
		}
	})
	t.Run("unknown rows and rows of other places are unknown keys", func(t *testing.T) {
		for _, key := range []string{"fault-", "fault-nothing", "fault-cp4d-403", "fault-authorization_rejected", "fault-service-nothing", "fault-service-BXNIM0415E"} {
			if r := b.on(t).byKey(key).want(t, 400); r.text(t, "errorCode") != "BXNIM0415E" {
				t.Errorf("%s: %s", key, r.body)
			}
		}
	})
}

func TestFaultsOnPremises(t *testing.T) {
	b := start(t, sim.Options{})
	const said = "User unauthorized to invoke this endpoint."
	for name, tc := range map[string]struct {
		status int
		path   string
		says   any
	}{
		"cp4d-401-message":   {401, "message", said},
		"cp4d-401-exception": {401, "exception", said},
		"cp4d-401-empty":     {401, "", nil},
		"cp4d-400":           {400, "_messageCode_", "400"},
		"cp4d-403":           {403, "_messageCode_", "403"},
		"cp4d-602":           {422, "code", json.Number("602")},
		"cp4d-602-500":       {500, "code", json.Number("602")},
	} {
		t.Run(name, func(t *testing.T) {
			b := b.on(t)
			secret := "fault-" + name
			for how, r := range map[string]reply{
				"password": b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, "anybody", "password", secret)),
				"key":      b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, "anybody", "api_key", secret)),
				"studio":   b.get(b.in.StudioICP.URL+validatePath, basic("anybody", secret)...),
				"identity": b.postForm(b.in.CP4DIdentity.IdentityURL+identityPath, fields("grant_type", "password", "username", "anybody", "password", secret)),
			} {
				r.want(t, tc.status)
				if tc.path == "" {
					if r.body != "" {
						t.Errorf("%s: body %q", how, r.body)
					}
				} else if got := at(r.json(t), tc.path); got != tc.says {
					t.Errorf("%s: %s is %v", how, tc.path, got)
				}
			}
		})
	}
	t.Run("strange token at the second step of the identity service", func(t *testing.T) {
		b := b.on(t)
		first := b.postForm(b.in.CP4DIdentity.IdentityURL+identityPath, fields("grant_type", "password", "username", "eve", "password", "fault-token-number")).want(t, 200)
		r := b.get(b.in.CP4DIdentity.URL+validatePath, "username", "eve", "iam-token", first.text(t, "access_token")).want(t, 200)
		if r.json(t)["accessToken"] != json.Number("12345") {
			t.Error(r.body)
		}
	})
}

func TestFaultsOfMCSP(t *testing.T) {
	b := start(t, sim.Options{})
	for name, status := range map[string]int{"mcsp-400": 400, "mcsp-401": 401, "mcsp-403": 403, "mcsp-404": 404, "429-none": 429} {
		b.postJSON(b.in.AWS.AuthURL+"/api/2.0/apikeys/token", `{"apikey":"fault-`+name+`"}`).want(t, status)
	}
	b.postJSON(b.in.AWS.AuthURL+"/api/2.0/accounts/fault-mcsp-403/apikeys/token"+scopedQuery, `{"apikey":"`+b.in.AWS.APIKey+`"}`).want(t, 403)
}

func TestFaultsOfServices(t *testing.T) {
	b := start(t, sim.Options{})
	in := b.in.Cloud
	tok := b.userToken()
	for name, tc := range map[string]struct {
		status int
		path   string
		says   any
	}{
		"authentication_token_expired":         {401, "errors.0.code", "authentication_token_expired"},
		"authentication_token_not_valid":       {401, "errors.0.code", "authentication_token_not_valid"},
		"authorization_rejected":               {403, "errors.0.code", "authorization_rejected"},
		"user_authorization_failed":            {403, "errors.0.code", "user_authorization_failed"},
		"no_associated_service_instance_error": {403, "errors.0.code", "no_associated_service_instance_error"},
		"invalid_instance_status_error":        {403, "errors.0.code", "invalid_instance_status_error"},
		"invalid_request_entity":               {400, "errors.0.code", "invalid_request_entity"},
		"token_quota_reached":                  {429, "errors.0.code", "token_quota_reached"},
		"container_not_found":                  {404, "errors.0.code", "container_not_found"},
		"instance_not_found":                   {404, "errors.0.code", "instance_not_found"},
		"not_found":                            {404, "errors.0.code", "not_found"},
		"shape-no-trace":                       {403, "trace", nil},
		"shape-file":                           {401, "error.code", "401"},
		"shape-gateway":                        {401, "error.code", "unauthorized"},
		"shape-agent":                          {401, "code", json.Number("401")},
		"shape-watson":                         {401, "error", "Unauthorized"},
		"shape-xml":                            {403, "", "<Code>AccessDenied</Code>"},
		"html-503":                             {503, "", "Application is not available"},
		"500":                                  {500, "errorMessage", "Internal Server Error"},
	} {
		t.Run(name, func(t *testing.T) {
			b := b.on(t)
			value := "fault-" + name
			later := b.byKey("fault-service-"+name).want(t, 200).text(t, "access_token")
			for how, r := range map[string]reply{
				"space":           b.get(in.URL+"/ml/v4/deployments?version=2024-01-01&space_id="+value, bearer(tok)...),
				"project":         b.get(in.URL+"/ml/v4/deployments?version=2024-01-01&project_id="+value, bearer(tok)...),
				"instance":        b.get(in.URL+"/ml/v4/instances/"+value+"?version=2024-01-01", bearer(tok)...),
				"platform":        b.get(in.PlatformURL+"/v2/spaces/"+value, bearer(tok)...),
				"token, platform": b.get(in.PlatformURL+"/v2/spaces", bearer(later)...),
				"token, ml":       b.get(in.URL+"/ml/v4/deployments?version=2024-01-01&space_id="+in.SpaceID, bearer(later)...),
			} {
				r.want(t, tc.status)
				if tc.path == "" {
					if !strings.Contains(r.body, tc.says.(string)) {
						t.Errorf("%s: %s", how, r.body)
					}
				} else if got := at(r.json(t), tc.path); got != tc.says {
					t.Errorf("%s: %s is %v", how, tc.path, got)
				}
			}
		})
	}
	t.Run("the token of a fault passes where services are not asked", func(t *testing.T) {
		b := b.on(t)
		for _, r := range []reply{
			b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, "anybody", "password", "fault-service-authorization_rejected")),
			b.postJSON(b.in.AWS.AuthURL+"/api/2.0/apikeys/token", `{"apikey":"fault-service-authorization_rejected"}`),
		} {
			r.want(t, 200)
		}
	})
	t.Run("good tokens do not show the claim", func(t *testing.T) {
		if strings.Contains(string(jwtPart(t, tok, 1)), "simulated") {
			t.Errorf("%s", jwtPart(t, tok, 1))
		}
	})
}

func TestFaultsOnTheWire(t *testing.T) {
	b := start(t, sim.Options{})
	for name, tc := range map[string]struct {
		status      int
		contentType string
		body        string // that it contains
	}{
		"429-seconds": {429, "application/json", "Too many"}, "429-date": {429, "application/json", "Too many"},
		"429-none": {429, "application/json", "Too many"}, "429-hour": {429, "application/json", "Too many"}, "429-junk": {429, "application/json", "Too many"},
		"500": {500, "application/json", "Internal Server Error"}, "502": {502, "application/json", "Bad Gateway"},
		"503": {503, "application/json", "Service Unavailable"}, "504": {504, "application/json", "Gateway Timeout"}, "520": {520, "application/json", "Unknown Error"},
		"html-200": {200, "text/html; charset=utf-8", "<!DOCTYPE html>"}, "html-401": {401, "text/html; charset=utf-8", "<h1>"},
		"html-404": {404, "text/html; charset=utf-8", "404 Not Found"}, "html-502": {502, "text/html; charset=utf-8", "502 Bad Gateway"},
		"html-503": {503, "text/html; charset=utf-8", "Application is not available"},
		"empty":    {200, "", ""}, "no-content": {204, "", ""},
		"truncated": {200, "application/json", `{"access_token":"eyJ`}, "not-an-object": {200, "application/json", "["},
		"text-400": {400, "text/plain", "Bad Request"}, "deep": {200, "application/json", "[[[["},
		"long-message": {400, "application/json", "could not be found. Provided"},
		"escapes":      {400, "application/json", `\u001b]0;owned`},
	} {
		t.Run(name, func(t *testing.T) {
			r := b.on(t).byKey("fault-"+name).want(t, tc.status)
			if got := r.header.Get("Content-Type"); got != tc.contentType {
				t.Errorf("Content-Type %q, want %q", got, tc.contentType)
			}
			if !strings.Contains(r.body, tc.body) || tc.body == "" && r.body != "" {
				t.Errorf("body %.300q", r.body)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	b := start(t, sim.Options{})
	after := func(name string) string { return b.byKey("fault-" + name).header.Get("Retry-After") }
	if after("429-seconds") != "1" || after("429-none") != "" || after("429-hour") != "3600" || after("429-junk") != "soon" || after("503-seconds") != "1" {
		t.Error("Retry-After is not what the row says")
	}
	when, err := http.ParseTime(after("429-date"))
	if d := time.Until(when); err != nil || d < 0 || d > 6*time.Second {
		t.Errorf("%v in %v", err, d)
	}
}

// Whatever the secret is and however it travels, a server can repeat it; in
// JSON it is escaped as it has to be.
func TestEcho(t *testing.T) {
	b := start(t, sim.Options{})
	for _, name := range []string{"echo", "echo-500"} {
		if r := b.byKey("fault-" + name); !strings.Contains(r.body, "fault-"+name) {
			t.Errorf("%s: %s", name, r.body)
		}
	}
	b.sim.Fail("", sim.Fault{Status: 403, Body: `{"message":"{secret} is not welcome, {user_agent}"}`})
	in := b.in
	odd := in.CP4DIdentity.Password
	for how, tc := range map[string]struct {
		r      reply
		secret string
	}{
		"form key":      {b.byKey(in.Cloud.APIKey), in.Cloud.APIKey},
		"form, client":  {b.postForm(in.Cloud.AuthURL+"/identity/token", fields("apikey", in.Cloud.APIKey), basic("bx", "bx")...), in.Cloud.APIKey},
		"form password": {b.postForm(in.CP4DIdentity.IdentityURL+identityPath, fields("password", odd)), odd},
		"JSON key":      {b.postJSON(in.AWS.AuthURL+"/api/2.0/apikeys/token", `{"apikey":"`+in.AWS.APIKey+`"}`), in.AWS.APIKey},
		"JSON password": {b.postJSON(in.CP4D.URL+authorizePath, cp4dBody(t, "dana", "password", odd)), odd},
		"JSON CP4D key": {b.postJSON(in.CP4D.URL+authorizePath, cp4dBody(t, "dana", "api_key", in.CP4D.APIKey)), in.CP4D.APIKey},
		"Basic":         {b.get(in.StudioICP.URL+validatePath, basic("dana", odd)...), odd},
		"iam-token":     {b.get(in.CP4DIdentity.URL+validatePath, "username", "dana", "iam-token", "abc"), "abc"},
		"key details":   {b.get(in.Cloud.AuthURL+"/v1/apikeys/details", "Authorization", "Bearer x", "IAM-ApiKey", "abc"), "abc"},
		"Bearer":        {b.get(in.Cloud.PlatformURL+"/v2/spaces", bearer("abc")...), "abc"},
		"none":          {b.get(in.Cloud.URL + modelsPath), ""},
		"odd agent":     {b.get(in.Cloud.URL+modelsPath, "User-Agent", `"quoted" \`), ""},
	} {
		want := tc.secret + ` is not welcome, Go-http-client/2.0`
		if how == "odd agent" {
			want = ` is not welcome, "quoted" \`
		}
		if got := tc.r.want(t, 403).text(t, "message"); got != want {
			t.Errorf("%s: %q, want %q", how, got, want)
		}
	}
}

// A client that follows a redirect with its secret gives itself away: the
// places where redirects lead write down who comes, and hand out tokens.
func TestRedirectsLeadToTraps(t *testing.T) {
	b := start(t, sim.Options{})
	for name, tc := range map[string]struct{ status int }{
		"redirect-host": {307}, "redirect-host-302": {302}, "redirect-http": {307}, "redirect-loop": {307}, "redirect-nowhere": {302},
	} {
		r := b.byKey("fault-"+name).want(t, tc.status)
		to := r.header.Get("Location")
		switch name {
		case "redirect-nowhere":
			if to != "" {
				t.Errorf("%s: %s", name, to)
			}
		case "redirect-loop":
			if to != b.in.Cloud.AuthURL+"/identity/token" {
				t.Errorf("%s: %s", name, to)
			}
		case "redirect-http":
			if !strings.HasPrefix(to, "http://127.0.0.1:") {
				t.Errorf("%s: %s", name, to)
			}
		default:
			if !strings.HasPrefix(to, "https://127.0.0.1:") || strings.HasPrefix(to, b.in.Cloud.AuthURL) {
				t.Errorf("%s: %s", name, to)
			}
		}
	}
	careless := *b.client
	careless.CheckRedirect = nil
	b.client = &careless
	for entry, name := range map[string]string{"elsewhere": "redirect-host", "plain": "redirect-http"} {
		b.byKey("fault-"+name).want(t, 200).text(t, "access_token")
		got := b.sim.Requests()
		last := got[len(got)-1]
		if last.Entry != entry || last.Method != "POST" || last.Form["apikey"] != sim.Hidden {
			t.Errorf("%s: the last request is %+v", name, last)
		}
	}
}

func TestFail(t *testing.T) {
	b := start(t, sim.Options{})
	models, spaces := b.in.Cloud.URL+modelsPath, b.in.Cloud.PlatformURL+"/v2/spaces"
	status := func(want ...int) {
		t.Helper()
		for i, w := range want {
			if r := b.byKey(b.in.Cloud.APIKey); r.status != w {
				t.Fatalf("call %d: status %d, want %d", i+1, r.status, w)
			}
		}
	}
	t.Run("some times", func(*testing.T) {
		f := named(t, "503")
		f.Times = 2
		b.sim.Fail("cloud", f)
		status(503, 503, 200)
	})
	t.Run("until undone, the last first", func(*testing.T) {
		undoFirst := b.sim.Fail("cloud", named(t, "503"))
		undoSecond := b.sim.Fail("cloud", named(t, "429-none"))
		status(429, 429)
		undoSecond()
		status(503)
		undoFirst()
		undoFirst()
		status(200)
	})
	t.Run("one path", func(t *testing.T) {
		f := named(t, "html-503")
		f.Path = "/v2/"
		undo := b.sim.Fail("cloud", f)
		defer undo()
		status(200)
		b.get(spaces).want(t, 503)
		b.get(models).want(t, 200)
	})
	t.Run("one entry", func(t *testing.T) {
		undo := b.sim.Fail("aws", named(t, "500"))
		defer undo()
		status(200)
		b.get(b.in.AWS.URL+modelsPath).want(t, 500)
	})
	t.Run("all entries", func(t *testing.T) {
		undo := b.sim.Fail("", named(t, "500"))
		defer undo()
		status(500)
		b.get(b.in.CP4D.URL+"/v2/spaces").want(t, 500)
	})
	t.Run("a refused sign-in leaves services alone, and the reverse", func(t *testing.T) {
		undo := b.sim.Fail("cloud", named(t, "BXNIM0436E"))
		b.get(models).want(t, 200)
		status(401)
		undo()
		undo = b.sim.Fail("cloud", named(t, "authorization_rejected"))
		defer undo()
		status(200)
		b.get(models).want(t, 403)
	})
	t.Run("a strange token for the good key", func(t *testing.T) {
		undo := b.sim.Fail("cloud", named(t, "life-900"))
		defer undo()
		b.get(models).want(t, 200)
		if n := b.byKey(b.in.Cloud.APIKey).number(t, "expires_in"); n != 900 {
			t.Errorf("expires_in %d", n)
		}
		b.byKey(b.in.Failing.UnknownKey).want(t, 400)
	})
	t.Run("one of its own", func(t *testing.T) {
		undo := b.sim.Fail("cloud", sim.Fault{
			Status: 418, Header: map[string]string{"Content-Type": "text/plain", "X-Where": "{url}{path}"}, Body: "{request_id}",
			Delay: time.Millisecond,
		})
		defer undo()
		r := b.byKey("x").want(t, 418)
		if r.header.Get("X-Where") != b.in.Cloud.AuthURL+"/identity/token" || r.body != r.header.Get("X-Request-Id") {
			t.Errorf("%v %s", r.header, r.body)
		}
	})
	t.Run("exchanges count all the same", func(t *testing.T) {
		before := b.sim.Exchanges()
		undo := b.sim.Fail("cloud", named(t, "503"))
		defer undo()
		status(503)
		if n := b.sim.Exchanges() - before; n != 1 {
			t.Errorf("%d exchanges", n)
		}
	})
	t.Run("many at once", func(t *testing.T) {
		f := named(t, "503")
		f.Times, f.Path = 10, "/ml/"
		b.sim.Fail("cloud", f)
		var mu sync.Mutex
		got := map[int]int{}
		var wg sync.WaitGroup
		for range 30 {
			wg.Go(func() {
				res, err := b.client.Get(models)
				if err != nil {
					t.Error(err)
					return
				}
				res.Body.Close()
				mu.Lock()
				defer mu.Unlock()
				got[res.StatusCode]++
			})
		}
		wg.Wait()
		if got[503] != 10 || got[200] != 20 {
			t.Errorf("%v", got)
		}
	})
}

// hostile sends the key of a hostile row and gives the answer, still unread.
func (b *bench) hostile(ctx context.Context, client *http.Client, name string) (*http.Response, error) {
	b.Helper()
	body := strings.NewReader(fields("grant_type", apikeyGrant, "apikey", "fault-"+name).Encode())
	r, err := http.NewRequestWithContext(ctx, "POST", b.in.Cloud.AuthURL+"/identity/token", body)
	if err != nil {
		b.Fatal(err)
	}
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	return client.Do(r)
}

func TestHostileServers(t *testing.T) {
	for _, proto := range []string{"HTTP/1.1", "HTTP/2.0"} {
		t.Run(proto, func(t *testing.T) {
			b := start(t, sim.Options{})
			tr := b.client.Transport.(*http.Transport).Clone()
			tr.MaxResponseHeaderBytes = 1 << 20
			if proto == "HTTP/1.1" {
				tr.TLSClientConfig.NextProtos = []string{"http/1.1"}
				tr.ForceAttemptHTTP2 = false
			}
			client := &http.Client{Transport: tr}
			defer tr.CloseIdleConnections()

			t.Run("hang", func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 300*time.Millisecond)
				defer cancel()
				if _, err := b.on(t).hostile(ctx, client, "hang"); !errors.Is(err, context.DeadlineExceeded) {
					t.Error(err)
				}
			})
			t.Run("drip", func(t *testing.T) {
				ctx, cancel := context.WithTimeout(t.Context(), 1500*time.Millisecond)
				defer cancel()
				res, err := b.on(t).hostile(ctx, client, "drip")
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				if res.Proto != proto {
					t.Errorf("came by %s", res.Proto)
				}
				got, err := io.ReadAll(res.Body)
				if !errors.Is(err, context.DeadlineExceeded) || len(got) == 0 || len(got) > 5 {
					t.Errorf("%q, %v", got, err)
				}
			})
			t.Run("endless", func(t *testing.T) { pours(t, b, client, "endless", 8<<20) })
			t.Run("gzip bomb", func(t *testing.T) { pours(t, b, client, "gzip-bomb", 8<<20) })
			for _, name := range []string{"big-headers", "informational", "reset"} {
				t.Run(name, func(t *testing.T) {
					ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
					defer cancel()
					res, err := b.on(t).hostile(ctx, client, name)
					if err == nil {
						res.Body.Close()
						t.Fatalf("answered with %s", res.Status)
					}
					if ctx.Err() != nil {
						t.Errorf("the client was not driven off: %v", err)
					}
				})
			}
			t.Run("cut", func(t *testing.T) {
				res, err := b.on(t).hostile(t.Context(), client, "cut")
				if err != nil {
					t.Fatal(err)
				}
				defer res.Body.Close()
				got, err := io.ReadAll(res.Body)
				if err == nil || len(got) == 0 {
					t.Errorf("%q, %v", got, err)
				}
			})
		})
	}
}

// pours reads n bytes of an endless answer and leaves.
func pours(t *testing.T, b *bench, client *http.Client, name string, n int64) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), 60*time.Second)
	defer cancel()
	res, err := b.on(t).hostile(ctx, client, name)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	if got, err := io.CopyN(io.Discard, res.Body, n); err != nil {
		t.Errorf("%d bytes, then %v", got, err)
	}
}

func TestPlainHTTPToAnHTTPSOrigin(t *testing.T) {
	b := start(t, sim.Options{})
	conn, err := net.Dial("tcp", strings.TrimPrefix(b.in.Cloud.AuthURL, "https://"))
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, err := io.WriteString(conn, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"); err != nil {
		t.Fatal(err)
	}
	got, err := io.ReadAll(conn)
	if err != nil || !strings.HasPrefix(string(got), "HTTP/1.0 400") {
		t.Errorf("%.60q, %v", got, err)
	}
	if n := len(b.sim.Requests()); n != 0 {
		t.Errorf("%d requests written down", n)
	}
}
