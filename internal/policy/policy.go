// Package policy is what an organisation has fixed for everybody on a computer: where keys
// may be kept, when Lanyard locks, which hosts it signs in to. An administrator writes it
// into a file or the registry, see docs/administrators.md; nobody else can change it.
package policy

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"slices"
	"strings"
	"time"

	"lanyard/internal/profile"
)

// The names of the rules, as they stand in the file and in the registry.
const (
	Secrets         = "secrets"
	LockAfter       = "lock_after_minutes"
	LockWithSession = "lock_with_session"
	InsecureTLS     = "allow_insecure_tls"
	SnippetsWithKey = "allow_snippets_with_secret"
	ServeCommands   = "serve_commands"
	ClipboardTime   = "clipboard_seconds"
	SignInHosts     = "sign_in_hosts"
)

// Policy is what is fixed. A nil Policy, and a field that is nil, fix nothing.
type Policy struct {
	Where string // the file or registry key that it was read from

	Secrets         []string       // the places that may keep keys, the preferred one first: keyring, file, memory
	LockAfter       *time.Duration // the window locks after so long without use; 0: never
	LockWithSession *bool          // and with the session
	InsecureTLS     *bool          // profiles may do without checking certificates
	SnippetsWithKey *bool          // code may be written with the key in it
	ServeCommands   *bool          // the window and what unlock starts may give tokens to commands
	ClipboardTime   *time.Duration // tokens and keys stay on the clipboard so long; 0: until something else is copied
	SignInHosts     []string       // HOST, *.DOMAIN, each with or without :PORT
}

// The bounds of the numbers.
const (
	maxLockMinutes      = 24 * 60
	maxClipboardSeconds = 3600
)

// ErrUnusable is wrapped by every [*Error].
var ErrUnusable = errors.New("the policy of this computer cannot be used")

// Error is a policy that cannot be read or understood, or that others than the
// administrator can change. Lanyard does not start with one.
type Error struct {
	Where string // the file or registry key
	Line  int    // in the file, from 1; 0: not known
	Err   error
}

// Error implements error.
func (e *Error) Error() string {
	at := e.Where
	if e.Line > 0 {
		at = fmt.Sprintf("%s, line %d", at, e.Line)
	}
	return fmt.Sprintf("read policy: %s: %s: %v", ErrUnusable, at, e.Err)
}

// Unwrap gives ErrUnusable and the cause.
func (e *Error) Unwrap() []error { return []error{ErrUnusable, e.Err} }

// ForbiddenError says that a rule forbids something. Nothing was done.
type ForbiddenError struct {
	Where   string   // the file or registry key that has the rule
	Rule    string   // its name
	Value   string   // what was asked for: a place for keys, a host; "" where the rule says it
	Allowed []string // what the rule allows instead; nil: nothing
}

// Error implements error.
func (e *ForbiddenError) Error() string {
	text := fmt.Sprintf("not allowed by %s in %s", e.Rule, e.Where)
	if e.Value != "" {
		text = e.Value + ": " + text
	}
	return text
}

func (p *Policy) forbid(rule, value string, allowed []string) error {
	return &ForbiddenError{Where: p.Where, Rule: rule, Value: value, Allowed: allowed}
}

// set makes one rule of its value: a bool, a number, or a list of texts.
func (p *Policy) set(rule string, value any) error {
	switch rule {
	case Secrets:
		return setList(&p.Secrets, value, checkPlace)
	case LockAfter:
		return setTime(&p.LockAfter, value, time.Minute, maxLockMinutes)
	case LockWithSession:
		return setBool(&p.LockWithSession, value)
	case InsecureTLS:
		return setBool(&p.InsecureTLS, value)
	case SnippetsWithKey:
		return setBool(&p.SnippetsWithKey, value)
	case ServeCommands:
		return setBool(&p.ServeCommands, value)
	case ClipboardTime:
		return setTime(&p.ClipboardTime, value, time.Second, maxClipboardSeconds)
	case SignInHosts:
		return setList(&p.SignInHosts, value, checkPattern)
	}
	return fmt.Errorf("there is no rule %q", rule)
}

func setBool(to **bool, value any) error {
	b, ok := value.(bool)
	if !ok {
		return errors.New("it has to be true or false")
	}
	*to = &b
	return nil
}

func setTime(to **time.Duration, value any, unit time.Duration, most float64) error {
	n, ok := value.(float64)
	if !ok || n < 0 || n > most || n != float64(int64(n)) {
		return fmt.Errorf("it has to be a whole number from 0 to %.0f", most)
	}
	d := time.Duration(n) * unit
	*to = &d
	return nil
}

func setList(to *[]string, value any, check func(string) error) error {
	list, ok := value.([]any)
	if !ok || len(list) == 0 {
		return errors.New("it has to be a list with at least one text in it")
	}
	var out []string
	for _, v := range list {
		s, ok := v.(string)
		if !ok {
			return errors.New("it has to be a list of texts")
		}
		s = strings.ToLower(strings.TrimSpace(s))
		if err := check(s); err != nil {
			return err
		}
		out = append(out, s)
	}
	*to = out
	return nil
}

// places are where keys can be kept; store has the same words.
func places() []string { return []string{"keyring", "file", "memory"} }

func checkPlace(s string) error {
	if !slices.Contains(places(), s) {
		return fmt.Errorf("there is no place %q for keys: keyring, file or memory", s)
	}
	return nil
}

func checkPattern(s string) error {
	host := strings.TrimPrefix(s, "*.")
	if u, err := url.Parse("https://" + host); host == "" || err != nil || u.Host != host || strings.Contains(host, "*") {
		return fmt.Errorf("%q is no host: write HOST or *.DOMAIN, with :PORT where only that one is meant", s)
	}
	return nil
}

// CheckPlace refuses a place for keys that is not allowed, with a [*ForbiddenError].
func (p *Policy) CheckPlace(place string) error {
	if p == nil || p.Secrets == nil || slices.Contains(p.Secrets, place) {
		return nil
	}
	return p.forbid(Secrets, place, p.Secrets)
}

// Place is where keys are kept where a person chose a place, or would like one: that, or
// the first one that is allowed.
func (p *Policy) Place(chosen string) string {
	if p.CheckPlace(chosen) != nil {
		return p.Secrets[0]
	}
	return chosen
}

// CheckProfile refuses a profile that signs in to a host, or in a way, that is not
// allowed, with a [*ForbiddenError].
func (p *Policy) CheckProfile(of profile.Profile) error {
	if p == nil {
		return nil
	}
	if forbids(p.InsecureTLS) && of.TLS.Mode == profile.TLSInsecure {
		return p.forbid(InsecureTLS, "", nil)
	}
	if p.SignInHosts == nil {
		return nil
	}
	signIn, _ := of.SignInURL() // a profile without one fails at its address
	for _, address := range []string{signIn, of.IdentityURL(), of.FallbackURL()} {
		u, err := url.Parse(address)
		if err == nil && u.Host != "" && !slices.ContainsFunc(p.SignInHosts, func(pattern string) bool { return fits(pattern, u) }) {
			return p.forbid(SignInHosts, u.Host, p.SignInHosts)
		}
	}
	return nil
}

// CheckSnippetWithKey refuses code with the key in it, with a [*ForbiddenError].
func (p *Policy) CheckSnippetWithKey() error {
	if p != nil && forbids(p.SnippetsWithKey) {
		return p.forbid(SnippetsWithKey, "", nil)
	}
	return nil
}

// CheckServing refuses to give tokens to commands from a program that stays, with a
// [*ForbiddenError].
func (p *Policy) CheckServing() error {
	if p != nil && forbids(p.ServeCommands) {
		return p.forbid(ServeCommands, "", nil)
	}
	return nil
}

func forbids(allowed *bool) bool { return allowed != nil && !*allowed }

// fits reports whether a pattern allows an address. Without a port it allows every port.
func fits(pattern string, u *url.URL) bool {
	host, port := pattern, ""
	if h, p, err := net.SplitHostPort(pattern); err == nil {
		host, port = h, p
	}
	if port != "" && port != portOf(u) {
		return false
	}
	host = strings.Trim(host, "[]")
	name := strings.ToLower(strings.TrimSuffix(u.Hostname(), "."))
	if domain, ok := strings.CutPrefix(host, "*."); ok {
		return strings.HasSuffix(name, "."+domain)
	}
	return name == host
}

func portOf(u *url.URL) string {
	if port := u.Port(); port != "" {
		return port
	}
	return "443"
}
