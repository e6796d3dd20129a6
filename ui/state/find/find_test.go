package find

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
)

func TestFind(t *testing.T) {
	list := []profile.Profile{
		{Name: "alpha", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", Tags: []string{"churn"}},
		{Name: "churn-eu", Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com"},
		{Name: "my churn", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "dana"},
		{Name: "unchurned", Kind: profile.StudioLocal, URL: "https://111.22.33.44", Production: true},
		{Name: "Churn", Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com", SpaceID: "0d8a4e0e"},
	}
	for _, tt := range []struct {
		query string
		want  []string
	}{
		{"", []string{"alpha", "churn-eu", "my churn", "unchurned", "Churn"}},
		{"  ", []string{"alpha", "churn-eu", "my churn", "unchurned", "Churn"}},
		{"churn", []string{"Churn", "churn-eu", "my churn", "unchurned", "alpha"}},
		{"CHURN EU", []string{"churn-eu", "alpha"}},
		{"frankfurt", []string{"alpha"}},
		{"dana", []string{"my churn"}},
		{"cloud pak", []string{"my churn"}},
		{"production", []string{"unchurned"}},
		{"0d8a", []string{"Churn"}},
		{"111.22", []string{"unchurned"}},
		{"nowhere", []string{}},
		{"churn nowhere", []string{}},
		{"tag:churn", []string{"alpha"}},
		{"tag:chu", []string{"alpha"}},
		{"-tag:churn churn", []string{"Churn", "churn-eu", "my churn", "unchurned"}},
		{"kind:cp4d", []string{"my churn"}},
		{"kind:cloud", []string{"alpha", "churn-eu", "my churn"}}, // Cloud Pak for Data as well
		{`kind:"watson studio"`, []string{"unchurned"}},
		{"is:production", []string{"unchurned"}},
		{"is:prod", []string{"unchurned"}},
		{"is:live", []string{"churn-eu"}},
		{"is:failed", []string{"unchurned"}},
		{"is:failed churn", []string{"unchurned"}},
		{"is:nonsense", []string{}},
		{"is:", []string{"alpha", "churn-eu", "my churn", "unchurned", "Churn"}},
		{"user:dan", []string{"my churn"}},
		{"https://cpd", []string{}},
		{"chrn-eu", []string{"churn-eu"}},   // missing
		{"chhurn-eu", []string{"churn-eu"}}, // too many
		{"chorn-eu", []string{"churn-eu"}},  // wrong
		{"chrun-eu", []string{"churn-eu"}},  // exchanged
		{"cuhrn-eu", []string{"churn-eu"}},
		{"hcurn-eu", []string{"churn-eu"}},
		{"chur-neu", []string{"churn-eu"}}, // where the halves meet
		{"frnkfurt", []string{"alpha"}},
		{"dnaa", []string{"my churn"}},
		{"xhxrn-eu", []string{}}, // two mistakes
	} {
		t.Run(tt.query, func(t *testing.T) {
			got := []string{}
			for _, i := range New(list, nil).Find(Parse(tt.query), func(i int) Live { return Live{Token: i == 1, Failed: i == 3} }) {
				got = append(got, list[i].Name)
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func profilesOf(n int) []profile.Profile {
	list := make([]profile.Profile, n)
	for i := range list {
		list[i] = profile.Profile{
			ID: fmt.Sprintf("id-%d", i), Name: fmt.Sprintf("profile-%05d-team-%d", i, i%17), Kind: profile.Kinds()[i%4],
			URL: fmt.Sprintf("https://host-%d.example.org", i), Username: fmt.Sprintf("user%d", i%100), Tags: []string{"team", fmt.Sprint(i % 7)},
		}
	}
	return list
}

func BenchmarkFind(b *testing.B) {
	for _, n := range []int{10, 1000, 10000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			f := New(profilesOf(n), nil)
			b.ReportAllocs()
			for b.Loop() {
				f.Find(Parse("team-1 user9"), nil)
			}
		})
		b.Run(fmt.Sprint(n, " with a typing mistake"), func(b *testing.B) {
			f := New(profilesOf(n), nil)
			b.ReportAllocs()
			for b.Loop() {
				f.Find(Parse("taem-1x"), nil)
			}
		})
	}
}

func TestSpans(t *testing.T) {
	for _, tt := range []struct {
		query, name string
		want        []Span
	}{
		{"eu", "churn-EU", []Span{{6, 8}}},
		{"chu urn", "churn-eu", []Span{{0, 5}}},
		{"eu chu", "churn-eu", []Span{{0, 3}, {6, 8}}},
		{"chrn", "churn-eu", []Span{{0, 5}}},
		{"is:live", "live", nil},
		{"x", "İx", nil}, // longer in lower case
		{"ü", "Über", []Span{{0, 2}}},
	} {
		t.Run(tt.query, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, Parse(tt.query).Spans(tt.name)); diff != "" {
				t.Errorf("(-want +got):\n%s", diff)
			}
		})
	}
}

func TestToggle(t *testing.T) {
	for _, tt := range []struct{ text, operator, want string }{
		{"", "is:live", "is:live"},
		{"churn", "is:live", "churn is:live"},
		{"is:live churn", "is:live", "churn"},
		{"IS:Live", "is:live", ""},
		{`tag:"my team" x`, TagOperator("my team"), "x"},
	} {
		if got := Toggle(tt.text, tt.operator); got != tt.want {
			t.Errorf("Toggle(%q, %q) = %q, want %q", tt.text, tt.operator, got, tt.want)
		}
		if Has(tt.text, tt.operator) == Has(tt.want, tt.operator) {
			t.Errorf("Has says the same of %q before and after", tt.text)
		}
	}
}

// FuzzFind holds that no query breaks anything, and that spans lie within the name.
func FuzzFind(f *testing.F) {
	f.Add("churn-eu is:live", "Churn-EU")
	f.Add(`tag:"x`, "ſ")
	f.Fuzz(func(t *testing.T, query, name string) {
		q := Parse(query)
		New([]profile.Profile{{Name: name, Tags: []string{name}}}, nil).Find(q, func(int) Live { return Live{} })
		for _, s := range q.Spans(name) {
			if s.From < 0 || s.To > len(name) || s.From >= s.To {
				t.Errorf("%v of %q", s, name)
			}
		}
	})
}
