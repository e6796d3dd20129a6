package explain

import (
	"fmt"
	"strings"
	"time"

	"lanyard/iam"
)

// Told is a result of the staged test in words: one line of what was found, and what
// to do about it, which may be empty.
type Told struct {
	Detail string
	Hint   string
}

// Tell puts a result of the staged test into words. Of a failed one, Detail is what
// failed and why, and Hint what to do next; [Result] gives the same in parts.
func Tell(r iam.Result) Told {
	if r.Status == iam.StatusFailed {
		f := Result(r)
		return Told{Detail: strings.TrimSpace(sentence(f.What) + " " + f.Why), Hint: f.Next}
	}
	if r.Status == iam.StatusSkipped && r.Note == "" {
		return Told{Detail: "Not checked."}
	}
	values := found(r)
	t := Told{Detail: fill(details()[r.Check], values)}
	if n, ok := notes()[r.Note]; ok {
		if r.Status == iam.StatusSkipped {
			t.Detail = fill(n.Detail, values)
		} else {
			t.Detail = strings.TrimSpace(t.Detail + " " + fill(n.Detail, values))
		}
		t.Hint = fill(n.Hint, values)
	}
	if r.Check == iam.CheckNetwork && r.Status == iam.StatusOK && r.ViaFrom != "" && r.ViaFrom != "environment" {
		t.Hint = fill("Programs of your own need the proxy too: HTTPS_PROXY=http://{proxy}.", values)
	}
	return t
}

// Result puts the failure of a staged test's check into words. Its exit code
// and check are those of the check that failed, whatever went wrong in it.
func Result(r iam.Result) Failure {
	if r.Status != iam.StatusFailed || r.Err == nil {
		return Failure{}
	}
	f := Explain(r.Err)
	f.Check = string(r.Check)
	f.Exit = f.TestExit()
	return f
}

// details is what a good check says. Parts in brackets go when a value is missing.
func details() map[iam.Check]string {
	return map[iam.Check]string{
		iam.CheckKeyring: "The key is there, and may go to this place.",
		iam.CheckAddress: "[Signs in at {host}.]",
		iam.CheckNetwork: "[Connected to {host}][ at {address}][, through the proxy {proxy} ({source})].",
		iam.CheckTLS:     "[{tls}][; certificate of {subject}][, issued by {issuer}][, valid until {until}].",
		iam.CheckSignIn:  "{host} accepted the credential.",
		iam.CheckToken:   "[Lives {life}.][ It is for {who}][, account {account}][.{end}]",
		iam.CheckService: "{host} takes the token[; Watson Machine Learning {version}].",
		iam.CheckSpace:   "This credential may work in the deployment space[ {name}].",
		iam.CheckProject: "This credential may work in the project[ {name}].",
	}
}

// notes is what a result says besides, or instead when the check was skipped.
func notes() map[iam.Note]Told {
	const python = "Python needs to trust it too: save the certificate chain and set REQUESTS_CA_BUNDLE to that file."
	return map[iam.Note]Told{
		iam.NoteAfterFailure: {Detail: "Not checked, because an earlier check failed."},
		iam.NoteNoKey:        {Detail: "Not read: no key is needed, it signs in with one-time codes."},
		iam.NoteUnusable:     {Detail: "Not read: the profile itself cannot be used."},
		iam.NoteUnsaved:      {Detail: "Not read: the key that was entered is used; it is not saved yet."},
		iam.NoteNoPlace: {
			Detail: "Not checked: the profile names no deployment space or project.",
			Hint:   "Choose one in the profile to check the access to it.",
		},
		iam.NoteNoSuchCall: {Detail: "Not checked: Watson Studio Local has no call for it that only reads. The sign-in is the proof."},
		iam.NoteLooksCP4D: {
			Detail: "Not checked: this host answers like Cloud Pak for Data, not like Watson Studio Local.",
			Hint:   "Change where the profile runs to Cloud Pak for Data, if that is what your administrator installed.",
		},
		iam.NoteProfileCA: {Detail: "Trusted thanks to the profile's CA certificate.", Hint: python},
		iam.NotePinned: {
			Detail: "It is the pinned certificate.",
			Hint:   "Python cannot pin: save the certificate chain and set REQUESTS_CA_BUNDLE to that file.",
		},
		iam.NoteInsecure: {
			Detail: "Not verified, as the profile says: anybody in between could read the key.",
			Hint:   "Trust this certificate, or add the authority's, instead of switching verification off.",
		},
		iam.NoteOpaque:     {Detail: "It does not tell whose it is."},
		iam.NoteNoLifetime: {Detail: "Nobody said how long it lives.", Hint: "Get a new token when a service answers 401."},
		iam.NoteClock: {
			Detail: "This computer's clock is {skew}.",
			Hint:   "Set the clock, or switch on that it sets itself: services may refuse tokens from the future.",
		},
		iam.NoteNoSpaces: {
			Detail: "It lists no deployment space for this identity.",
			Hint:   "Ask to be added to a space, or work in a project.",
		},
		iam.NoteVersion: {Detail: "The profile says another version.", Hint: "Set the version in the profile to {short}: snippets and older libraries need it."},
	}
}

// found are the values that the sentences may take up.
func found(r iam.Result) map[string]string {
	v := map[string]string{
		"host": r.Host, "proxy": r.Via, "address": r.Address, "name": r.Name, "version": r.Version, "short": short(r.Version),
		"source": map[string]string{"profile": "from the profile", "settings": "from Lanyard's settings", "environment": "from HTTPS_PROXY", "system": "from the system's settings"}[r.ViaFrom],
	}
	if r.TLS != nil {
		v["tls"] = r.TLS.Version
		if len(r.TLS.Chain) > 0 {
			leaf := r.TLS.Chain[0]
			v["subject"], v["issuer"], v["until"] = leaf.Subject, leaf.Issuer, leaf.NotAfter.Format(time.DateOnly)
		}
	}
	if t := r.Token; t != nil {
		c := t.Claims
		if v["who"] = who(c); v["who"] != "" {
			v["account"], v["end"] = c.AccountID, " "
		}
		if !t.ExpiresAt.IsZero() && !t.IssuedAt.IsZero() {
			v["life"] = inWords(t.ExpiresAt.Sub(t.IssuedAt))
		}
		switch {
		case t.Skew > 0:
			v["skew"] = inWords(t.Skew) + " slow"
		case t.Skew < 0:
			v["skew"] = inWords(-t.Skew) + " fast"
		}
	}
	return v
}

// who names a token's identity: "service ID scoring".
func who(c iam.Claims) string {
	name := c.Name
	if name == "" {
		name = c.Subject
	}
	return strings.TrimSpace(strings.Join([]string{c.SubjectType, name}, " "))
}

// short is a version's first two numbers, as profiles hold it.
func short(version string) string {
	parts := strings.SplitN(version, ".", 3)
	if len(parts) < 2 {
		return version
	}
	return fmt.Sprintf("%s.%s", parts[0], parts[1])
}
