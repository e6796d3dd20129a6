package profile

import (
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// TestIDsInAnAddress: what an address says of space and project is taken when it can be
// an id of IBM's, from one character to 128.
func TestIDsInAnAddress(t *testing.T) {
	longest := strings.Repeat("a", 128)
	for id, taken := range map[string]bool{
		"a": true, "z": true, "A": true, "Z": true, "0": true, "9": true, "a-b_C": true, longest: true,
		longest + "a": false, "a.b": false, "a%2Fb": false, "a%7Bb": false, "%60": false, "%40": false, "%5B": false, "%3A": false, "ü": false,
	} {
		want := ""
		if taken {
			want = id
		}
		for _, query := range []string{"space_id=" + id, "spaceId=" + id, "x=1&space-id=" + id} {
			if space, project := idsInQuery(query); space != want || project != "" {
				t.Errorf("%s gives space %q and project %q", query, space, project)
			}
		}
		if space, project := idsInQuery("project_id=" + id); project != want || space != "" {
			t.Errorf("project %s gives space %q and project %q", id, space, project)
		}
	}
}

// TestAProfileThatCannotBeWritten is an error, not an empty profile.
func TestAProfileThatCannotBeWritten(t *testing.T) {
	p := Profile{ID: "a", CreatedAt: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC)}
	if text, err := p.MarshalJSON(); err == nil || text != nil {
		t.Errorf("%s, %v", text, err)
	}
	if text, err := json.Marshal([]Profile{p}); err == nil || !strings.Contains(err.Error(), "write profile") {
		t.Errorf("%s, %v", text, err)
	}
}

// TestProxiesAsTheyAreBound: what is stored beside keys must be read alike by every
// version.
func TestProxiesAsTheyAreBound(t *testing.T) {
	for proxy, want := range map[string]string{
		"":                                  "",
		"http://proxy.example.org:3128":     "http://proxy.example.org:3128",
		"HTTP://Proxy.Example.org:3128":     "http://proxy.example.org:3128",
		"http://ana@proxy.example.org:3128": "http://ana@proxy.example.org:3128",
		"http://ana:pw@proxy.example.org:1": "http://ana@proxy.example.org:1",
	} {
		if got := canonicalProxy(proxy); got != want {
			t.Errorf("%q is bound as %q, want %q", proxy, got, want)
		}
	}
	if got := canonicalProxy("proxy"); len(got) != len("unreadable ")+64 || got == canonicalProxy("proxi") {
		t.Errorf("what is no address is bound as %q", got)
	}
}
