package credimport

import (
	"strings"

	"go.yaml.in/yaml/v3"

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
	if c.form == formOrchestrate || c.form == formOrchestrateConfig || c.facts[fURL].family == "wo" || c.facts[fURL].family == "wxo" {
		return reason{kind: profile.Orchestrate, why: "It is written for the Agent Development Kit of watsonx Orchestrate."}
	}
	return reason{}
}

// formOrchestrate is the form of the Agent Development Kit's command lines.
const formOrchestrate = "orchestrate"

// formOrchestrateConfig is the form of the kit's own file, ~/.config/orchestrate/config.yaml.
const formOrchestrateConfig = "orchestrate-config"

// orchestrateCLI reads orchestrate env add and orchestrate env activate. The two speak of
// one environment, by its name. Their short flags differ: -u is the address in the one and
// the username in the other, -a activates in the one and is the key in the other.
func (r *reader) orchestrateCLI(words []word) {
	verbs := readFlags(words[1:], "", func(string) bool { return true }).verbs(2)
	single := map[string]string{"env add": "nuti", "env activate": "aup"}[verbs]
	if single == "" {
		return
	}
	f := readFlags(words[1:], single, func(long string) bool {
		switch long {
		case "activate", "insecure", "help", "skip-version-check", "enable-version-check":
			return true
		}
		return false
	})
	r.ibm = true
	name, _ := f.first("name", "n")
	if verbs == "env activate" && len(f.rest) > 2 {
		name = f.rest[2]
	}
	if name.text == orchestrateLocal {
		return
	}
	c := r.orchestrateRecord(formOrchestrate, name.text, r.doc.spot(words[0].at))
	if verbs == "env activate" {
		r.given(c, fUsername, f, "username", "u")
		r.given(c, fPassword, f, "password", "p")
		r.given(c, fAPIKey, f, "api-key", "a")
		return
	}
	r.given(c, fURL, f, "url", "u")
	r.given(c, fAuthType, f, "type", "t")
	r.given(c, fAuthURL, f, "iam-url", "i")
	r.given(c, fVerify, f, "verify")
	if _, off := f.first("insecure"); off {
		c.set(fVerify, fact{text: "false", at: c.at, known: true, ibm: true})
	}
}

// orchestrateLocal is the environment of the kit's own server on the user's computer, which
// takes no key.
const orchestrateLocal = "local"

// orchestrateRecord is the record of an environment of the kit: one for each name.
func (r *reader) orchestrateRecord(form, name string, at spot) *record {
	owner := formOrchestrate + " " + name
	if have := r.owners[owner]; have != nil && name != "" {
		return have
	}
	c := newRecord(form, at)
	c.whole, c.named = true, name
	r.owners[owner] = c
	r.records = append(r.records, c)
	return c
}

// orchestrateConfig reads the kit's own file: where each environment is, and how it signs
// in. No key stands in it. It reports false for another document.
func (r *reader) orchestrateConfig(n *yaml.Node) bool {
	all := yamlMember(n, "environments")
	if all == nil || all.Kind != yaml.MappingNode {
		return false
	}
	ours := false
	for i := 0; i+1 < len(all.Content); i += 2 {
		name, e := all.Content[i], all.Content[i+1]
		address := yamlMember(e, "wxo_url")
		if address == nil || address.Kind != yaml.ScalarNode {
			continue
		}
		ours = true
		if name.Value == orchestrateLocal || len(r.records) >= maxEnvironments {
			continue
		}
		r.ibm = true
		c := r.orchestrateRecord(formOrchestrateConfig, name.Value, r.doc.spot(r.yamlAt(address)))
		r.yamlFact(c, fURL, address)
		r.yamlFact(c, fAuthURL, yamlMember(e, "iam_url"))
		r.yamlFact(c, fAuthType, yamlMember(e, "auth_type"))
		if v := yamlMember(e, "verify"); v != nil && v.Value != "None" { // what the kit writes for nothing
			r.yamlFact(c, fVerify, v)
		}
		if off := yamlMember(e, "bypass_ssl"); off != nil && strings.EqualFold(off.Value, "true") {
			c.set(fVerify, fact{text: "false", at: c.at, known: true, ibm: true})
		}
	}
	return ours
}

// maxEnvironments is far more than anybody has in one file.
const maxEnvironments = 200

// yamlFact takes a text of a document as a fact; what is nothing, or a part of a document,
// is none.
func (r *reader) yamlFact(c *record, f field, n *yaml.Node) {
	if n == nil || n.Kind != yaml.ScalarNode || n.Value == "" || n.Tag == "!!null" {
		return
	}
	c.set(f, fact{text: n.Value, at: r.doc.spot(r.yamlAt(n)), known: true, ibm: true, spoken: true})
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
