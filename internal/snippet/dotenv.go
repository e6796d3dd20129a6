package snippet

import (
	"fmt"
	"regexp"
	"strings"

	"lanyard/internal/envvars"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
)

// writeDotenv writes a file of variables as its reader parses it.
//
// Programs that load such a file leave alone what their environment has already, so the
// file does without the secret and "lanyard exec" adds it. IBM's SDK cores take the file
// or the environment, never both: for them the file without the secret is all comments.
func writeDotenv(f facts, out *Text) (string, error) {
	vars, err := envvars.For(f.target.reader, f.profile, envvars.Carried{Key: f.key, Token: secret.New(f.refer)})
	if err != nil {
		return "", err
	}
	r := dotenvReaderOf(f.target.reader)
	commented := f.key.Empty() && f.refer == "" && r.either
	var b strings.Builder
	f.dotenvHead(&b, r)
	if !r.either {
		vars = append(vars, envvars.PythonNetwork(f.values["cafile"], f.values["proxy"])...)
	}
	for _, x := range vars {
		if x.Alias {
			continue
		}
		value, ok := r.quote(x.Value.Reveal())
		if !ok {
			return "", envvars.Cannot(fmt.Sprintf("a file for %s cannot hold the value of %s: no quoting of its reader gives it back", r.name, x.Name), envvars.WithoutSecret)
		}
		if commented {
			b.WriteString("# ")
		}
		fmt.Fprintf(&b, "%s=%s\n", x.Name, value)
	}
	f.dotenvNotes(out, r, vars)
	return b.String(), nil
}

// dotenvReader is what reads a file of variables.
type dotenvReader struct {
	name   string
	quote  func(string) (string, bool)
	either bool // it takes the file or the environment, never both
}

func dotenvReaderOf(c envvars.Consumer) dotenvReader {
	switch c {
	case envvars.NodeSDK:
		return dotenvReader{"the watsonx.ai SDK of Node.js", quoteNodeDotenv, true}
	case envvars.SDKCore:
		return dotenvReader{"IBM's SDKs (SDK core)", rawSDKCore, true}
	case envvars.LangChain:
		return dotenvReader{"langchain-ibm with python-dotenv", quotePythonDotenv, false}
	case envvars.LiteLLM:
		return dotenvReader{"LiteLLM", quotePythonDotenv, false}
	}
	return dotenvReader{"python-dotenv and the like", quotePythonDotenv, false}
}

func (f facts) dotenvHead(b *strings.Builder, r dotenvReader) {
	v := f.values
	fmt.Fprintf(b, "# %s: variables for %s.\n", commentText(v["title"]), r.name)
	if !f.key.Empty() {
		fmt.Fprintf(b, "# SECRET: the %s itself stands here. Let nobody else read this file, and keep it out of repositories.\n", v["keyword"])
		return
	}
	if f.refer != "" {
		fmt.Fprintf(b, "# No secret is in here: what begins with lanyard:// stands for it. Start the program with\n#   %s exec --env-file %s -- COMMAND\n", shellquote.Word(v["program"]), f.target.File)
		return
	}
	run := fmt.Sprintf("#   %s exec %s --for %s", shellquote.Word(v["program"]), commentText(shellquote.Word(v["name"])), v["target"])
	if !r.either {
		fmt.Fprintf(b, "# No secret is in here. Start the program with it in its environment, which goes before this file:\n%s -- COMMAND\n", run)
		return
	}
	fmt.Fprintf(b, "# Such a file or the environment is read, never both. Without a secret in a file, start the program with\n")
	fmt.Fprintf(b, "%s -- COMMAND                 (a token)\n%s --with-secret -- COMMAND   (the key: tokens are renewed)\n", run, run)
	b.WriteString("# which sets these and the secret:\n")
}

func (f facts) dotenvNotes(out *Text, r dotenvReader, vars []envvars.Var) {
	switch f.target.reader {
	case envvars.LangChain:
		if !f.key.Empty() && f.profile.SecretKind != "password" {
			out.note("langchain-ibm before 1.0 and LlamaIndex call it WATSONX_APIKEY.")
		}
	case envvars.SDKCore:
		out.note("The service is called watson_machine_learning here: put your service's name in front instead, in capitals.")
		for _, x := range vars {
			if node, ok := quoteNodeDotenv(x.Value.Reveal()); !ok || node != x.Value.Reveal() {
				out.note("The SDKs of Go, Java and Python read %s as it stands here; that of Node.js does not.", x.Name)
			}
		}
	case envvars.NodeSDK:
		out.note("Pass serviceUrl to newInstance yourself: the SDK does not take it from WATSONX_AI_SERVICE_URL.")
	}
	if r.either && f.values["cafile"] != "" {
		out.note("The SDKs find the CA certificates by SSL_CERT_FILE (Go), NODE_EXTRA_CA_CERTS (Node.js), REQUESTS_CA_BUNDLE (Python); lanyard exec sets them.")
	}
}

// Files of variables look alike and are read differently. Each of these writes a value
// for one kind of reader; false means that this reader cannot be given the value.

// expanded is what python-dotenv replaces by a variable's value, in quotes or not.
var expanded = regexp.MustCompile(`\$\{[^}:]*(:-[^}]*)?\}`)

// commented is where python-dotenv lets a comment begin in a bare value.
var commented = regexp.MustCompile(`\s#`)

// quotePythonDotenv writes a value for python-dotenv: single quotes, in which a
// backslash protects a quote and itself. The reader replaces ${NAME} even there, and
// has no way to write it. A backslash at the end would take the closing quote along, so
// such a value stands bare where it can.
func quotePythonDotenv(s string) (string, bool) {
	switch {
	case expanded.MatchString(s):
		return "", false
	case isBareWord(s):
		return s, true
	case strings.HasSuffix(s, `\`):
		bare := strings.TrimSpace(s) == s && !strings.ContainsAny(s[:1], `'"`) && !commented.MatchString(s)
		return s, bare
	}
	return "'" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "'", true
}

// quoteNodeDotenv writes a value for dotenv of Node.js, which knows three kinds of
// quotes and no escapes in them, except line ends between double quotes. A value may be
// bare when it has no # and does not begin with a quote. A backslash at its end would
// take a closing quote along.
func quoteNodeDotenv(s string) (string, bool) {
	quoted := s != "" && strings.ContainsRune("'\"`", rune(s[0]))
	if !strings.Contains(s, "#") && !quoted && strings.TrimSpace(s) == s {
		return s, true
	}
	for _, quote := range []string{"'", "`", `"`} {
		if strings.Contains(s, quote) || quote == `"` && strings.Contains(s, `\`) || strings.HasSuffix(s, `\`) {
			continue
		}
		return quote + s + quote, true
	}
	return "", false
}

// rawSDKCore writes a value for the SDK cores of Go, Python and Java, which take what
// stands after the first equals sign, without blanks around it, and refuse a value that
// begins or ends with a brace or a double quote. That of Node.js reads with dotenv.
func rawSDKCore(s string) (string, bool) {
	if strings.TrimSpace(s) != s || s != "" && (strings.ContainsAny(s[:1], `{"`) || strings.ContainsAny(s[len(s)-1:], `}"`)) {
		return "", false
	}
	return s, true
}

func isBareWord(s string) bool { return s != "" && shellquote.Word(s) == s }
