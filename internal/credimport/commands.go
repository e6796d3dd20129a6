package credimport

import (
	"strings"
)

// command reads a line that runs a program which takes credentials. ok is false for any
// other line.
func (r *reader) command(s string, start int) (end int, ok bool) {
	for _, before := range []string{"RUN ", "sudo ", "time ", "call ", "nohup ", "exec ", "& "} {
		if rest, ok := strings.CutPrefix(s, before); ok {
			start += len(s) - len(rest)
			s = rest
		}
	}
	if i := strings.Index(s, "| curl "); i >= 0 {
		start += i + 2
		s = s[i+2:]
	}
	first, rest, _ := strings.Cut(s, " ")
	if rest = strings.TrimLeft(rest, " "); rest != "" && strings.IndexByte("=:(+<", rest[0]) >= 0 || first == "ENV" {
		return 0, false // a variable of that name, or a line of a Dockerfile
	}
	base := strings.TrimSuffix(baseName(strings.Trim(first, `"'`)), ".exe")
	read := r.commandReader(base)
	if read == nil || len(first) == len(s) {
		return 0, false
	}
	words, end := r.commandWords(base, s, start)
	if len(words) > 1 {
		read(plainDashes(words))
	}
	return end, true
}

// commandWords reads the words of a command as the shell does that it is written for.
func (r *reader) commandWords(base, s string, start int) ([]word, int) {
	switch {
	case isInvoke(base):
		return r.psWords(start)
	case isCmdLine(s, r.opts.Source):
		return cmdWords(r.doc.text, start)
	}
	return r.words(start, len(r.doc.text))
}

// isInvoke is true for the calls of PowerShell.
func isInvoke(name string) bool {
	switch strings.ToLower(name) {
	case "invoke-webrequest", "invoke-restmethod", "iwr", "irm":
		return true
	}
	return false
}

func (r *reader) commandReader(name string) func([]word) {
	switch name {
	case "curl", "curlie":
		return r.curl
	case "wget", "wget2":
		return r.wget
	case "http", "https", "xh", "xhs":
		return r.httpie
	case "invoke-webrequest", "invoke-restmethod", "iwr", "irm":
		return r.invoke
	case "ibmcloud", "bluemix", "bx", "ic":
		return r.ibmcloud
	case "cpdctl":
		return r.cpdctl
	case "orchestrate":
		return r.orchestrateCLI
	case "cpd-cli":
		return r.cpdcli
	}
	if takesPairs(name) {
		return r.pairs
	}
	return nil
}

// flags are the flags of a command line with their values, and what is no flag.
type flags struct {
	named map[string][]word
	rest  []word
}

// readFlags reads --name value, --name=value, -n value and -nvalue. single lists the
// letters that take a value, and long the long names that take none.
func readFlags(words []word, single string, bare func(long string) bool) flags {
	f := flags{named: map[string][]word{}}
	take := func(i int, name string) int {
		if i+1 >= len(words) || isLongFlag(words[i+1].text) {
			f.named[name] = append(f.named[name], word{"", words[i].at})
			return i
		}
		f.named[name] = append(f.named[name], words[i+1])
		return i + 1
	}
	for i := 0; i < len(words); i++ {
		w := words[i]
		switch {
		case strings.HasPrefix(w.text, "--") && len(w.text) > 2:
			name, text, has := strings.Cut(w.text[2:], "=")
			switch {
			case has && isEnvName(name):
				f.named[name] = append(f.named[name], word{text, w.at})
			case bare(w.text[2:]):
				f.named[w.text[2:]] = append(f.named[w.text[2:]], word{"", w.at})
			default:
				i = take(i, w.text[2:])
			}
		case len(w.text) > 1 && w.text[0] == '-':
			i = f.cluster(words, i, single, take)
		default:
			f.rest = append(f.rest, w)
		}
	}
	return f
}

// isLongFlag is true for a flag where a value was due. A key may begin with hyphens too.
func isLongFlag(s string) bool {
	name, _, _ := strings.Cut(s, "=")
	return strings.HasPrefix(s, "--") && len(s) > 3 && isEnvName(name[2:]) && !isKeyLike(s)
}

// cluster reads -sSk, -uUSER and -sX POST: letters, of which the first that takes a
// value ends the cluster.
func (f *flags) cluster(words []word, i int, single string, take func(int, string) int) int {
	w := words[i]
	for j := 1; j < len(w.text); j++ {
		letter := w.text[j : j+1]
		if !strings.Contains(single, letter) {
			f.named[letter] = append(f.named[letter], word{"", w.at})
			continue
		}
		if j+1 < len(w.text) {
			f.named[letter] = append(f.named[letter], word{w.text[j+1:], w.at})
			return i
		}
		return take(i, letter)
	}
	return i
}

// all gives the values of a flag under all its names.
func (f flags) all(names ...string) []word {
	var out []word
	for _, n := range names {
		out = append(out, f.named[n]...)
	}
	return out
}

func (f flags) first(names ...string) (word, bool) {
	if all := f.all(names...); len(all) > 0 {
		return all[0], true
	}
	return word{}, false
}

// verbs are the first n words that are no flags, which say what the program is to do.
func (f flags) verbs(n int) string {
	var b strings.Builder
	for i, w := range f.rest[:min(n, len(f.rest))] {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(w.text)
	}
	return b.String()
}

// given keeps a flag's value as a fact.
func (r *reader) given(c *record, fld field, f flags, names ...string) {
	w, ok := f.first(names...)
	switch {
	case !ok || w.text == "":
	case strings.HasPrefix(w.text, "@"):
		c.note("The " + string(fld) + " is in a file that the command names; import that file.")
		c.set(fld, fact{at: r.doc.spot(w.at), ibm: true, spoken: true, file: true})
	case strings.Contains(w.text, placeholder):
		c.set(fld, fact{at: r.doc.spot(w.at), ibm: true, spoken: true})
	default:
		x := fact{text: w.text, at: r.doc.spot(w.at), known: true, ibm: true, spoken: true}
		r.put(c, r.sort(fld, x), x)
	}
}
