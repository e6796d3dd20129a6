package credimport

import (
	"strings"
	"unicode"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// key finds what signs in.
func (b *build) key() {
	apiKey, password := b.apiKey(), b.password()
	b.f.secretAt = b.c.secretAt()
	switch {
	case b.p.Kind == profile.StudioLocal:
		if !apiKey.Empty() {
			b.note("The API key was left out: Watson Studio Local does not use one, and signs in with the password.")
		}
		b.use(profile.Password, password)
	case b.p.Kind == profile.CP4D, b.p.Auth() == profile.AuthCPD:
		b.eitherKey(apiKey, password)
	case b.p.Kind == "":
		b.f.Secret = apiKey
	default:
		if b.hosted(apiKey, password); b.p.ByCode() {
			return
		}
	}
	b.elsewhere()
	if !b.f.HasSecret() {
		b.token()
	}
}

// hosted finds what signs in to IBM's own: an API key, or a person with one-time codes.
func (b *build) hosted(apiKey, password secret.Text) {
	if b.p.Kind.HasCodes() && b.c.byCode && apiKey.Empty() {
		b.oneTimeCode()
		return
	}
	b.use(profile.APIKey, apiKey)
	if apiKey.Empty() && !password.Empty() && b.p.Kind == profile.Cloud {
		b.discontinued()
	}
}

// eitherKey takes a password or an API key, or leaves the choice to the user.
func (b *build) eitherKey(apiKey, password secret.Text) {
	switch {
	case !apiKey.Empty() && !password.Empty():
		b.f.Alternatives = []Alternative{{profile.Password, password}, {profile.APIKey, apiKey}}
		b.note("There is a password and an API key; a profile signs in with one of them.")
	case !apiKey.Empty():
		b.use(profile.APIKey, apiKey)
	case !password.Empty():
		b.use(profile.Password, password)
	case b.c.facts[fAPIKey].at.line > 0:
		b.p.SecretKind = profile.APIKey
	}
}

// oneTimeCode makes the profile one that needs no key.
func (b *build) oneTimeCode() {
	b.p.SignIn = profile.ByCode
	if code, err := profile.TidyCode(b.c.code); err == nil && !strings.Contains(code, placeholder) {
		b.f.Code = secret.New(code)
	}
}

func (b *build) use(kind profile.SecretKind, key secret.Text) {
	b.f.Secret = key
	b.p.SecretKind = kind
}

// discontinued explains the credentials of the time before API keys.
func (b *build) discontinued() {
	b.note("These are service credentials of before August 2019, with a username and a password. They no longer work: support for JSON web authentication " +
		"has been discontinued. Migrate the service instance from its Cloud Foundry org and space to a resource group, then create an API key.")
	b.problems["key"] = "create an API key and enter it; the username and password no longer work"
	b.f.Links = []Link{keysPage(), resourcesPage(), migrationPage()}
}

// elsewhere says that the key is read from somewhere when the program runs.
func (b *build) elsewhere() {
	for _, f := range []field{fAPIKey, fPassword} {
		if x, ok := b.c.facts[f]; ok && !x.known && !b.f.HasSecret() && !x.file {
			b.note("The %s is asked for or read from elsewhere (line %d); it does not stand here.", f, x.at.line)
		}
	}
}

// secretAt is where the secret stands, for a search.
func (c *record) secretAt() spot {
	for _, f := range []field{fAPIKey, fPassword, fRefresh, fToken} {
		if c.has(f) {
			return c.facts[f].at
		}
	}
	return c.at
}

// apiKey cleans an API key: they are made of characters that need no care, so whatever
// is around them came along by accident.
func (b *build) apiKey() secret.Text {
	text := b.c.text(fAPIKey)
	key := cleanKey(text)
	switch {
	case key == "":
		return secret.Text{}
	case isVariable(key) && key[0] != '<':
		b.problems["key"] = problemVariable
		return secret.Text{}
	case b.placeholder(key):
		return secret.Text{}
	case strings.IndexFunc(key, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) || r == unicode.ReplacementChar }) >= 0:
		b.problems["key"] = "the API key has blanks or control characters in it: copy it again"
		return secret.Text{}
	case key != text:
		b.cleaned("What was around the API key was removed: blanks, quotes or commas.")
	}
	if odd := keyForm(b.p.Kind, key); odd != "" {
		b.note("%s", odd)
	}
	return secret.New(key)
}

// placeholder reports whether something else stands where the key should be, and keeps
// what.
func (b *build) placeholder(text string) bool {
	switch profile.Placeholder(text) {
	case profile.NoStandIn:
		return false
	case profile.Sample:
		b.sample("key")
	case profile.Filler:
		b.problems["key"] = problemFiller
	default:
		b.problems["key"] = problemVariable
	}
	return true
}

func cleanKey(s string) string {
	s = dropInvisible(s)
	return strings.Trim(strings.TrimSpace(s), " \t\n\"'`“”‘’,;")
}

// password takes a password as it is: it may have anything in it.
func (b *build) password() secret.Text {
	text := b.c.text(fPassword)
	switch {
	case text == "":
		return secret.Text{}
	case strings.Contains(text, placeholder):
		b.problems["key"] = problemVariable
		return secret.Text{}
	case b.placeholder(text):
		return secret.Text{}
	case strings.IndexFunc(text, unicode.IsControl) >= 0 || strings.ContainsRune(text, unicode.ReplacementChar):
		b.problems["key"] = "the password has control characters in it: copy it again"
		return secret.Text{}
	}
	return secret.New(text)
}

// token takes a bearer token that came without a key.
func (b *build) token() {
	text := strings.TrimSpace(b.c.text(fToken))
	if rest, ok := cutFold(text, "bearer "); ok {
		text = strings.TrimSpace(rest)
	}
	switch {
	case text == "":
		if b.c.has(fRefresh) {
			b.note("There is a refresh token; Lanyard does not use any.")
		}
		return
	case profile.IsSample(text) || isVariable(text) || strings.IndexFunc(text, unicode.IsSpace) >= 0:
		b.sample("key")
		return
	}
	b.f.Token = secret.New(text)
	b.note("This is a bearer token, not a key: it ends within hours and is not stored.")
	if b.c.has(fRefresh) {
		b.note("A refresh token stands beside it; Lanyard does not use any.")
		if b.c.form == "ibmcloud-config" {
			b.note("The session stays open for days: ibmcloud logout ends it.")
		}
	}
}
