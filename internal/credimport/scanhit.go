package credimport

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
)

// Hit is a credential that lies in a file in plain text.
type Hit struct {
	Path   string // of the file, as it was reached
	Line   int    // where the secret stands, from 1
	Column int    // in characters, from 1
	Masked string // the secret, made unrecognisable, see [Mask]
	Found  Found
	InRepo bool // the file lies in a working copy of Git, whose history may have it too

	TokenEnds time.Time // when a token says that it ends; zero: it doesn't, or there is none
	now       time.Time // when it was found
}

// scanText finds the credentials in a text that are certain enough. config is true for the
// file of watsonx Orchestrate's kit, which has places and no keys.
func scanText(ctx context.Context, input []byte, source string, now time.Time) (hits []Hit, config bool, err error) {
	text, problem := decode(input, true)
	if problem != nil {
		return nil, false, nil
	}
	r := newReader(ctx, Options{Source: source})
	r.lenient = true
	if err := r.collect(text); err != nil {
		if errors.As(err, new(*ReadError)) {
			return nil, false, nil
		}
		return nil, false, err
	}
	for _, c := range r.join() {
		if c.service != "" || !c.credible() {
			continue
		}
		config = config || c.form == formOrchestrateConfig
		b := r.build(c)
		if b.certain(now) {
			hits = append(hits, Hit{Line: b.f.secretAt.line, Column: b.f.secretAt.column, Masked: b.masked(), Found: b.f, TokenEnds: readBearer(b.f.Token.Reveal()).ends, now: now})
		}
	}
	slices.SortStableFunc(hits, func(x, y Hit) int {
		if x.Line != y.Line {
			return x.Line - y.Line
		}
		return x.Column - y.Column
	})
	return hits, config, nil
}

// Advice says what to do about a credential, step by step, sentences: to import it, and to
// remove it from where it lies.
func (h Hit) Advice() []string {
	var steps []string
	if h.Found.Token.Empty() {
		steps = append(steps, "Import it, so that it is kept in the keyring: lanyard import "+shellquote.Path(h.Path))
	}
	return append(steps, h.Removal()...)
}

// Removal says how to remove a credential from where it lies, step by step, sentences.
// Lanyard itself changes no file of the user's.
func (h Hit) Removal() []string {
	var steps []string
	if !h.Found.Token.Empty() && !h.TokenEnds.IsZero() {
		ends := "The token ends on "
		if !h.now.Before(h.TokenEnds) {
			ends = "The token ended on "
		}
		steps = append(steps, ends+h.TokenEnds.UTC().Format("2 January 2006 at 15:04 UTC")+".")
	}
	switch base := strings.ToLower(filepath.Base(h.Path)); {
	case h.Found.Format == "ibmcloud-config":
		return append(steps, "End the session, which empties the file: ibmcloud logout")
	case !h.Found.Token.Empty() && isClientConfig(base):
		return append(steps,
			"Let the client run a command for its headers in place of it, such as \"headersHelper\" of MCP clients: lanyard token NAME --header-json",
			"lanyard snippet NAME --for mcp-headers writes that, and --for mcp-vscode, continue or litellm-config the files of those.")
	case strings.HasSuffix(base, ".ipynb"):
		steps = append(steps, "In the notebook, take the token from the environment instead, clear the outputs of the cell, and save it.")
	case strings.Contains(base, ".tfstate"):
		steps = append(steps, "Terraform keeps what it has made in its state: keep the state in a backend that encrypts it, not in this file, and delete old copies.")
	case strings.HasSuffix(base, "_history") || strings.Contains(base, "history"):
		steps = append(steps, "Delete the line from the history, in an editor or with history -d.")
	case strings.HasPrefix(base, ".env") || strings.HasSuffix(base, ".env"):
		steps = append(steps, "Delete the line, and start the program with the variables in its environment: lanyard exec NAME -- COMMAND")
	default:
		steps = append(steps, "Replace it by a variable of the environment: lanyard snippet NAME --for TARGET shows how.")
	}
	again := "If others can read the file, make a new key and delete this one"
	if h.InRepo {
		again = "The file lies in a Git repository: its history may have the key too. Make a new key and delete this one"
	}
	if h.Found.Profile.Kind == profile.Cloud {
		return append(steps, again+" at "+keysPage().URL+".")
	}
	return append(steps, again+".")
}

func (b *build) masked() string {
	switch {
	case !b.f.Secret.Empty():
		return Mask(b.f.Secret.Reveal(), b.p.SecretKind)
	case len(b.f.Alternatives) > 0:
		return Mask(b.f.Alternatives[0].Secret.Reveal(), b.f.Alternatives[0].SecretKind)
	}
	return Mask(b.f.Token.Reveal(), profile.APIKey)
}

// Mask makes a secret unrecognisable: bullets, as many for every secret, and of a long
// API key or token the last four characters, by which its owner knows it.
func Mask(text string, kind profile.SecretKind) string {
	const bullets = "••••••••••••"
	const longEnough, shown = 20, 4
	if kind == profile.Password || utf8.RuneCountInString(text) < longEnough {
		return bullets
	}
	r := []rune(text)
	return bullets + string(r[len(r)-shown:])
}

// shortestToken is how long a bearer token is at least, in bytes.
const shortestToken = 40

// certain reports whether a find is a credential of IBM's without a user who says so.
// Names alone are not enough: every service has API keys and passwords.
func (b *build) certain(now time.Time) bool {
	switch {
	case b.c.strict && !b.ours():
		return false
	case !b.f.Token.Empty():
		return b.c.form == "ibmcloud-config" || b.bearer(now)
	case !b.f.HasSecret():
		return false
	case b.c.has(fAPIKey) && isKeyLike(cleanKey(b.c.text(fAPIKey))):
		return b.certainKey()
	}
	return b.c.has(fPassword) && b.p.Kind.HasUsername() && b.p.Username != "" && b.p.URL != "" && b.isCluster()
}

// certainKey reports whether an API key is one of IBM's: something beside its name says
// so, or it has the form of IBM Cloud's in a file that speaks of IBM's services.
func (b *build) certainKey() bool {
	key := cleanKey(b.c.text(fAPIKey))
	return b.ours() || b.c.form == "apikey.json" || b.c.form == "vcap" || b.r.ibm && isKeyText(key) && len(key) == cloudKeyLength
}

// ours reports whether something beside the name of the key says that it is IBM's.
func (b *build) ours() bool {
	if b.c.facts[fAPIKey].ibm || b.c.has(fCRN) || b.c.form == "ibmcloud" || b.c.form == "cpdctl" || b.c.form == "cpd-cli" || b.c.form == formOrchestrate {
		return true
	}
	if _, ok := profile.RegionOf(b.p.URL); ok {
		return true
	}
	return b.r.byAuthType(b.c).kind != "" || b.r.bySignIn(b.c).kind != "" || b.isCluster()
}

// isCluster reports whether something says that a place is a cluster of IBM's.
func (b *build) isCluster() bool {
	switch b.c.form {
	case "cpdctl", "cpd-cli", "credentials-call":
		return true
	case "netrc":
		return speaksOfUs(hostOf(b.p.URL))
	case "python-dict", "json":
		if b.r.modern || b.r.old {
			return true
		}
	}
	return instanceWord(b.c) != "" || b.c.facts[fPassword].ibm || b.r.byAuthType(b.c).kind != "" || b.r.bySignIn(b.c).kind != ""
}

// bearer reports whether a token is one of IBM's, by the name that it has or by who issued
// it. A dead one is worth telling only where a client goes on sending it.
func (b *build) bearer(now time.Time) bool {
	t := readBearer(b.f.Token.Reveal())
	if !b.c.facts[fToken].ibm && !t.ibm || b.f.Token.Len() < shortestToken {
		return false
	}
	return t.ends.IsZero() || now.Before(t.ends) || isClientConfig(baseName(b.r.opts.Source))
}

// isClientConfig reports whether a file, by its small name, is one in which clients of AI
// models and their tools keep headers.
func isClientConfig(base string) bool {
	for _, part := range []string{"mcp", "claude", "continue", "litellm", "cline", "cursor"} {
		if strings.Contains(base, part) && hasSuffix(base, ".json", ".yaml", ".yml", ".toml") {
			return true
		}
	}
	return false
}

// bearer is what a token says of itself.
type bearer struct {
	ends time.Time // zero: it does not say
	ibm  bool      // one of IBM's sign-ins has issued it
}

func readBearer(token string) bearer {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return bearer{}
	}
	body, err := base64.RawURLEncoding.DecodeString(strings.TrimRight(parts[1], "="))
	var claims struct {
		Exp float64 `json:"exp"`
		Iss string  `json:"iss"`
	}
	if err != nil || json.Unmarshal(body, &claims) != nil {
		return bearer{}
	}
	b := bearer{ibm: claims.Iss == "KNOXSSO" || isIBMHost(hostOf(claims.Iss))}
	if claims.Exp > 0 && claims.Exp < maxUnix {
		b.ends = time.Unix(int64(claims.Exp), 0)
	}
	return b
}

// maxUnix is later than any token ends, in seconds.
const maxUnix = 1 << 40
