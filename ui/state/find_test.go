package state

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
	} {
		t.Run(tt.query, func(t *testing.T) {
			got := []string{}
			for _, i := range newFinder(list, nil).find(tt.query) {
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
			f := newFinder(profilesOf(n), nil)
			b.ReportAllocs()
			for b.Loop() {
				f.find("team-1 user9")
			}
		})
	}
}
