package cli

import (
	"fmt"
	"strings"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
)

// tellNeeds prints what a profile of a kind needs, or of every kind without one.
func (a *program) tellNeeds(args []string, kind string) error {
	if len(args) > 0 {
		return usage("leave the NAME out", "--needs adds no profile")
	}
	kinds := profile.Kinds()
	if kind != "" {
		k, err := profile.ParseKind(kind)
		if err != nil {
			return badFlag("kind", err)
		}
		kinds = []profile.Kind{k}
	}
	var b strings.Builder
	for i, k := range kinds {
		if i > 0 {
			b.WriteString("\n")
		}
		fmt.Fprintf(&b, "%s (--kind %s)\n", k.Title(), k)
		for _, n := range explain.Needs(k) {
			fmt.Fprintf(&b, "\n  %s\n%s", n.Name, wrapped(n.How, "    ", helpWidth))
			if n.Page.URL != "" {
				fmt.Fprintf(&b, "    %s: %s\n", n.Page.Title, n.Page.URL)
			}
		}
	}
	return a.print(b.String())
}

// wrapped breaks a text into lines that begin with an indent and are not wider than width.
func wrapped(text, indent string, width int) string {
	var b strings.Builder
	line := indent
	for _, word := range strings.Fields(text) {
		if line != indent && len(line)+1+len(word) > width {
			b.WriteString(line + "\n")
			line = indent
		}
		if line != indent {
			line += " "
		}
		line += word
	}
	return b.String() + line + "\n"
}
