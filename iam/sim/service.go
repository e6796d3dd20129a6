package sim

import (
	"errors"
	"net/http"
	"net/url"
	"strconv"
	"time"
)

// place is a deployment space or a project.
type place struct {
	id      string
	name    string
	about   string
	created time.Time
	deny    string // the fault that machine learning calls meet there
}

// service is what stands behind a sign-in: the machine learning API and the
// platform API, of which only what a check of a credential needs.
type service struct {
	kid      string // whose tokens it takes
	instance string // id of the service instance; "" where there is none
	spaces   []place
	projects []place
	closed   place                  // a space in which nobody here is a member; no id: none
	zenKey   func(text string) bool // nil where ZenApiKey is not known
}

// admit answers and gives false unless the request carries a token that is
// good here. withZen is for the calls that take a ZenApiKey too.
func (sv *service) admit(c *call, withZen bool) bool {
	scheme, raw := c.authorization()
	switch {
	case scheme == "zenapikey" && withZen && sv.zenKey != nil && sv.zenKey(raw):
		return true
	case scheme != "bearer":
		c.refuse("authentication_token_not_valid")
		return false
	}
	claims, err := c.site.sim.sign.verify(sv.kid, raw)
	if errors.Is(err, errTokenExpired) {
		c.refuse("authentication_token_expired")
		return false
	}
	if err != nil {
		c.refuse("authentication_token_not_valid")
		return false
	}
	if name, ok := claims[faultClaim].(string); ok && c.site.sim.faults.rows[name].On != OnKeys {
		c.refuse(name)
		return false
	}
	return true
}

// ml serves the machine learning API.
func (sv *service) ml(st *site) {
	st.handle("GET /ml/v1/foundation_model_specs", sv.models)
	st.handle("GET /ml/v4/deployments", sv.deployments)
	st.handle("POST /ml/v4/deployments/{id}/predictions", sv.predictions)
	st.handle("GET /ml/v4/instances/{id}", sv.instances)
}

// dated gives false, and answers, when the version date is missing.
func (c *call) dated() bool {
	v, err := time.Parse(time.DateOnly, c.r.URL.Query().Get("version"))
	if err != nil || v.Before(time.Date(2020, 8, 1, 0, 0, 0, 0, time.UTC)) {
		c.fail(Fault{Status: http.StatusBadRequest, Body: wmlBody("400", "invalid_request_entity", "The version query parameter must be a date from 2020-08-01 on.")})
		return false
	}
	return true
}

// models needs no token: the catalogue is public.
func (sv *service) models(c *call) {
	if !c.dated() {
		return
	}
	all := []object{
		{
			{"model_id", "ibm/granite-3-8b-instruct"},
			{"label", "granite-3-8b-instruct"},
			{"provider", "IBM"},
			{"source", "IBM"},
			{"functions", []object{{{"id", "text_chat"}}, {{"id", "text_generation"}}}},
		},
		{
			{"model_id", "ibm/slate-125m-english-rtrvr-v2"},
			{"label", "slate-125m-english-rtrvr-v2"},
			{"provider", "IBM"},
			{"source", "IBM"},
			{"functions", []object{{{"id", "embedding"}}}},
		},
	}
	p := c.page(len(all), 100)
	c.json(http.StatusOK, append(p.head(c), member{"total_count", len(all)}, member{"resources", all[p.from:p.to]}))
}

// deployments needs to be told in which space or project.
func (sv *service) deployments(c *call) {
	if !sv.admit(c, false) || !c.dated() {
		return
	}
	q := c.r.URL.Query()
	space, project := q.Get("space_id"), q.Get("project_id")
	id, kind, in := space, "space_id", sv.spaces
	if space == "" {
		id, kind, in = project, "project_id", sv.projects
	}
	switch {
	case id == "":
		c.refuse("invalid_request_entity")
		return
	case space != "" && project != "":
		c.fail(Fault{Status: http.StatusBadRequest, Body: wmlBody("400", "invalid_request_entity", "Give either space_id or project_id, not both.")})
		return
	}
	at, ok := sv.find(c, id, in)
	if !ok {
		return
	}
	if at.deny != "" {
		c.refuse(at.deny)
		return
	}
	all := []object{deployment(at, kind, "churn-online"), deployment(at, kind, "churn-batch")}
	p := c.page(len(all), 100)
	c.json(http.StatusOK, append(p.head(c), member{"resources", all[p.from:p.to]}))
}

// predictions scores with any deployment: a prediction for every row of values.
func (sv *service) predictions(c *call) {
	if !sv.admit(c, false) || !c.dated() {
		return
	}
	var in struct {
		InputData []struct {
			Values [][]any `json:"values"`
		} `json:"input_data"`
	}
	if !c.object(&in) || len(in.InputData) == 0 {
		c.fail(Fault{Status: http.StatusBadRequest, Body: wmlBody("400", "invalid_request_entity", "The payload must have input_data.")})
		return
	}
	var all []object
	for _, data := range in.InputData {
		rows := make([]any, 0, len(data.Values))
		for range data.Values {
			rows = append(rows, []any{"T", []float64{0.25, 0.75}})
		}
		all = append(all, object{{"fields", []string{"prediction", "probability"}}, {"values", rows}})
	}
	c.json(http.StatusOK, object{{"predictions", all}})
}

func deployment(at place, kind, name string) object {
	return object{
		{"metadata", object{
			{"id", uuid()},
			{"name", name},
			{kind, at.id},
			{"created_at", at.created.UTC().Format(time.RFC3339)},
		}},
		{"entity", object{
			{"asset", object{{"id", uuid()}}},
			{"online", object{}},
			{"status", object{{"state", "ready"}}},
		}},
	}
}

// find gives the place of that id, or answers why not.
func (sv *service) find(c *call, id string, in []place) (place, bool) {
	if f, ok := c.site.sim.faults.chosen(id, OnService, OnWire); ok {
		c.fail(f)
		return place{}, false
	}
	for _, p := range in {
		if p.id == id {
			return p, true
		}
	}
	if id == sv.closed.id && id != "" {
		c.refuse("authorization_rejected")
		return place{}, false
	}
	c.refuse("container_not_found")
	return place{}, false
}

func (sv *service) instances(c *call) {
	if !sv.admit(c, false) || !c.dated() {
		return
	}
	id := c.r.PathValue("id")
	if f, ok := c.site.sim.faults.chosen(id, OnService, OnWire); ok {
		c.fail(f)
		return
	}
	if id != sv.instance || id == "" {
		c.refuse("instance_not_found")
		return
	}
	c.json(http.StatusOK, object{
		{"metadata", object{{"id", id}, {"created_at", "2024-02-12T09:30:00Z"}, {"modified_at", "2024-02-12T09:30:00Z"}}},
		{"entity", object{
			{"name", "watsonx.ai Runtime"},
			{"plan", object{{"name", "v2-standard"}, {"version", 2}}},
			{"status", "Active"},
			{"consumption", object{}},
		}},
	})
}

// platform serves the platform API.
func (sv *service) platform(st *site) {
	st.handle("GET /v2/spaces", sv.listSpaces)
	st.handle("GET /v2/spaces/{id}", func(c *call) { sv.one(c, sv.spaces, spaceObject) })
	st.handle("GET /v2/projects", sv.listProjects)
	st.handle("GET /v2/projects/{id}", func(c *call) { sv.one(c, sv.projects, projectObject) })
}

func (sv *service) one(c *call, in []place, show func(place) object) {
	if !sv.admit(c, true) {
		return
	}
	if p, ok := sv.find(c, c.r.PathValue("id"), in); ok {
		c.json(http.StatusOK, show(p))
	}
}

func spaceObject(p place) object {
	return object{
		{"metadata", object{
			{"id", p.id},
			{"url", "/v2/spaces/" + p.id},
			{"created_at", p.created.UTC().Format(time.RFC3339)},
			{"updated_at", p.created.UTC().Format(time.RFC3339)},
		}},
		{"entity", object{
			{"name", p.name},
			{"description", p.about},
			{"type", "wx"},
			{"stage", object{{"production", false}}},
			{"status", object{{"state", "active"}}},
		}},
	}
}

func projectObject(p place) object {
	return object{
		{"metadata", object{
			{"guid", p.id},
			{"url", "/v2/projects/" + p.id},
			{"created_at", p.created.UTC().Format(time.RFC3339)},
			{"updated_at", p.created.UTC().Format(time.RFC3339)},
		}},
		{"entity", object{
			{"name", p.name},
			{"description", p.about},
			{"type", "wx"},
			{"public", false},
		}},
	}
}

// listSpaces pages with start; the answer's next is a path on this host.
func (sv *service) listSpaces(c *call) {
	if !sv.admit(c, true) {
		return
	}
	p := c.page(len(sv.spaces), 200)
	c.json(http.StatusOK, append(p.head(c), member{"resources", shown(sv.spaces[p.from:p.to], spaceObject)}))
}

// listProjects pages with bookmark, as the projects API does.
func (sv *service) listProjects(c *call) {
	if !sv.admit(c, true) {
		return
	}
	p := c.page(len(sv.projects), 100)
	o := object{{"total_results", len(sv.projects)}, {"resources", shown(sv.projects[p.from:p.to], projectObject)}}
	if p.to < p.all {
		o = append(o, member{"bookmark", p.next()})
	}
	c.json(http.StatusOK, o)
}

func shown(in []place, show func(place) object) []object {
	out := make([]object, 0, len(in))
	for _, p := range in {
		out = append(out, show(p))
	}
	return out
}

// page is the part of a list that a request asks for.
type page struct {
	limit    int
	from, to int
	all      int
}

// page reads limit, and start or bookmark; out of range counts as not said.
func (c *call) page(all, most int) page {
	q := c.r.URL.Query()
	p := page{limit: most, all: all}
	if n, err := strconv.Atoi(q.Get("limit")); err == nil && n > 0 && n < most {
		p.limit = n
	}
	for _, name := range []string{"start", "bookmark"} {
		if n, err := strconv.Atoi(trimPage(q.Get(name))); err == nil && n > 0 && n <= all {
			p.from = n
		}
	}
	p.to = min(p.from+p.limit, all)
	return p
}

const pageMark = "page-"

func trimPage(s string) string {
	if len(s) < len(pageMark) || s[:len(pageMark)] != pageMark {
		return ""
	}
	return s[len(pageMark):]
}

func (p page) next() string { return pageMark + strconv.Itoa(p.to) }

// head is the part of a list's answer that leads to the other pages.
func (p page) head(c *call) object {
	href := func(start string) object {
		q := url.Values{}
		for name, v := range c.r.URL.Query() {
			if name != "start" && name != "limit" {
				q[name] = v
			}
		}
		q.Set("limit", strconv.Itoa(p.limit))
		if start != "" {
			q.Set("start", start)
		}
		return object{{"href", c.r.URL.Path + "?" + q.Encode()}}
	}
	o := object{{"limit", p.limit}, {"first", href("")}}
	if p.to < p.all {
		o = append(o, member{"next", href(p.next())})
	}
	return o
}
