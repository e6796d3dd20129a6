package formats

import (
	"fmt"
	"strings"
)

// writeDotenv writes a file of variables as its reader parses it.
//
// Programs that load such a file leave alone what their environment has already, so the
// file does without the secret and "lanyard exec" adds it. IBM's SDK cores take the file
// or the environment, never both: for them the file without the secret is all comments.
func writeDotenv(f facts, out *Text) (string, error) {
	settings, err := f.target.settings(f.profile, carried{key: f.key})
	if err != nil {
		return "", err
	}
	r := f.target.reader()
	commented := f.key.Empty() && r.either
	var b strings.Builder
	f.dotenvHead(&b, r)
	if !r.either {
		settings = append(settings, networkSettings(f)...)
	}
	for _, s := range settings {
		if s.alias {
			continue
		}
		value, ok := r.quote(s.value)
		if !ok {
			return "", &cannotError{fmt.Sprintf("a file for %s cannot hold the value of %s: no quoting of its reader gives it back", r.name, s.name), withoutSecret}
		}
		if commented {
			b.WriteString("# ")
		}
		fmt.Fprintf(&b, "%s=%s\n", s.name, value)
	}
	f.dotenvNotes(out, r, settings)
	return b.String(), nil
}

// dotenvReader is what reads a file of variables.
type dotenvReader struct {
	name   string
	quote  func(string) (string, bool)
	either bool // it takes the file or the environment, never both
}

func (t Target) reader() dotenvReader {
	switch t.family {
	case famNodeSDK:
		return dotenvReader{"the watsonx.ai SDK of Node.js", quoteNodeDotenv, true}
	case famSDKCore:
		return dotenvReader{"IBM's SDKs (SDK core)", rawSDKCore, true}
	case famLangchain:
		return dotenvReader{"langchain-ibm with python-dotenv", quotePythonDotenv, false}
	case famLitellm:
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
	run := fmt.Sprintf("#   %s exec %s --for %s", quoteWord(v["program"]), commentText(quoteWord(v["name"])), v["target"])
	if !r.either {
		fmt.Fprintf(b, "# No secret is in here. Start the program with it in its environment, which goes before this file:\n%s -- COMMAND\n", run)
		return
	}
	fmt.Fprintf(b, "# Such a file or the environment is read, never both. Without a secret in a file, start the program with\n")
	fmt.Fprintf(b, "%s -- COMMAND                 (a token)\n%s --with-secret -- COMMAND   (the key: tokens are renewed)\n", run, run)
	b.WriteString("# which sets these and the secret:\n")
}

// networkSettings name the CA file and the proxy for Python's HTTP libraries.
func networkSettings(f facts) []setting {
	var all []setting
	if file := f.values["cafile"]; file != "" {
		for _, n := range []string{"REQUESTS_CA_BUNDLE", "SSL_CERT_FILE", "WX_CLIENT_VERIFY_REQUESTS"} {
			all = append(all, setting{name: n, value: file})
		}
	}
	if proxy := f.values["proxy"]; proxy != "" {
		all = append(all, setting{name: "HTTPS_PROXY", value: proxy})
	}
	return all
}

func (f facts) dotenvNotes(out *Text, r dotenvReader, settings []setting) {
	switch f.target.family {
	case famLangchain:
		if !f.key.Empty() && f.profile.SecretKind != "password" {
			out.note("langchain-ibm before 1.0 and LlamaIndex call it WATSONX_APIKEY.")
		}
	case famSDKCore:
		out.note("The service is called watson_machine_learning here: put your service's name in front instead, in capitals.")
		for _, s := range settings {
			if node, ok := quoteNodeDotenv(s.value); !ok || node != s.value {
				out.note("The SDKs of Go, Java and Python read %s as it stands here; that of Node.js does not.", s.name)
			}
		}
	case famNodeSDK:
		out.note("Pass serviceUrl to newInstance yourself: the SDK does not take it from WATSONX_AI_SERVICE_URL.")
	}
	if r.either && f.values["cafile"] != "" {
		out.note("The SDKs find the CA certificates by SSL_CERT_FILE (Go), NODE_EXTRA_CA_CERTS (Node.js), REQUESTS_CA_BUNDLE (Python); lanyard exec sets them.")
	}
}
