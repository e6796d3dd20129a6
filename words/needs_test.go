package words_test

import (
	"net/url"
	"strings"
	"testing"

	"lanyard/profile"
	"lanyard/words"
)

func TestNeedsOfEveryKind(t *testing.T) {
	// What a person has to bring, by the kind; the rest is found once signed in.
	must := map[profile.Kind][]string{
		profile.Cloud:       {"API key", "Region", "Space ID", "Instance ID"},
		profile.AWS:         {"API key", "Region", "Space ID"},
		profile.CP4D:        {"Address", "Username", "password", "Space ID"},
		profile.StudioLocal: {"Address", "password", "Instance ID"},
	}
	for _, k := range profile.Kinds() {
		var names []string
		for _, n := range words.Needs(k) {
			names = append(names, n.Name)
			if !strings.HasSuffix(n.How, ".") {
				t.Errorf("%s, %s: %q is no sentence", k, n.Name, n.How)
			}
			if u, err := url.Parse(n.Page.URL); n.Page != (words.Page{}) && (err != nil || u.Scheme != "https" || n.Page.Title == "") {
				t.Errorf("%s, %s: the page %q at %q cannot be opened", k, n.Name, n.Page.Title, n.Page.URL)
			}
		}
		for _, m := range must[k] {
			if !strings.Contains(strings.Join(names, "\n"), m) {
				t.Errorf("%s: nothing tells of %q among %q", k, m, names)
			}
		}
	}
}
