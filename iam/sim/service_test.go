package sim_test

import (
	"encoding/json"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/iam/sim"
)

func TestServiceCalls(t *testing.T) {
	var skew atomic.Int64
	b := start(t, sim.Options{Now: func() time.Time { return time.Now().Add(time.Duration(skew.Load())) }})
	in := b.in.Cloud
	tok := b.userToken()
	cp4d := b.postJSON(b.in.CP4D.URL+authorizePath, cp4dBody(t, b.in.CP4D.Username, "password", b.in.CP4D.Password)).text(t, "token")
	deployments := in.URL + "/ml/v4/deployments?version=2020-08-01"
	for _, tc := range []struct {
		name, url string
		header    []string
		after     time.Duration
		status    int
		code      string
	}{
		{"models are public", in.URL + modelsPath, nil, 0, 200, ""},
		{"models without version", in.URL + "/ml/v1/foundation_model_specs", nil, 0, 400, "invalid_request_entity"},
		{"space", deployments + "&space_id=" + in.SpaceID, bearer(tok), 0, 200, ""},
		{"project", deployments + "&project_id=" + in.ProjectID, bearer(tok), 0, 200, ""},
		{"neither", deployments, bearer(tok), 0, 400, "invalid_request_entity"},
		{"both", deployments + "&project_id=" + in.ProjectID + "&space_id=" + in.SpaceID, bearer(tok), 0, 400, "invalid_request_entity"},
		{"version too old", in.URL + "/ml/v4/deployments?version=2019-01-01&space_id=" + in.SpaceID, bearer(tok), 0, 400, "invalid_request_entity"},
		{"forbidden space", deployments + "&space_id=" + in.ForbiddenSpaceID, bearer(tok), 0, 403, "authorization_rejected"},
		{"unknown space", deployments + "&space_id=0", bearer(tok), 0, 404, "container_not_found"},
		{"a project's id as space", deployments + "&space_id=" + in.ProjectID, bearer(tok), 0, 404, "container_not_found"},
		{"instance", in.URL + "/ml/v4/instances/" + in.InstanceID + "?version=2020-08-01", bearer(tok), 0, 200, ""},
		{"unknown instance", in.URL + "/ml/v4/instances/0?version=2020-08-01", bearer(tok), 0, 404, "instance_not_found"},
		{"platform space", in.PlatformURL + "/v2/spaces/" + in.SpaceID, bearer(tok), 0, 200, ""},
		{"platform, forbidden space", in.PlatformURL + "/v2/spaces/" + in.ForbiddenSpaceID, bearer(tok), 0, 403, "authorization_rejected"},
		{"platform project", in.PlatformURL + "/v2/projects/" + in.ProjectID, bearer(tok), 0, 200, ""},
		{"platform, unknown project", in.PlatformURL + "/v2/projects/0", bearer(tok), 0, 404, "container_not_found"},
		{"platform through the service's url", in.URL + "/v2/spaces", bearer(tok), 0, 200, ""},

		{"no token", in.PlatformURL + "/v2/spaces", nil, 0, 401, "authentication_token_not_valid"},
		{"the API key as token", deployments + "&space_id=" + in.SpaceID, bearer(in.APIKey), 0, 401, "authentication_token_not_valid"},
		{"cut token", deployments + "&space_id=" + in.SpaceID, bearer(tok[:len(tok)-9]), 0, 401, "authentication_token_not_valid"},
		{"changed token", deployments + "&space_id=" + in.SpaceID, bearer(tok[:len(tok)-9] + "AAAAAAAAA"), 0, 401, "authentication_token_not_valid"},
		{"another sign-in's token", in.PlatformURL + "/v2/spaces", bearer(cp4d), 0, 401, "authentication_token_not_valid"},
		{"unsigned token", in.PlatformURL + "/v2/spaces", bearer("eyJhbGciOiJub25lIiwia2lkIjoiMjAyNDA5MDIwODQyIn0.eyJzdWIiOiJhIn0."), 0, 401, "authentication_token_not_valid"},
		{"Basic", in.PlatformURL + "/v2/spaces", basic("a", tok), 0, 401, "authentication_token_not_valid"},
		{"just in time", in.PlatformURL + "/v2/spaces", bearer(tok), 59 * time.Minute, 200, ""},
		{"expired token", in.PlatformURL + "/v2/spaces", bearer(tok), time.Hour, 401, "authentication_token_expired"},
		{"expired token, machine learning", deployments + "&space_id=" + in.SpaceID, bearer(tok), time.Hour, 401, "authentication_token_expired"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			skew.Store(int64(tc.after))
			defer skew.Store(0)
			r := b.on(t).get(tc.url, tc.header...).want(t, tc.status)
			if tc.code == "" {
				return
			}
			v := r.json(t)
			if at(v, "errors.0.code") != tc.code || at(v, "errors.0.message") == nil || at(v, "errors.0.more_info") == nil {
				t.Error(r.body)
			}
			if n := r.number(t, "status_code"); n != int64(tc.status) {
				t.Errorf("status_code %d", n)
			}
			if trace := r.text(t, "trace"); len(trace) != 32 || trace != r.header.Get("X-Request-Id") {
				t.Errorf("trace %s", trace)
			}
		})
	}
}

// list reads a list to its end, a page at a time, and gives the names.
func (b *bench) list(url, token, id string, next func(reply) string) (names, ids []string) {
	b.Helper()
	for pages := 0; url != ""; pages++ {
		if pages > 20 {
			b.Fatal("the list has no end")
		}
		r := b.get(url, bearer(token)...).want(b.T, 200)
		entries, ok := r.json(b.T)["resources"].([]any)
		if !ok || len(entries) != 1 {
			b.Fatalf("%s: %s", url, r.body)
		}
		names = append(names, at(entries[0], "entity.name").(string))
		ids = append(ids, at(entries[0], "metadata."+id).(string))
		url = next(r)
	}
	return names, ids
}

func TestListsInPages(t *testing.T) {
	b := start(t, sim.Options{})
	tok := b.userToken()
	in := b.in.Cloud
	t.Run("spaces", func(t *testing.T) {
		b := b.on(t)
		names, ids := b.list(in.PlatformURL+"/v2/spaces?limit=1", tok, "id", func(r reply) string {
			if href, ok := at(r.json(t), "next.href").(string); ok {
				return in.PlatformURL + href
			}
			return ""
		})
		want := []string{"Churn scoring", "Fraud detection – staging", "R&D <sandbox>", "Zoë's experiments", "Übung 中文"}
		if d := cmp.Diff(want, names); d != "" {
			t.Error(d)
		}
		if ids[0] != in.SpaceID || strings.Contains(strings.Join(ids, " "), in.ForbiddenSpaceID) {
			t.Errorf("ids %v", ids)
		}
		for _, id := range ids {
			b.get(in.URL+"/ml/v4/deployments?version=2024-01-01&space_id="+id, bearer(tok)...).want(t, 200)
		}
	})
	t.Run("projects", func(t *testing.T) {
		b := b.on(t)
		names, ids := b.list(in.PlatformURL+"/v2/projects?limit=1", tok, "guid", func(r reply) string {
			if r.number(t, "total_results") != 4 {
				t.Error(r.body)
			}
			if mark, ok := r.json(t)["bookmark"].(string); ok {
				return in.PlatformURL + "/v2/projects?limit=1&bookmark=" + mark
			}
			return ""
		})
		if d := cmp.Diff([]string{"Churn study", "Claims triage", "Notebooks only", "Paused plan"}, names); d != "" {
			t.Error(d)
		}
		// Being a member is not enough for every one of them.
		for i, want := range []string{"", "", "no_associated_service_instance_error", "invalid_instance_status_error"} {
			r := b.get(in.URL+"/ml/v4/deployments?version=2024-01-01&project_id="+ids[i], bearer(tok)...)
			got, _ := at(r.json(t), "errors.0.code").(string)
			if got != want {
				t.Errorf("%s: %q, want %q", names[i], got, want)
			}
		}
	})
	t.Run("whole", func(t *testing.T) {
		for _, path := range []string{"/v2/spaces", "/v2/spaces?limit=0", "/v2/spaces?limit=junk", "/v2/spaces?start=junk", "/v2/spaces?limit=99999"} {
			if got := b.on(t).get(in.PlatformURL+path, bearer(tok)...).json(t)["resources"].([]any); len(got) != 5 {
				t.Errorf("%s: %d spaces", path, len(got))
			}
		}
	})
}

func TestPublicModelsCanBeLimited(t *testing.T) {
	b := start(t, sim.Options{})
	r := b.get(b.in.Cloud.URL+modelsPath+"&limit=1").want(t, 200)
	v := r.json(t)
	if n := len(v["resources"].([]any)); n != 1 || v["total_count"] != json.Number("2") {
		t.Error(r.body)
	}
	if r.status != http.StatusOK || at(v, "resources.0.model_id") == nil {
		t.Error(r.body)
	}
}
