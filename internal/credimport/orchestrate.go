package credimport

import (
	"strings"

	"lanyard/internal/profile"
)

// byOrchestrate tells what is watsonx Orchestrate's: by its address, by the names of its
// Agent Development Kit, and by where it was written.
func (r *reader) byOrchestrate(c *record) reason {
	for _, text := range c.addresses() {
		switch a, err := profile.ParseAddress("", text); {
		case err == nil && a.Kind == profile.Orchestrate:
			return reason{kind: profile.Orchestrate, why: "The address " + hostOf(a.URL) + " belongs to " + a.Kind.Title() + "."}
		case strings.Contains(text, "/orchestrate/") && strings.Contains(text, "/instances/"):
			return reason{kind: profile.Orchestrate, why: "The address is that of an instance of watsonx Orchestrate on a cluster."}
		}
	}
	if c.form == formOrchestrate || c.facts[fURL].family == "wo" || c.facts[fURL].family == "wxo" {
		return reason{kind: profile.Orchestrate, why: "It is written for the Agent Development Kit of watsonx Orchestrate."}
	}
	return reason{}
}

// formOrchestrate is the form of the Agent Development Kit's command lines.
const formOrchestrate = "orchestrate"

// orchestrateCLI reads orchestrate env add and orchestrate env activate. The two speak of
// one environment, by its name.
func (r *reader) orchestrateCLI(words []word) {
	f := readFlags(words[1:], "nuticpk", func(long string) bool {
		return long == "activate" || long == "insecure" || long == "bypass-ssl" || long == "help"
	})
	name, _ := f.first("name", "n")
	switch f.verbs(2) {
	case "env add":
	case "env activate":
		if len(f.rest) > 2 && name.text == "" {
			name = f.rest[2]
		}
	default:
		return
	}
	r.ibm = true
	c := newRecord(formOrchestrate, r.doc.spot(words[0].at))
	if have := r.owners[formOrchestrate+" "+name.text]; have != nil {
		c = have
	} else {
		r.owners[formOrchestrate+" "+name.text] = c
		r.records = append(r.records, c)
	}
	c.whole, c.named = true, name.text
	r.given(c, fURL, f, "url", "u")
	r.given(c, fAuthType, f, "type", "t")
	r.given(c, fAuthURL, f, "iam-url", "i")
	r.given(c, fUsername, f, "username")
	r.given(c, fPassword, f, "password", "p")
	r.given(c, fAPIKey, f, "api-key", "k")
}

// orchestrate takes how an instance of watsonx Orchestrate signs in, where its address does
// not tell it.
func (b *build) orchestrate() {
	if b.p.Kind != profile.Orchestrate {
		return
	}
	told, err := profile.ParseAuthType(b.c.text(fAuthType))
	if err != nil {
		return
	}
	if b.p.Auth() != told {
		b.p.AuthType = told
	}
}
