package explain

import (
	"errors"
	"flag"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

var updateTroubleshooting = flag.Bool("update-troubleshooting", false, "write the page of failures in docs anew")

// The page for people has every failure that the tables know, with the sentences that
// the program says. What stands above the mark is written by hand.
const (
	troubleshooting = "../../docs/troubleshooting.md"
	byHandUntil     = "<!-- From here on this page is made from the program's own sentences: go test ./internal/explain -update-troubleshooting -->\n"
)

func TestTroubleshootingHasEveryFailure(t *testing.T) {
	page, err := os.ReadFile(troubleshooting)
	if err != nil {
		t.Fatal(err)
	}
	written, listed, found := strings.Cut(string(page), byHandUntil)
	if !found {
		t.Fatalf("%s lacks the line %q", troubleshooting, byHandUntil)
	}
	want := failurePage()
	if *updateTroubleshooting {
		if err := os.WriteFile(troubleshooting, []byte(written+byHandUntil+want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if listed != want {
		t.Errorf("%s is not what the tables say; look at the change that\n  go test ./internal/explain -update-troubleshooting\nmakes", troubleshooting)
	}
}

// failurePage lists all failures, those with the same headline under one heading.
func failurePage() string {
	var b strings.Builder
	for _, part := range []struct {
		title string
		list  []entry
	}{
		{"The key is refused by IBM Cloud", ofRows(keyRows)},
		{"Making, changing and deleting API keys", ofRows(managingRows)},
		{"One-time codes and their sessions", ofRows(sessionRows)},
		{"The sign-in takes more than a key", ofRows(stepRows)},
		{"Signed in, but the service, space or project refuses", ofRows(accessRows)},
		{"The sign-in is refused elsewhere", ofRows(refusalRows)},
		{"The network and proxies", ofRows(networkRows)},
		{"Certificates", ofRows(tlsRows)},
		{"Answers that cannot be used", ofRows(answerRows)},
		{"A team's store", ofTeams()},
		{"Keyring, secrets file and profiles", append(ofSentinels(), ofMadeOnes()...)},
	} {
		fmt.Fprintf(&b, "\n## %s\n", part.title)
		said := map[string]bool{}
		for _, e := range part.list {
			if said[e.what] {
				continue
			}
			said[e.what] = true
			fmt.Fprintf(&b, "\n### %s\n", e.what)
			for _, same := range part.list {
				if same.what == e.what {
					b.WriteString(same.text())
				}
			}
		}
	}
	return b.String()
}

// entry is one failure on the page.
type entry struct {
	what, why, next string
	codes           []string
	exit            int
}

func (e entry) text() string {
	var b strings.Builder
	for _, paragraph := range []string{e.why, e.next} {
		if paragraph != "" {
			fmt.Fprintf(&b, "\n%s\n", paragraph)
		}
	}
	b.WriteString("\n<sub>")
	for _, code := range e.codes {
		if strings.HasPrefix(code, "bxnim") { // as IBM writes it
			code = strings.ToUpper(code)
		}
		fmt.Fprintf(&b, "`%s` · ", code)
	}
	fmt.Fprintf(&b, "exit code %d</sub>\n", e.exit)
	return b.String()
}

// onPage puts general words where the program says what it met. What it quotes from a
// server or the system has no place on a page.
func onPage(text string) string {
	return begin(fill(text, map[string]string{
		"host": "HOST", "bare": "HOST", "name": "HOST", "place": "space or project", "proxy": "PROXY", "status": "STATUS", "wait": "some time",
	}))
}

func ofRows(rows []row) []entry {
	var list []entry
	for _, r := range rows {
		list = append(list, entry{onPage(r.what), onPage(r.why), onPage(r.next), r.codes, r.exit})
	}
	return list
}

func ofTeams() []entry {
	var list []entry
	for _, reason := range slices.Sorted(maps.Keys(teamRows)) {
		r := teamRows[reason]
		text := func(text string) string {
			return begin(fill(text, map[string]string{"team": "TEAM", "host": "HOST", "path": "PATH"}))
		}
		list = append(list, entry{text(r.what), text(r.why), text(r.next), nil, r.exit})
	}
	return list
}

func ofSentinels() []entry {
	var list []entry
	for _, s := range sentinels {
		list = append(list, entry{onPage(s.says.What), onPage(s.says.Why), onPage(s.says.Next), nil, s.says.Exit})
	}
	return list
}

// ofMadeOnes are the failures whose sentences are made from what they found.
func ofMadeOnes() []entry {
	was := profile.Bound{Kind: profile.Cloud, AuthOrigin: "https://iam.cloud.ibm.com"}
	is := was
	is.AuthOrigin = "https://iam.example.org"
	var list []entry
	for _, err := range []error{
		&wallet.UnboundError{Profile: profile.Profile{Name: "NAME"}, Have: was, Want: is},
		&wallet.NotFoundError{Name: "NAME", Near: []string{"ANOTHER"}},
		&profile.FieldErrors{List: []profile.FieldError{{Field: "url", Problem: "what is wrong with it"}}},
		&store.DamageError{Path: "profiles.json", Line: 12, Column: 3, Cause: errors.New("what is wrong there")},
		&store.DamageError{Path: "secrets.age", Cause: errors.New("what is wrong there")},
		&store.DamageError{Path: "NAME.age", Cause: errors.New("what is wrong there")},
	} {
		f := Explain(err)
		list = append(list, entry{f.What, f.Why, f.Next, nil, f.Exit})
	}
	return list
}
