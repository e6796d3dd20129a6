package credimport

import (
	"fmt"
	"net/netip"
	"strings"
	"unicode"
	"unicode/utf8"

	"lanyard/internal/profile"
)

// name suggests a name for the profile: what the input calls it, else where it is.
func (b *build) name() string {
	given := b.c.text(fName)
	if b.c.form == "vcap" {
		given = "" // the name of the key alone, and the same for everybody
	}
	for _, s := range []string{b.c.named, given} {
		s = strings.Join(strings.FieldsFunc(s, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
		if s != "" && !madeUp(s) && profile.CheckName(s) == nil && !profile.IsSample(s) && !b.isSecret(s) {
			return s
		}
	}
	if name := nameOfPlace(b.p); profile.CheckName(name) == nil {
		return name
	}
	return "imported"
}

// isSecret keeps a secret that stands under two names out of the profile's name.
func (b *build) isSecret(s string) bool {
	for _, f := range []field{fAPIKey, fPassword, fToken, fRefresh} {
		if t := b.c.text(f); t != "" && strings.Contains(s, t) {
			return true
		}
	}
	return false
}

// madeUp is true for the names that IBM Cloud gives to keys by itself.
func madeUp(s string) bool {
	s = strings.ToLower(s)
	return strings.HasPrefix(s, "auto-generated") || strings.HasPrefix(s, "auto generated") || isGUID(s)
}

func nameOfPlace(p profile.Profile) string {
	if r, ok := profile.RegionOf(p.URL); ok {
		if p.Kind == profile.AWS && r.ID != "govcloud" {
			return "aws-" + r.ID
		}
		return r.ID
	}
	host := hostOf(p.URL)
	if !strings.Contains(p.URL, "://") {
		host = hostOf("https://" + p.URL)
	}
	switch {
	case host == "" && p.Kind == "":
		return "imported"
	case host == "":
		return strings.ReplaceAll(strings.ToLower(p.Kind.Title()), " ", "-")
	}
	if _, err := netip.ParseAddr(host); err == nil || strings.Trim(host, "0123456789.") == "" {
		return strings.ToLower(p.Kind.Short()) + "-" + host
	}
	first, _, _ := strings.Cut(host, ".")
	return first
}

// distinct gives every find a name of its own.
func distinct(found []Found) {
	taken := map[string]bool{}
	next := map[string]int{}
	for i := range found {
		base := found[i].Profile.Name
		name := base
		for taken[profile.FoldName(name)] {
			next[base]++
			suffix := fmt.Sprintf("-%d", next[base]+1)
			name = cutName(base, profile.MaxName-len(suffix)) + suffix
		}
		taken[profile.FoldName(name)] = true
		found[i].Profile.Name = name
	}
}

func cutName(s string, n int) string {
	if utf8.RuneCountInString(s) <= n {
		return s
	}
	return string([]rune(s)[:n])
}
