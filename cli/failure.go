package cli

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/internal/explain"
)

// failure is an error that already has the words for a person.
type failure struct {
	explain.Failure
	cause error
}

func (f *failure) Error() string { return f.What }
func (f *failure) Unwrap() error { return f.cause }

// usage is a command line that cannot be run as it is.
func usage(next, format string, args ...any) error {
	return &failure{Failure: explain.Failure{Exit: explain.ExitUsage, What: headline(fmt.Sprintf(format, args...)), Next: sentence(next)}}
}

// trouble is a failure of the command line itself, such as an output that cannot be
// written.
func trouble(cause error, next, format string, args ...any) error {
	f := explain.Failure{Exit: explain.ExitOther, What: headline(fmt.Sprintf(format, args...)), Next: sentence(next)}
	if cause != nil {
		f.Why = sentence(cause.Error())
	}
	return &failure{Failure: f, cause: cause}
}

// instead keeps the words for err but says another thing to do next: the one that
// fits the command.
func instead(err error, next string) error {
	f := explained(err)
	f.Next = sentence(next)
	return &failure{Failure: f, cause: err}
}

// headline begins a text with a capital, unless it begins with what is typed.
func headline(s string) string {
	if strings.HasPrefix(s, "lanyard ") || strings.HasPrefix(s, "lanyard:") {
		return s
	}
	return upperFirst(s)
}

// sentence is a headline with a full stop, unless it ends with what is typed: there a
// stop would be copied along.
func sentence(s string) string {
	if s == "" {
		return ""
	}
	last := s[strings.LastIndexAny(s, " ")+1:]
	if strings.HasPrefix(s, "lanyard ") || strings.IndexFunc(last, func(r rune) bool { return !unicode.IsLetter(r) && r != ')' }) >= 0 {
		return headline(s)
	}
	return headline(s) + "."
}

func explained(err error) explain.Failure {
	if f, ok := errors.AsType[*failure](err); ok {
		return f.Failure
	}
	if f, ok := ofSecretsFile(err); ok {
		return f
	}
	return explain.Explain(err)
}

// report says on stderr what failed, why and what to do next, as text or, for a
// command that was asked for JSON, as JSON.
func report(w io.Writer, f explain.Failure, asJSON bool) {
	if asJSON {
		reportJSON(w, f)
		return
	}
	var b strings.Builder
	line := func(label, text string) {
		if text = clean(text); text != "" {
			fmt.Fprintf(&b, "  %s: %s\n", label, text)
		}
	}
	fmt.Fprintf(&b, "lanyard: %s\n", clean(f.What))
	line("why", f.Why)
	line("next", f.Next)
	switch {
	case f.Code != "" && f.RequestID != "":
		line("code", f.Code+", request id "+f.RequestID)
	case f.Code != "":
		line("code", f.Code)
	case f.RequestID != "":
		line("request id", f.RequestID)
	}
	_, _ = io.WriteString(w, b.String()) // when stderr is gone there is nobody left to tell
}

// failureJSON is the form of a failure under --json. Unknown is null, never missing.
type failureJSON struct {
	Exit      int     `json:"exit"`
	Check     *string `json:"check"`
	What      string  `json:"what"`
	Why       *string `json:"why"`
	Next      *string `json:"next"`
	Code      *string `json:"code"`
	RequestID *string `json:"request_id"`
	Retry     bool    `json:"retry"`
}

func reportJSON(w io.Writer, f explain.Failure) {
	out := struct {
		Error failureJSON `json:"error"`
	}{failureJSON{
		Exit: f.Exit, Check: orNull(f.Check), What: clean(f.What), Why: orNull(clean(f.Why)), Next: orNull(clean(f.Next)),
		Code: orNull(f.Code), RequestID: orNull(f.RequestID), Retry: f.Retry,
	}}
	text, err := marshal(out)
	if err != nil { // a struct of texts always marshals
		text = []byte(`{"error":null}` + "\n")
	}
	_, _ = w.Write(text)
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

// secretFlags are the names under which people look for a flag that takes a secret.
func secretFlags() []string {
	return []string{"--api-key", "--apikey", "--key", "--password", "--secret", "--token", "--proxy-password", "--passphrase"}
}

// flagError makes a usage error of a flag that does not parse. A value is not
// repeated where it could be a secret.
func flagError(cmd *cobra.Command, err error) error {
	next := cmd.CommandPath() + " --help"
	what := err.Error()
	if e, ok := errors.AsType[*pflag.InvalidValueError](err); ok && e.GetFlag().Value.Type() == "bool" {
		return usage(next, "--%s takes no value; secrets are never arguments", e.GetFlag().Name)
	}
	switch name, ok := strings.CutPrefix(what, "unknown flag: "); {
	case ok && slices.Contains(secretFlags(), name):
		next = "leave it out to be asked for the secret, or give it on standard input with --secret-stdin"
		what = "there is no flag " + name + ": secrets are never arguments, which everybody on this computer can read"
	case ok:
		what = "unknown flag " + name
	case strings.HasPrefix(what, "unknown shorthand flag"):
		before, _, _ := strings.Cut(what, " in ") // what follows is the whole argument
		what = before
	}
	return usage(next, "%s", what)
}
