package credimport

import (
	"strings"
)

// netrc reads a .netrc: machine HOST login USER password KEY, parted by any blanks. It
// reports false when the document is none.
func (r *reader) netrc() bool {
	base := baseName(r.opts.Source)
	named := hasSuffix(base, ".netrc", "_netrc")
	if !named && (!strings.HasPrefix(strings.TrimLeft(r.doc.text, " \t\n"), "machine ") || !strings.Contains(r.doc.text, "login")) {
		return false
	}
	var c *record
	var machines []*record
	words := r.netrcWords()
	for i := 0; i < len(words); i++ {
		key := words[i].text
		if key == "default" || key == "macdef" {
			c = nil
			continue
		}
		if i+1 >= len(words) {
			break
		}
		value, begins := words[i+1], r.doc.spot(words[i].at)
		x := fact{text: value.text, at: r.doc.spot(value.at), known: true}
		switch {
		case key == "machine":
			c = newRecord("netrc", begins)
			c.whole = true
			x.text = "https://" + value.text
			c.set(r.sort(fURL, x), x)
			machines = append(machines, c)
		case c != nil && key == "login":
			c.set(fUsername, x)
		case c != nil && key == "password":
			c.set(fPassword, x)
		case key != "account":
			continue
		}
		i++
	}
	r.records = append(r.records, ourMachines(machines)...)
	return true
}

// netrcWords reads the words of the document. A password may stand in quotes.
func (r *reader) netrcWords() []word {
	var out []word
	text := r.doc.text
	for at := 0; at < len(text); {
		switch c := text[at]; {
		case strings.IndexByte(" \t\n", c) >= 0:
			at++
		case c == '#' && (len(out) == 0 || out[len(out)-1].text != "password"):
			_, at = r.doc.line(at)
		default:
			w, next := netrcWord(text, at)
			out = append(out, w)
			at = next
		}
	}
	return out
}

func netrcWord(text string, at int) (word, int) {
	if text[at] == '"' {
		line, _, _ := strings.Cut(text[at+1:], "\n")
		for i := 0; i < len(line); i++ {
			switch line[i] {
			case '\\':
				i++
			case '"':
				return word{unescape(line[:i], false), at + 1}, at + 1 + i + 1
			}
		}
	}
	end := strings.IndexAny(text[at:], " \t\n")
	if end < 0 {
		end = len(text) - at
	}
	return word{text[at : at+end], at}, at + end
}

// ourMachines leaves out the machines that can't be of this service: those of known
// others, and, where some machines have a name that speaks of it, all that don't.
func ourMachines(all []*record) []*record {
	var ours, maybe []*record
	for _, c := range all {
		if c.text(fUsername) == "apikey" {
			c.set(fAPIKey, c.facts[fPassword])
			delete(c.facts, fUsername)
			delete(c.facts, fPassword)
		}
		address := c.text(fURL) + c.text(fAuthURL)
		switch host := hostOf(address); {
		case classify(address) == ofData || hasSuffix("."+host, ".github.com", ".gitlab.com", ".bitbucket.org", ".heroku.com"):
		case speaksOfUs(host) || isIBMHost(host):
			ours = append(ours, c)
		default:
			maybe = append(maybe, c)
		}
	}
	if len(ours) > 0 {
		return ours
	}
	return maybe
}

// speaksOfUs reports whether the name of a host is one that clusters get.
func speaksOfUs(host string) bool {
	first, _, _ := strings.Cut(host, ".")
	for _, part := range strings.Split(first, "-") {
		switch strings.Trim(part, "0123456789") {
		case "cpd", "zen", "cp", "cp4d", "icp4d", "icp", "wml", "watson", "watsonx", "cpdzen":
			return true
		}
	}
	return false
}
