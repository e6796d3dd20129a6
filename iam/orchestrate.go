package iam

import (
	"context"
	"encoding/json"
	"errors"
	"net/url"

	"lanyard/internal/profile"
)

// orchestrate signs in for watsonx Orchestrate: on IBM Cloud and on a cluster as
// everybody does there, on AWS as IBM's Agent Development Kit does.
func (k *caller) orchestrate(ctx context.Context, address string, cred Credential) (Token, error) {
	switch k.p.Auth() {
	case profile.AuthIAM:
		return k.form(ctx, address, "", url.Values{"grant_type": {grantAPIKey}, "apikey": {cred.Key.Reveal()}})
	case profile.AuthCPD:
		return k.authorize(ctx, address, cred)
	}
	return k.console(ctx, address, cred)
}

// console asks the older sign-in of the SaaS platform and then, where that gives no token,
// the newer one for the instance. When neither does, the newer one's failure is told, unless
// only the older one was reached.
func (k *caller) console(ctx context.Context, address string, cred Credential) (Token, error) {
	t, err := k.aws(ctx, address, cred)
	second := k.p.FallbackURL()
	if err == nil || second == "" || ctx.Err() != nil {
		return t, err
	}
	t, again := k.aws(ctx, second, cred)
	var e *Error
	if errors.As(again, &e) && e.Status == 0 {
		return t, err
	}
	return t, again
}

// knowledge lists the knowledge bases of an instance of watsonx Orchestrate: the call with
// which the Agent Development Kit tries a new token (orchestrate env activate).
func (t *test) knowledge(ctx context.Context, r *Result) error {
	a, err := t.get(ctx, CheckService, t.p.InstanceURL()+"/v1/orchestrate/knowledge-bases", t.token.Access)
	r.Host, r.Via, r.HTTP = a.host, a.via, a.status
	if err != nil {
		return err
	}
	if !json.Valid(a.body) { // a proxy's page, say
		return t.about(request{}, a, &Error{Check: CheckService, Reason: ReasonNotJSON, Status: a.status, Message: t.clean(htmlTitle(a.body))})
	}
	return nil
}
