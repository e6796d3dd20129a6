package profile

import (
	"slices"
	"strings"
)

// StandIn says what stands where a key should be.
type StandIn string

// What can stand where a key should be. Its texts go behind "this is …".
const (
	NoStandIn StandIn = ""
	Sample    StandIn = "sample"    // a value of the documents, or a blank to fill in: 123456789, <api_key>, YOUR_API_KEY
	Reference StandIn = "reference" // says where the key is, and is not the key: ${APIKEY}, op://…, vault:…, os.environ/…
	Filler    StandIn = "filler"    // a word for no key, or what is left of one: changeme, REDACTED, None, ********
)

// Placeholder reports what a text is that was given as an API key or a password and
// cannot be one. Everything that takes a key asks it: the form, the commands, and the
// import. It is careful: a password that a person might have chosen is none.
func Placeholder(text string) StandIn {
	s := strings.TrimSpace(strings.Trim(strings.TrimSpace(text), quotes))
	switch {
	case s == "":
		return NoStandIn
	case isReference(s):
		return Reference
	case isFiller(s):
		return Filler
	case IsSample(text), nameOfThing.match(s):
		return Sample
	}
	return NoStandIn
}

// References: what a shell, a template or a program puts a value in for; the lookups of
// programs; the schemes of stores of secrets; what such stores have encrypted.
var (
	substituted = guarded{lazily(`^(\$\{[^{}]*\}|\$?\{\{.*\}\}|\$\(.+\)|#\{[^}]*\}#?|%\{[^}]*\}|%[A-Za-z_]+%|%\([a-z_]+\)s|<%.*%>)$`), []string{"$", "{", "#", "%", "<%"}}
	shellName   = guarded{lazily(`^\$([A-Z][A-Z0-9]*_[A-Z0-9_]+|(?i:[a-z0-9_]*(api_?key|token|passw(or)?d)))$`), []string{"$"}}
	lookup      = lazily(`(?i)^\$?((os|sys|system|process|import\.meta|std|deno|bun)[.:]+)*(get_?env|env_?var|environ|env)(\.(get|str|fetch|require))?(\s*[(\[].*[)\]]|[/:.]+[a-z_]\w*)$`)
	member      = lazily(`(?i)^(\.?values|secrets?|vars?|local|module|data|config|settings|ansible|inputs|params|credentials)\.[a-z0-9_.\[\]"'-]*(key|token|pass|secret|pwd)[a-z0-9_.\[\]"'-]*$`)
	yamlTag     = guarded{lazily(`(?i)^!(vault|secret|env|env_var|ref|sub|getatt|reference|encrypted|include)(/\w+)?[ :|].*`), []string{"!"}}
	store       = lazily(`(?i)^(ref\+|secret:)?([a-z][a-z0-9+.-]*://\S+|(vault|secretref|secret-ref|keyring|keychain|keyvault|akv|azurekv|gcpsm|awssm|ssm|aws-ssm|credstash|file|sops|bws|doppler|infisical|conjur):[\w/.{}].*)$`)
	address     = lazily(`(?i)^https?://`)
	stored      = lazily(`^(arn:aws[a-z-]*:(secretsmanager|ssm):.+|projects/[^/]+/secrets/.+|@Microsoft\.KeyVault\(.*|\$ANSIBLE_VAULT;.*|ENC[\[(].+[\])]|\{(cipher|vault|aes)\}.+|/(var/)?run/secrets/.+|(secret|valueFrom|secretKeyRef)(KeyRef)?:\s*\S*)$`)
)

func isReference(s string) bool {
	for _, g := range []guarded{substituted, shellName, yamlTag} {
		if g.match(s) {
			return true
		}
	}
	if !strings.ContainsAny(s, ":/.([{;") {
		return false
	}
	return lookup().MatchString(s) || member().MatchString(s) || stored().MatchString(s) || store().MatchString(s) && !address().MatchString(s)
}

// Fillers beside those that [IsSample] knows: marks around a word, and keys of which
// most was made unreadable.
var (
	order   = guarded{lazily(`(?i)^(please[ _-]*)?(change|replace|fill|set|edit|update|add|insert|put|enter|paste)[ _-]*(me|this|it|in|here|value|later)([ _-]*(in|now|please|later|before[ _-]*use|with.*))?!*$`), []string{"please", "change", "replace", "fill", "set", "edit", "update", "add", "insert", "put", "enter", "paste"}}
	to      = guarded{lazily(`(?i)^to[ _-]*(be[ _-]*)?(do|filled|defined|determined|set|added|changed|replaced|provided)([ _-]*(in|by.*|later))?$`), []string{"to"}}
	unread  = lazily(`^[\w.-]*(\*{4,}|•{3,}|…|[xX]{6,}|#{6,})[\w.-]*$`)
	thinned = lazily(`^([xX]{3,}|[xX]{2,}([-_][xX]{2,})+|0{8,}|[-.*]{3,})$`)

	// The name of the thing in the thing's place, which only an API key has.
	nameOfThing = guarded{lazily(`(?i)^((my|some|the|a|an|ibm|ibmcloud|wml|watsonx|wx|cloud|cpd|zen|bluemix|iam)[ _-]*)*(ai[ _-]*)?api[ _-]*key([ _-]*(goes[ _-]*)?here)?$`), []string{
		"my", "some", "the", "a", "ibm", "wml", "watsonx", "wx", "cloud", "cpd", "zen", "bluemix", "iam",
	}}
)

func isFiller(s string) bool {
	word := strings.ToLower(strings.Trim(s, " <>[](){}*_#-.!?:"))
	if slices.Contains(fillerWords(), word) || order.match(word) || to.match(word) {
		return true
	}
	return filler.match(s) || unread().MatchString(s) || thinned().MatchString(s)
}

// fillerWords are the words that stand for no value in files and programs.
func fillerWords() []string {
	return []string{
		"redacted", "masked", "hidden", "removed", "omitted", "stripped", "elided", "censored", "sanitized", "obfuscated", "scrubbed",
		"changeit", "todo", "fixme", "tbd", "tba", "n/a", "none", "null", "nil", "undefined", "nan", "unset", "not set", "not-set", "not_set", "empty",
		"placeholder", "dummy", "fake", "foobar", "foo", "sample", "example", "your", "redacted for security",
	}
}
