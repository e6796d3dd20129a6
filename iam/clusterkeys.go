package iam

import (
	"context"
	"errors"
	"net/http"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// pathsRenew are the calls by which clusters make a user's key, the newest first.
const (
	pathRenew    = "/usermgmt/v1/user/apikey/regenerate"
	pathRenewOld = "/usermgmt/v1/user/apiKey"
)

// RenewKey has a Cloud Pak for Data cluster make a new API key for the token's user, who
// has but one: the old key ends with it. It is sent once; after an answer that was lost
// the old key may be dead. The cluster is never asked which key a user has: that call may
// make a new one. Failures are *Error.
func (c *Client) RenewKey(ctx context.Context, cred Credential, t Token) (secret.Text, error) {
	ctx, cancel := c.bounded(ctx)
	defer cancel()
	k := c.caller(cred)
	k.hideToo(t.Access)
	key, err := k.renewKey(ctx, t)
	return key, of(cred.Profile, err)
}

func (k *caller) renewKey(ctx context.Context, t Token) (secret.Text, error) {
	if k.p.Kind != profile.CP4D {
		return secret.Text{}, badAddress(errors.New("only a Cloud Pak for Data cluster makes keys by this call"))
	}
	base := k.p.ServiceURL()
	if base == "" {
		return secret.Text{}, badAddress(errors.New("the cluster's address is not valid"))
	}
	r := request{check: CheckService, step: StepRenewKey, method: http.MethodPost, once: true}
	r.header = http.Header{"Authorization": {bearer + " " + t.Access.Reveal()}}
	r.url = base + pathRenew
	a, err := k.send(ctx, r)
	if isStatus(err, http.StatusNotFound, http.StatusMethodNotAllowed) { // nothing was done there
		r.url = base + pathRenewOld
		a, err = k.send(ctx, r)
	}
	if err != nil {
		return secret.Text{}, err
	}
	o, reason := readObject(a.body)
	if reason == "" {
		text, bad := tokenText(o, []string{"apiKey", "api_key", "apikey"})
		if bad == "" {
			return secret.New(text), nil
		}
		reason = bad
	}
	return secret.Text{}, k.about(r, a, &Error{Check: CheckService, Reason: reason, Status: a.status})
}
