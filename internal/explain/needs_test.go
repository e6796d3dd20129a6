package explain_test

import (
	"net/url"
	"strings"
	"testing"

	"lanyard/internal/explain"
	"lanyard/internal/profile"
)

// The pages that IBM's documents on signing in lead to are all reached.
func TestNeedsOfIBMCloudLeadToItsPages(t *testing.T) {
	pages := map[string]string{}
	for _, n := range explain.Needs(profile.Cloud) {
		pages[n.Page.URL] = n.How
	}
	for _, want := range []struct{ page, says string }{
		{"https://cloud.ibm.com/iam/apikeys", "Manage > Access (IAM) > API keys"},
		{"https://dataplatform.cloud.ibm.com/docs/content/wsj/admin/admin-apikeys.html?context=wx", "Profile and settings > User API key"},
		{"https://cloud.ibm.com/iam/serviceids", "Access control, and add the service ID as Admin or Editor"},
		{"https://dataplatform.cloud.ibm.com/docs/content/wsj/analyze-data/ml-get-wml-credentials.html", "service credentials"},
		{"https://dataplatform.cloud.ibm.com/docs/content/wsj/getting-started/wml-plans.html?context=wx", "billed"},
		{"https://dataplatform.cloud.ibm.com/docs/content/wsj/analyze-data/ml-samples-overview.html?context=wx", "score a model"},
		{"https://cloud.ibm.com/docs/account?topic=account-migrate", "Cloud Foundry"},
	} {
		if how, ok := pages[want.page]; !ok || !strings.Contains(how, want.says) {
			t.Errorf("nothing with %q leads to %s", want.says, want.page)
		}
	}
}

func TestNeedsOfEveryKind(t *testing.T) {
	// What a person has to bring, by the kind; the rest is found once signed in.
	must := map[profile.Kind][]string{
		profile.Cloud:       {"API key", "Region", "Space ID", "Instance ID"},
		profile.AWS:         {"API key", "Region", "Space ID"},
		profile.CP4D:        {"Address", "Username", "password", "Space ID"},
		profile.StudioLocal: {"Address", "password", "Instance ID"},
	}
	for _, k := range profile.Kinds() {
		if len(explain.Needs(k)) == 0 {
			t.Errorf("nobody is told what %s needs", k)
		}
		var names []string
		for _, n := range explain.Needs(k) {
			names = append(names, n.Name)
			if !strings.HasSuffix(n.How, ".") {
				t.Errorf("%s, %s: %q is no sentence", k, n.Name, n.How)
			}
			if u, err := url.Parse(n.Page.URL); n.Page != (explain.Page{}) && (err != nil || u.Scheme != "https" || n.Page.Title == "") {
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
