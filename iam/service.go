package iam

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// wmlVersion is the API date that every call of Watson Machine Learning and
// watsonx.ai needs; any from this one on does.
const wmlVersion = "2020-08-01"

// get makes a call that only reads. Without a token it goes without.
func (k *caller) get(ctx context.Context, check Check, address string, token secret.Text) (answer, error) {
	r := request{check: check, method: http.MethodGet, url: address}
	if !token.Empty() {
		r.header = http.Header{"Authorization": {bearer + " " + token.Reveal()}}
	}
	return k.send(ctx, r)
}

// object makes such a call and reads its answer, which must be a JSON object.
func (k *caller) object(ctx context.Context, check Check, address string, token secret.Text) (map[string]any, answer, error) {
	a, err := k.get(ctx, check, address, token)
	if err != nil {
		return nil, a, err
	}
	o, reason := readObject(a.body)
	switch reason {
	case "":
		return o, a, nil
	case ReasonNoToken:
		reason = ReasonNotJSON
	}
	e := &Error{Check: check, Reason: reason, Status: a.status}
	if reason == ReasonHTML {
		e.Message = k.clean(htmlTitle(a.body))
	}
	return nil, a, k.about(request{}, a, e)
}

// service asks whether the service takes the token.
func (t *test) service(ctx context.Context, r *Result) error {
	if ask := callsOf(t.p.Kind).service; ask != nil {
		return ask(t, ctx, r)
	}
	return t.hosted(ctx, r)
}

// hosted asks the platform for its list of spaces, then the regional endpoint.
func (t *test) hosted(ctx context.Context, r *Result) error {
	if err := t.platform(ctx, r); err != nil {
		return err
	}
	return t.learning(ctx, r)
}

// platform lists one space: any answer that is a list proves that the token is
// accepted. A host that no region map knows may have no platform calls at all.
func (t *test) platform(ctx context.Context, r *Result) error {
	list, a, err := t.object(ctx, CheckService, t.p.Platform()+"/v2/spaces?limit=1", t.token.Access)
	r.Host, r.Via = a.host, a.via
	if isStatus(err, http.StatusNotFound) && t.p.Platform() == t.p.ServiceURL() {
		return nil
	}
	if err != nil {
		return err
	}
	if found, _ := list["resources"].([]any); len(found) == 0 {
		r.Note = NoteNoSpaces
	}
	return nil
}

// learning asks the endpoint of Watson Machine Learning. Where the profile names an
// instance, that one is looked at; else the deployments are asked for without space
// or project, which a service that takes the token answers with 400.
func (t *test) learning(ctx context.Context, r *Result) error {
	address := t.p.ServiceURL() + "/ml/v4/deployments?limit=1&version=" + wmlVersion
	instance := t.p.Kind == profile.Cloud && t.p.InstanceID != ""
	if instance {
		address = t.p.ServiceURL() + "/ml/v4/instances/" + url.PathEscape(t.p.InstanceID) + "?version=" + wmlVersion
	}
	_, a, err := t.object(ctx, CheckService, address, t.token.Access)
	r.Host, r.Via, r.HTTP = a.host, a.via, a.status
	if !instance && wantsPlace(err) {
		return nil
	}
	return err
}

// wantsPlace reports whether a refusal only says that the request names no space or
// project.
func wantsPlace(err error) bool {
	var e *Error
	return errors.As(err, &e) && e.Status == http.StatusBadRequest &&
		(strings.EqualFold(e.Code, "invalid_request_entity") || strings.Contains(e.Message, "space_id"))
}

func isStatus(err error, status ...int) bool {
	var e *Error
	return errors.As(err, &e) && slices.Contains(status, e.Status)
}

// cluster asks a Cloud Pak for Data who the token's user is, and for the version of
// its Watson Machine Learning, which older releases tell under another path and which
// needs no token.
func (t *test) cluster(ctx context.Context, r *Result) error {
	_, a, err := t.object(ctx, CheckService, t.p.ServiceURL()+"/usermgmt/v1/user/currentUserInfo", t.token.Access)
	r.Host, r.Via, r.HTTP = a.host, a.via, a.status
	if err != nil && !isStatus(err, http.StatusNotFound) {
		return err
	}
	version, found, err := t.version(ctx)
	if err != nil {
		return err
	}
	if !found { // neither path is known: the call that matters decides
		return t.learning(ctx, r)
	}
	r.Version = version
	if told := t.p.CPDVersion; told != "" && version != "" && !strings.HasPrefix(version+".", told+".") {
		r.Note = NoteVersion
	}
	return nil
}

// version asks for the version of Watson Machine Learning on a cluster.
func (t *test) version(ctx context.Context) (string, bool, error) {
	for _, path := range []string{"/ml/wml_services/v2/version", "/ml/wml_services/version"} {
		o, _, err := t.object(ctx, CheckService, t.p.ServiceURL()+path, secret.Text{})
		switch {
		case err == nil:
			return Clean(str(o, "version")), true, nil
		case !isStatus(err, http.StatusNotFound, http.StatusUnauthorized, http.StatusForbidden):
			return "", false, err
		}
	}
	return "", false, nil
}

// studioService has nothing to ask: no call of Watson Studio Local is known that only
// reads. It tells, though, when the host is a Cloud Pak for Data.
func (t *test) studioService(ctx context.Context, r *Result) error {
	r.Status, r.Note = StatusSkipped, NoteNoSuchCall
	if _, found, err := t.version(ctx); err == nil && found {
		r.Note = NoteLooksCP4D
	}
	return nil
}

// place asks for the deployments of the profile's space or project: that takes a role
// in it and the service associated with it.
func (t *test) place(ctx context.Context, r *Result) error {
	id, param, list := t.p.SpaceID, "space_id", "/v2/spaces/"
	if r.Check == CheckProject {
		id, param, list = t.p.ProjectID, "project_id", "/v2/projects/"
	}
	switch {
	case !t.p.Kind.HasPlaces():
		r.Status, r.Note = StatusSkipped, NoteNoSuchCall
		return nil
	case id == "":
		r.Status, r.Note = StatusSkipped, NoteNoPlace
		return nil
	}
	query := url.Values{"version": {wmlVersion}, "limit": {"1"}, param: {id}}
	_, a, err := t.object(ctx, r.Check, t.p.ServiceURL()+"/ml/v4/deployments?"+query.Encode(), t.token.Access)
	r.Host, r.Via, r.HTTP = a.host, a.via, a.status
	if err != nil {
		return err
	}
	// The name is a courtesy: a platform that does not tell it is no failure.
	if o, _, err := t.object(ctx, r.Check, t.p.Platform()+list+url.PathEscape(id), t.token.Access); err == nil {
		r.Name = readPlace(o).Name
	}
	return nil
}
