package credimport

import (
	"strings"
)

// Many programs are given variables and secrets by their command lines, each in its own
// way: kubectl --from-literal=N=V, docker -e N=V, helm --set a.N=V,b.M=W, cf set-env APP N V,
// gh secret set N --body V. What is common to them is a name that says something and a
// value behind it.

// takesPairs is true for programs that hand on names and values.
func takesPairs(program string) bool {
	switch program {
	case "kubectl", "oc", "k", "kubeseal", "microk8s", "minikube", "helm", "docker", "podman", "nerdctl", "docker-compose", "buildah", "cf", "gh", "glab", "heroku", "fly",
		"flyctl", "vercel", "netlify", "railway", "az", "aws", "gcloud", "terraform", "tofu", "pulumi", "conda", "env", "eb", "supabase", "wrangler", "modal", "nomad",
		"vault", "bao", "doppler", "op", "dotenv", "airflow", "databricks", "systemd-run", "cross-env", "firebase", "hf", "code-engine", "kubectl-create", "jenkins", "circleci", "dagger", "act":
		return true
	}
	return false
}

// pairs reads the names and values in a command.
func (r *reader) pairs(words []word) {
	for i := 1; i < len(words); i++ {
		w := words[i]
		if name, text, ok := pairIn(w.text); ok {
			r.pairList(name, text, w.at)
			continue
		}
		if v, ok := r.valueBehind(words, i); ok {
			r.shellSetting(w.text, v.text, v.at)
		}
	}
}

// pairIn takes N=V out of a word, be it behind a flag: --from-literal=N=V.
func pairIn(s string) (name, text string, ok bool) {
	if strings.HasPrefix(s, "-") {
		flag, rest, has := strings.Cut(s, "=")
		if !has || len(flag) < 2 {
			return "", "", false
		}
		if name, text, ok = strings.Cut(rest, "="); ok && isEnvName(name) {
			return name, text, true
		}
		return strings.TrimLeft(flag, "-"), rest, true
	}
	name, text, ok = strings.Cut(s, "=")
	if i := strings.LastIndexByte(name, ','); i >= 0 {
		return "", "", false
	}
	return name, text, ok && isEnvName(name)
}

// pairList takes one pair, or a list of them that commas part: a=1,b=2.
func (r *reader) pairList(name, text string, at int) {
	for rest := text; ; {
		i := nextPair(rest)
		if i < 0 || len(rest) > maxJoined {
			r.pair(name, text, at)
			return
		}
		r.pair(name, text[:len(text)-len(rest)+i], at)
		text = rest[i+1:]
		name, text, _ = strings.Cut(text, "=")
		rest = text
	}
}

// nextPair finds the comma before the next pair of a list, -1 when there is none.
func nextPair(s string) int {
	for i := range min(len(s), maxJoined) {
		if s[i] != ',' {
			continue
		}
		if name, _, ok := strings.Cut(s[i+1:], "="); ok && isEnvName(name) {
			return i
		}
	}
	return -1
}

// pair takes a named value if its name says something. Names of charts have a path in
// front of them.
func (r *reader) pair(name, text string, at int) {
	n := r.names.of(name)
	if n.field == "" || !n.known && !n.ibm {
		if last := lastPart(name); last != name {
			name = last
		}
	}
	if n := r.names.of(name); n.field != "" && text != "" {
		r.shellSetting(name, text, at)
	}
}

// valueBehind finds the value of a name that stands alone: the next word, or that of
// the flag which gives it.
func (r *reader) valueBehind(words []word, i int) (word, bool) {
	name := words[i].text
	n := r.names.of(name)
	if n.field == "" || !n.ibm || strings.ToUpper(name) != name || !isEnvName(name) || i+1 >= len(words) {
		return word{}, false
	}
	if next := words[i+1]; !strings.HasPrefix(next.text, "-") || isKeyLike(next.text) {
		return next, !strings.Contains(next.text, "=") || isKeyLike(next.text)
	}
	return bodyFlag(words[i+1:])
}

// bodyFlag gives the value of a flag that sets a variable's text: --body TEXT.
func bodyFlag(words []word) (word, bool) {
	name, text, joined := strings.Cut(words[0].text, "=")
	if joined {
		return word{text, words[0].at}, name == "--body" || name == "--value"
	}
	switch name {
	case "--body", "-b", "--value", "-v", "--secret-string":
		if len(words) > 1 {
			return words[1], true
		}
	}
	return word{}, false
}

// pairText takes a text such as "WATSONX_APIKEY=K", as lists of variables have them.
func (r *reader) pairText(s string, at int) bool {
	name, text, ok := strings.Cut(s, "=")
	if !ok || !isEnvName(name) || text == "" {
		return false
	}
	n := r.names.of(name)
	if n.field == "" || !n.ibm || strings.ToUpper(name) != name && !strings.Contains(name, ".") {
		return false
	}
	r.setting("env", name, text, at+1, !strings.Contains(text, placeholder))
	return true
}
