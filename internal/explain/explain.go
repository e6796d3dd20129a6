// Package explain says failures to people: what failed, why, and what to do next, calm
// and concrete. It is the one place where an error becomes sentences and an exit code;
// the sentences are a table, looked up by the check that failed, IBM's code, the
// transport's reason and the HTTP status.
package explain

import (
	"errors"
	"fmt"
	"net"
	"path/filepath"
	"strings"
	"time"

	"lanyard/iam"
	"lanyard/internal/policy"
	"lanyard/internal/profile"
	"lanyard/internal/team"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// The exit codes of the command line.
const (
	ExitOther       = 1   // a file that cannot be used, a name that is taken
	ExitUsage       = 2   // a profile or command that cannot be used as it is
	ExitNotFound    = 3   // no such profile
	ExitRefused     = 4   // the sign-in was refused
	ExitUnreachable = 5   // DNS, connect, TLS, proxy, time-out
	ExitKeyring     = 6   // no key from the keyring, or not for this place
	ExitUnusable    = 7   // an answer that cannot be used, or 429 and 5xx after retries
	ExitNoAccess    = 8   // signed in, but the service, space or project refuses
	ExitInterrupted = 130 // the user ended it
)

// Action is the one thing to do next, for a button. Window and command line may offer
// it; the sentence in Next says the same.
type Action string

// The actions.
const (
	ActionNone        Action = ""
	ActionAgain       Action = "again"        // the same once more
	ActionReplaceKey  Action = "replace-key"  // enter another key
	ActionCode        Action = "code"         // get and give a one-time code
	ActionEdit        Action = "edit"         // change the profile
	ActionTrust       Action = "trust"        // look at the certificate and trust it
	ActionProxy       Action = "proxy"        // set a proxy or its password
	ActionUnlock      Action = "unlock"       // unlock the keyring
	ActionAgree       Action = "agree"        // let the key go to the profile's new place
	ActionChoose      Action = "choose"       // choose a space or project
	ActionPage        Action = "page"         // open Link
	ActionClock       Action = "clock"        // set this computer's clock
	ActionIdentity    Action = "identity"     // sign in by the cluster's identity service
	ActionNewToken    Action = "new-token"    // a fresh exchange
	ActionRestoreFile Action = "restore-file" // put a backup of the profiles back
)

// Failure is an error in words. What is a headline without a full stop; Why and Next
// are sentences, or empty.
type Failure struct {
	Exit      int    // the command line's exit code, never 0
	Check     string // the check that failed, "" when the failure has none
	What      string
	Why       string
	Next      string
	Code      string // IBM's
	RequestID string // IBM's
	Retry     bool   // whether the same again may succeed by itself
	Action    Action // what Next says, for a button
	Also      Action // another way that Next names, for a second button
	Link      string // the page that Next names, ""
}

// TestExit is the exit code where the failure ends a staged test: there it follows
// from the check that failed.
func (f Failure) TestExit() int {
	if f.Exit == ExitInterrupted {
		return f.Exit
	}
	switch iam.Check(f.Check) {
	case iam.CheckKeyring:
		return ExitKeyring
	case iam.CheckAddress:
		return ExitUsage
	case iam.CheckNetwork, iam.CheckTLS:
		return ExitUnreachable
	case iam.CheckSignIn:
		return either(f.Exit, ExitRefused)
	case iam.CheckService, iam.CheckSpace, iam.CheckProject:
		return either(f.Exit, ExitNoAccess)
	}
	return ExitUnusable
}

// either keeps an exit code that says that somebody refused; anything else that went
// wrong at such a check counts as an answer that cannot be used.
func either(exit, refused int) int {
	if exit == refused {
		return exit
	}
	return ExitUnusable
}

// Explain puts an error into words. It knows the errors of signing in, of the places
// where keys and profiles are kept, and of the wallet; of any other error it gives the
// text.
func Explain(err error) Failure {
	var (
		signIn  *iam.Error
		unbound *wallet.UnboundError
		missing *wallet.NotFoundError
		twins   *wallet.TwinError
		fields  *profile.FieldErrors
		damage  *store.DamageError
		fixed   *policy.ForbiddenError
		noRules *policy.Error
	)
	if row, ok := rotating(err); ok {
		return row
	}
	if e, ok := errors.AsType[*team.Error](err); ok {
		return ofTeam(e)
	}
	switch {
	case err == nil:
		return Failure{}
	case errors.As(err, &fixed):
		return ofForbidden(fixed)
	case errors.As(err, &noRules):
		return ofPolicy(noRules)
	case errors.As(err, &signIn):
		return ofSignIn(signIn)
	case errors.As(err, &unbound):
		return ofUnbound(unbound)
	case errors.As(err, &twins):
		return ofTwins(twins)
	case errors.As(err, &missing):
		return ofMissing(missing)
	case errors.As(err, &fields):
		return ofFields(fields)
	case errors.As(err, &damage):
		return ofDamage(damage)
	}
	for _, row := range sentinels {
		if errors.Is(err, row.err) {
			row.says.Why = fill(row.says.Why, map[string]string{"cause": detail(err, row.err)})
			return row.says
		}
	}
	return Failure{Exit: ExitOther, What: capital(iam.Clean(err.Error()))}
}

// rotating explains what keeps a key from being rotated, whatever else is in the error: a
// key that was lost matters more than why.
func rotating(err error) (Failure, bool) {
	for _, row := range rotationSentinels {
		if errors.Is(err, row.err) {
			row.says.Why = fill(row.says.Why, map[string]string{"cause": detail(err, row.err)})
			return row.says, true
		}
	}
	return Failure{}, false
}

// ofSignIn looks an error of a sign-in or a staged test up in the table.
func ofSignIn(e *iam.Error) Failure {
	row := find(e)
	values := valuesOf(e)
	f := Failure{
		Exit: row.exit, Check: string(e.Check), Code: e.Code, RequestID: e.RequestID,
		What: begin(fill(row.what, values)), Why: begin(fill(row.why, values)), Next: fill(row.next, values),
		Retry: row.retry, Action: row.action, Also: row.also, Link: row.link,
	}
	if f.Link == "" && f.Action == ActionPage {
		f.Action = ActionNone
	}
	return f
}

// someServer stands where no host is known.
const someServer = "the server"

// valuesOf are the words that a row's sentences may take up.
func valuesOf(e *iam.Error) map[string]string {
	bare := e.Host
	if bare == "" {
		bare = someServer
	}
	host := bare
	if e.Via != "" {
		host += " (through the proxy " + e.Via + ")"
	}
	v := map[string]string{
		"host": host, "bare": bare, "proxy": e.Via, "message": e.Message, "said": sentence(e.Message), "Said": capital(sentence(e.Message)), "code": e.Code, "place": string(e.Check),
	}
	if name, _, err := net.SplitHostPort(e.Host); err == nil {
		v["name"] = name
	}
	if e.Status != 0 {
		v["status"] = fmt.Sprint(e.Status)
	}
	if e.Err != nil {
		v["cause"] = capital(strings.TrimRight(iam.Clean(e.Err.Error()), ". "))
	}
	switch e.ViaFrom {
	case "":
	case "environment":
		v["source"] = "HTTPS_PROXY in the environment"
	case "settings":
		v["source"] = "Lanyard's setting for all profiles"
	default:
		v["source"] = "the " + e.ViaFrom
	}
	if e.RetryAfter > 0 {
		v["wait"] = inWords(e.RetryAfter)
	}
	return v
}

// inWords gives a wait as people say it.
func inWords(d time.Duration) string {
	switch {
	case d >= 2*time.Hour:
		return fmt.Sprintf("%d hours", int(d.Hours()+0.5))
	case d >= 2*time.Minute:
		return fmt.Sprintf("%d minutes", int(d.Minutes()+0.5))
	case d == time.Second:
		return "1 second"
	}
	return fmt.Sprintf("%d seconds", int(d.Seconds()+0.5))
}

// fill puts values in the place of their names in braces. A part in brackets goes
// when one of its values is empty. What a value holds is never read as a pattern.
func fill(text string, values map[string]string) string {
	return strings.TrimSpace(put(text, values))
}

func put(text string, values map[string]string) string {
	var b strings.Builder
	for text != "" {
		open := strings.IndexAny(text, "[{")
		if open < 0 {
			b.WriteString(text)
			break
		}
		b.WriteString(text[:open])
		closing := byte(']')
		if text[open] == '{' {
			closing = '}'
		}
		end := strings.IndexByte(text[open:], closing)
		if end < 0 {
			b.WriteString(text[open:])
			break
		}
		inside := text[open+1 : open+end]
		text = text[open+end+1:]
		if closing == '}' {
			b.WriteString(values[inside])
		} else if complete(inside, values) {
			b.WriteString(put(inside, values))
		}
	}
	return b.String()
}

// complete reports whether all values that a text names are there.
func complete(text string, values map[string]string) bool {
	for {
		_, rest, found := strings.Cut(text, "{")
		if !found {
			return true
		}
		name, after, _ := strings.Cut(rest, "}")
		if values[name] == "" {
			return false
		}
		text = after
	}
}

// detail is what an error says beyond a sentinel that it wraps.
func detail(err, sentinel error) string {
	_, after, found := strings.Cut(err.Error(), sentinel.Error()+": ")
	if !found {
		return ""
	}
	return capital(strings.TrimRight(iam.Clean(after), ". "))
}

func ofUnbound(e *wallet.UnboundError) Failure {
	return Failure{
		Exit:  ExitKeyring,
		Check: string(iam.CheckKeyring),
		What:  unboundWhat(e),
		Why:   "Nothing was sent. " + capital(Changes(e.Differences())) + ".",
		Next: "If the new place is right, agree to it in the window, or run lanyard edit with --keep-secret. " +
			"If you did not make this change, correct the profile.",
		Action: ActionAgree,
	}
}

// Changes says what a profile was and what it is now: "sign-in address: was …, is now …".
func Changes(list []profile.Difference) string {
	changes := make([]string, 0, len(list))
	for _, d := range list {
		changes = append(changes, fmt.Sprintf("%s: was %s, is now %s", fieldName(d.Field), orNone(d.Old), orNone(d.New)))
	}
	return strings.Join(changes, "; ")
}

// unboundWhat tells a key that is for another place from a profile that was changed.
func unboundWhat(e *wallet.UnboundError) string {
	name := iam.Clean(e.Profile.Name)
	switch {
	case !e.Have.Equal(e.Want):
		return fmt.Sprintf("The key of %s is not for the place that the profile now names", name)
	case e.Was == nil:
		return fmt.Sprintf("Nobody has agreed yet to where %s signs in", name)
	}
	return fmt.Sprintf("The profile %s was changed since it was agreed to", name)
}

// ofTwins says which profiles have one id. Neither is trusted: a file that has two was
// not written by Lanyard.
func ofTwins(e *wallet.TwinError) Failure {
	names := make([]string, 0, len(e.Names))
	for _, name := range e.Names {
		names = append(names, iam.Clean(name))
	}
	return Failure{
		Exit: ExitUsage, Check: string(iam.CheckKeyring),
		What: "Several profiles have the same id: " + strings.Join(names, ", "),
		Why:  "Nothing was sent: it cannot be told which of them was agreed to. Lanyard gives each profile an id of its own, so the file was changed by something else.",
		Next: "Remove the one that is wrong (lanyard remove NAME --yes), or take it out of profiles.json.",
	}
}

func orNone(s string) string {
	if s == "" {
		return "none"
	}
	return iam.Clean(s)
}

// fieldName names a part of a bound for people.
func fieldName(field string) string {
	switch field {
	case "kind":
		return "where it runs"
	case "username":
		return "user name"
	case "auth_origin":
		return "sign-in address"
	case "auth_url":
		return "sign-in address"
	case "url":
		return "service address"
	case "platform_url":
		return "platform address"
	case "sign_in":
		return "what it signs in with"
	case "key_id":
		return "key"
	case "key_from":
		return "where the key lies"
	case "account_id":
		return "account"
	case "trusted_profile":
		return "trusted profile"
	case "proxy_key_id":
		return "proxy password"
	case "identity_origin", "identity_url":
		return "identity service"
	case "tls":
		return "certificate check"
	case "ca_sha256":
		return "CA certificate"
	case "pin":
		return "pinned certificate"
	}
	return field
}

func ofMissing(e *wallet.NotFoundError) Failure {
	f := Failure{
		Exit: ExitNotFound,
		What: fmt.Sprintf("There is no profile %q", iam.Clean(e.Name)),
		Next: "lanyard list shows the names.",
	}
	if len(e.Near) > 0 {
		near := make([]string, 0, len(e.Near))
		for _, n := range e.Near[:min(len(e.Near), 5)] {
			near = append(near, iam.Clean(n))
		}
		f.Next = "Did you mean " + strings.Join(near, " or ") + "? " + f.Next
	}
	return f
}

func ofFields(e *profile.FieldErrors) Failure {
	problems := make([]string, 0, len(e.List))
	for _, p := range e.List {
		problems = append(problems, p.Field+": "+p.Problem)
	}
	f := Failure{Exit: ExitUsage, What: "One field of the profile needs another value", Why: strings.Join(problems, "\n"), Action: ActionEdit}
	if len(problems) != 1 {
		f.What = fmt.Sprintf("%d fields of the profile need other values", len(problems))
	}
	f.Next = "Correct what is named above. Nothing was saved."
	return f
}

// ofDamage says what a damaged file means: the secrets file is where keys are, the
// others are not.
func ofDamage(e *store.DamageError) Failure {
	where := iam.Clean(e.Path)
	if e.Line > 0 {
		where = fmt.Sprintf("%s, line %d, column %d", where, e.Line, e.Column)
	}
	f := Failure{
		Exit: ExitOther,
		What: "The file " + iam.Clean(filepath.Base(e.Path)) + " is damaged",
		Why:  where + ". It is left as it is.",
		Next: "Correct that place in the file, or move the file away.",
	}
	if e.Cause != nil {
		f.Why = where + ": " + strings.TrimRight(iam.Clean(e.Cause.Error()), ". ") + ". It is left as it is."
	}
	switch filepath.Base(e.Path) {
	case "profiles.json":
		f.What, f.Action = "The profiles file cannot be read", ActionRestoreFile
		f.Next = "Correct that place in the file, or put back one of the dated copies in the folder backups beside it."
	case "secrets.age":
		f.Exit, f.Check = ExitKeyring, string(iam.CheckKeyring)
		f.What = "The secrets file cannot be read"
		f.Next = "Put a backup of it back, or move the file away and enter the keys once more."
	default:
		if filepath.Ext(e.Path) != ".json" {
			f.What, f.Next = "The file "+iam.Clean(filepath.Base(e.Path))+" is no backup, or is damaged", "Use the file that was saved as a backup, or another copy of it."
		}
	}
	return f
}

// begin capitalises a sentence that starts with a server without a name; a host's name
// stays as it is.
func begin(s string) string {
	if strings.HasPrefix(s, someServer) {
		return capital(s)
	}
	return s
}

// sentence ends a text as sentences end.
func sentence(s string) string {
	if s == "" || strings.ContainsAny(s[len(s)-1:], ".!?:;") || strings.HasSuffix(s, "…") {
		return s
	}
	return s + "."
}

// capital begins a sentence.
func capital(s string) string {
	if s == "" || s[0] < 'a' || s[0] > 'z' {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}
