// Package team has what Lanyard knows of a store in which a team keeps its keys: where it
// is, how one signs in to it, and how a key in it is named. It is pure: no file, no
// network. The store itself is Vault or OpenBao; Lanyard keeps no server of its own.
package team

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strings"

	"lanyard/internal/profile"
)

// Auth is how a person or a program signs in to a store.
type Auth string

// The ways to sign in.
const (
	Token    Auth = "token"    // a token that is there: VAULT_TOKEN, ~/.vault-token, a token helper
	OIDC     Auth = "oidc"     // the page of a company's sign-in, in the browser
	AppRole  Auth = "approle"  // a role id and a secret id, for programs
	Userpass Auth = "userpass" // a user's name and password
	LDAP     Auth = "ldap"     // the same, of a directory
)

// Auths lists the ways to sign in, in the order in which people are offered them.
func Auths() []Auth { return []Auth{Token, OIDC, AppRole, Userpass, LDAP} }

// Team is a team's store. Its JSON form is one element of teams.json.
type Team struct {
	ID        string   `json:"id"`   // random, never changes
	Name      string   `json:"name"` // unique ignoring case
	Address   string   `json:"address"`
	Nodes     []string `json:"nodes,omitempty"` // origins of further nodes, which the team agreed to
	Mount     string   `json:"mount"`           // of the KV store, version 2
	Prefix    string   `json:"prefix,omitempty"`
	Namespace string   `json:"namespace,omitempty"`
	Auth      Auth     `json:"auth"`
	CAPEM     string   `json:"ca_pem,omitempty"` // further roots
}

// Check finds what is wrong with a team's store, nil for nothing.
func (t Team) Check() error {
	if err := profile.CheckName(t.Name); err != nil {
		return err
	}
	for _, address := range t.Origins() {
		if clean, err := ParseAddress(address); err != nil {
			return err
		} else if clean != address {
			return fmt.Errorf("the address has more or other than scheme, host and port: use %s", clean)
		}
	}
	if err := checkPath("path", t.Path()); err != nil {
		return err
	}
	if t.Namespace != "" {
		if err := checkPath("namespace", t.Namespace); err != nil {
			return err
		}
	}
	if !slices.Contains(Auths(), t.Auth) {
		return fmt.Errorf("say how one signs in: %s", joinAuths())
	}
	if t.CAPEM != "" {
		if _, err := profile.ParseCA(t.CAPEM); err != nil {
			return err
		}
	}
	return nil
}

func joinAuths() string {
	var names []string
	for _, a := range Auths() {
		names = append(names, string(a))
	}
	return strings.Join(names, ", ")
}

// Origins are the store's address and those of its further nodes.
func (t Team) Origins() []string { return append([]string{t.Address}, t.Nodes...) }

// Path is mount and prefix, as people write them.
func (t Team) Path() string { return join(t.Mount, t.Prefix) }

// Host is the store's host, with the port where the address has one.
func (t Team) Host() string { return hostOf(t.Address) }

// Of names the key of an item below the team's prefix.
func (t Team) Of(id string) Ref {
	return Ref{Host: t.Host(), Mount: t.Mount, Path: join(t.Prefix, id), Field: FieldKey}
}

// Has reports whether a key lies in this store, below the team's prefix.
func (t Team) Has(r Ref) bool {
	return r.Host == t.Host() && r.Mount == t.Mount && (t.Prefix == "" || strings.HasPrefix(r.Path, t.Prefix+"/"))
}

// PlaceKind is the kind of a place that is a team's store.
const PlaceKind = "team"

// Place is all that decides where what is secret goes, kept where what the user agreed to
// is kept. It is no profile's.
func (t Team) Place() profile.Place {
	b := profile.Profile{TLS: profile.TLS{CAPEM: t.CAPEM}}.Bound()
	return profile.Place{
		Kind: PlaceKind, Key: t.Path(), AuthURL: t.Address, URL: strings.Join(t.Origins(), " "),
		AccountID: t.Namespace, SignIn: profile.SignIn(t.Auth), TLS: b.TLS, CASHA256: b.CASHA256,
	}
}

var (
	errAddress = errors.New("the store's address is not valid: enter it as https://host:port")
	errPlain   = errors.New("plain http is for a store on this computer alone: use https")
)

// ParseAddress reads the address of a store: https, or http to this computer itself. Both
// have to be written.
func ParseAddress(text string) (string, error) {
	u, err := url.Parse(strings.TrimSpace(text))
	if err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || strings.Trim(u.Path, "/") != "" {
		return "", errAddress
	}
	switch strings.ToLower(u.Scheme) {
	case "https":
	case "http":
		if !isLoopback(u.Hostname()) {
			return "", errPlain
		}
	default:
		return "", errAddress
	}
	a, err := profile.ParseOrigin("https://" + u.Host) // whose host and port are checked alike
	if err != nil {
		return "", err
	}
	return strings.ToLower(u.Scheme) + strings.TrimPrefix(a.URL, "https"), nil
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return strings.EqualFold(host, "localhost") || err == nil && ip.IsLoopback()
}

func hostOf(address string) string {
	_, host, _ := strings.Cut(address, "://")
	return host
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), "/")
}

// SplitPath parts a path of the form MOUNT/PREFIX.
func SplitPath(text string) (mount, prefix string) {
	mount, prefix, _ = strings.Cut(strings.Trim(text, "/"), "/")
	return mount, prefix
}

// maxPath is the longest path, in bytes.
const maxPath = 256

// checkPath refuses paths that a server could read in another way than it is written.
func checkPath(name, path string) error {
	if path == "" || len(path) > maxPath {
		return fmt.Errorf("the %s has 1 to %d characters", name, maxPath)
	}
	for part := range strings.SplitSeq(path, "/") {
		if part == "" || part == "." || part == ".." || strings.ContainsFunc(part, odd) {
			return fmt.Errorf("the %s has only letters, digits, dots, hyphens and underscores, parted by slashes", name)
		}
	}
	return nil
}

func odd(r rune) bool {
	return (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' && r != '.'
}

// SameName reports whether two names are those of the same team.
func SameName(a, b string) bool { return profile.FoldName(a) == profile.FoldName(b) }
