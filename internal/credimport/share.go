package credimport

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"reflect"

	"lanyard/internal/profile"
)

// shareVersion is the version of the files that share writes and this program reads.
const shareVersion = 1

// readShare reads a file of profiles without secrets, as share writes it. ok is false
// for any other input.
func readShare(text string) (found []Found, ok bool, err error) {
	var head struct {
		Version  *int            `json:"version"`
		Profiles json.RawMessage `json:"profiles"`
	}
	if json.Unmarshal([]byte(text), &head) != nil || head.Version == nil || head.Profiles == nil {
		return nil, false, nil
	}
	if *head.Version != shareVersion {
		return nil, true, &ReadError{
			Problem: fmt.Sprintf("the file was written by a later Lanyard: its version is %d", *head.Version), Expected: "version 1",
			Next: "Update Lanyard, or ask for the file from the same version.",
		}
	}
	begins := profileOffsets(text)
	doc := newDocument(text)
	var list []json.RawMessage
	if err := json.Unmarshal(head.Profiles, &list); err != nil {
		return nil, true, &ReadError{Problem: "profiles is no list", Expected: "a list of profiles"}
	}
	for i, raw := range list {
		at := spot{1, 1}
		if i < len(begins) {
			at = doc.spot(begins[i])
		}
		var p profile.Profile
		if err := json.Unmarshal(raw, &p); err != nil {
			return nil, true, shareProblem(at, err)
		}
		found = append(found, shared(p, at))
	}
	if len(found) == 0 {
		return nil, true, &ReadError{Problem: "the file has no profile in it", Expected: "profiles that lanyard share wrote"}
	}
	return found, true, nil
}

// shareProblem says what is wrong with a profile in a file.
func shareProblem(at spot, err error) error {
	problem := &ReadError{Line: at.line, Column: at.column, Problem: "this profile is not as share writes it", Expected: "the fields of a profile", Next: "Ask for the file again."}
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		problem.Problem = fmt.Sprintf("the field %q of this profile is not of the right kind", wrong.Field)
		switch wrong.Type.Kind() {
		case reflect.Bool:
			problem.Expected = "true or false"
		case reflect.String:
			problem.Expected = "a text"
		case reflect.Slice:
			problem.Expected = "a list"
		}
	}
	return problem
}

// profileOffsets finds where each profile begins.
func profileOffsets(text string) []int {
	var at []int
	p := &parser{lex: newLexer(text, 0, false), vars: map[string]string{}, bind: func(_, v value) {
		for _, m := range memberOf(v, "profiles").members {
			at = append(at, m.at)
		}
	}}
	p.all()
	return at
}

// shared makes a find of a shared profile. Whatever it says about where the key will go,
// other than its address, is pointed out: the file can come from anyone.
func shared(p profile.Profile, at spot) Found {
	p.ID, p.KeyID, p.ProxyKeyID, p.Pinned = "", "", "", false
	f := Found{Format: "share", Line: at.line, Column: at.column, secretAt: at, Why: fmt.Sprintf("The file says so: %s.", p.Kind.Title())}
	var said []profile.Note
	f.Profile, said = profile.Tidy(p)
	for _, n := range said {
		f.Cleaned = append(f.Cleaned, n.Text)
	}
	f.Notes = append(f.Notes, "A shared profile has no key: enter your own.")
	if p.AuthURL != "" {
		f.Notes = append(f.Notes, "It signs in at "+showAddress(p.AuthURL)+": the key goes there.")
	}
	if p.CPDIdentity != "" && p.CPDIdentity != profile.IdentityOff {
		f.Notes = append(f.Notes, "A password goes to the identity service "+showAddress(p.CPDIdentity)+" as well.")
	}
	switch {
	case p.TLS.Mode == profile.TLSInsecure:
		f.Notes = append(f.Notes, "It does not check certificates: whoever is in between can take the key.")
	case p.TLS.CAPEM != "":
		f.Notes = append(f.Notes, "It trusts certificates of its own.")
	case p.TLS.Mode == profile.TLSPin:
		f.Notes = append(f.Notes, "It trusts one certificate alone.")
	}
	if p.Proxy != "" {
		f.Notes = append(f.Notes, "It goes through the proxy "+showAddress(p.Proxy)+".")
	}
	f.Missing = missing(f.Profile, false)
	return f
}

// showAddress gives an address for a message: its origin, or, where it can't be read,
// nothing of it.
func showAddress(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Host == "" {
		return "that the file names"
	}
	return u.Scheme + "://" + u.Host
}
