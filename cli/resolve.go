package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/reference"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
)

// resolver gives what references stand for. A profile that was changed since it was agreed
// to gives nothing, its address neither: a key that stands beside the reference would go
// there.
type resolver struct {
	*program
	runtime   *app.Runtime
	fromStdin bool // with --secrets memory, keys come from standard input, one a line

	given map[string]secret.Text // by profile id and field
	until map[string]wallet.Token
}

func (a *program) resolver(d *app.Runtime, fromStdin bool) *resolver {
	return &resolver{program: a, runtime: d, fromStdin: fromStdin, given: map[string]secret.Text{}, until: map[string]wallet.Token{}}
}

// in resolves the references of one text. Failures name the reference and where it stands,
// which where tells for a line.
func (r *resolver) in(ctx context.Context, where func(line int) string) reference.Resolve {
	return func(ref reference.Ref) (secret.Text, error) {
		value, err := r.resolve(ctx, ref)
		if err != nil {
			f := explained(err)
			f.What = fmt.Sprintf("%s in %s stands for nothing: %s", ref.Text, where(ref.Line), lowerFirst(f.What))
			return secret.Text{}, &failure{Failure: f, cause: err}
		}
		return value, nil
	}
}

func (r *resolver) resolve(ctx context.Context, ref reference.Ref) (secret.Text, error) {
	p, err := r.runtime.Find(ctx, ref.Profile)
	if err != nil {
		return secret.Text{}, err
	}
	at := p.ID + "/" + string(ref.Field)
	if value, ok := r.given[at]; ok {
		return value, nil
	}
	value, err := r.field(ctx, p, ref.Field)
	if err != nil {
		return secret.Text{}, wayOut(p, err)
	}
	if value.Empty() {
		return secret.Text{}, usage("lanyard edit "+shellquote.Word(p.Name)+" sets it", "profile %q has no %s", p.Name, ref.Field)
	}
	r.given[at] = value
	return value, nil
}

func (r *resolver) field(ctx context.Context, p profile.Profile, f reference.Field) (secret.Text, error) {
	switch f {
	case reference.Key:
		return r.keyInHand(ctx, r.runtime, p, r.fromStdin)
	case reference.Token:
		if err := r.fillMemory(ctx, r.runtime, p, r.fromStdin); err != nil {
			return secret.Text{}, err
		}
		t, err := r.fetchWithCode(ctx, r.runtime, &p, false, false)
		if err == nil {
			r.warnOfClock(t)
			r.until[p.Name] = t
		}
		return t.Access, err
	}
	if !r.runtime.InMemory { // there, nothing is kept that a place could be compared with
		if err := r.runtime.CheckAgreed(ctx, p.ID); err != nil {
			return secret.Text{}, err
		}
	}
	text, err := plainField(p, f)
	return secret.New(text), err
}

// plainField is what a profile has in the clear.
func plainField(p profile.Profile, f reference.Field) (string, error) {
	switch f {
	case reference.Username:
		return p.Username, nil
	case reference.URL:
		return p.URL, nil
	case reference.AuthURL:
		if p.AuthURL != "" {
			return p.AuthURL, nil
		}
		return p.SignInURL()
	case reference.SpaceID:
		return p.SpaceID, nil
	case reference.ProjectID:
		return p.ProjectID, nil
	case reference.AccountID:
		return p.AccountID, nil
	case reference.InstanceID:
		if p.Kind == profile.CP4D {
			return profile.InstanceOpenShift, nil
		}
		return p.InstanceID, nil
	}
	return "", fmt.Errorf("there is no field %q", string(f))
}

// referenceFailure gives the failures of references their words: they are ways in which
// the file does not fit.
func referenceFailure(where func(line int) string, err error) error {
	m, ok := errors.AsType[*reference.MalformedError](err)
	if !ok {
		return err
	}
	var fields []string
	for _, f := range reference.Fields() {
		fields = append(fields, string(f))
	}
	e := usage("write lanyard://PROFILE/FIELD, PROFILE percent-encoded, FIELD one of "+strings.Join(fields, ", "), "%s in %s stands for nothing", m.Text, where(m.Line))
	if f, ok := errors.AsType[*failure](e); ok {
		f.Why = sentence(m.Why)
	}
	return e
}

// lowerFirst is a headline in the midst of a sentence, unless it begins with what is
// written with a capital.
func lowerFirst(s string) string {
	first, n := utf8.DecodeRuneInString(s)
	second, _ := utf8.DecodeRuneInString(s[n:])
	if unicode.IsUpper(second) || strings.HasPrefix(s, "Lanyard") || strings.HasPrefix(s, "IBM") {
		return s
	}
	return string(unicode.ToLower(first)) + s[n:]
}
