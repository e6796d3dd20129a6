package state

import (
	"testing"

	"lanyard/internal/profile"
)

func TestPageOfASpace(t *testing.T) {
	for name, c := range map[string]struct {
		p    profile.Profile
		want string
	}{
		"Frankfurt":      {profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SpaceID: "s-1"}, "https://eu-de.dataplatform.cloud.ibm.com/ml-runtime/spaces/s-1"},
		"Dallas project": {profile.Profile{Kind: profile.Cloud, URL: "https://us-south.ml.cloud.ibm.com", ProjectID: "p-1"}, "https://dataplatform.cloud.ibm.com/projects/p-1"},
		"Sydney":         {profile.Profile{Kind: profile.Cloud, URL: "https://au-syd.ml.cloud.ibm.com", SpaceID: "s-1"}, "https://au-syd.dai.cloud.ibm.com/ml-runtime/spaces/s-1"},
		"a cluster":      {profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org", SpaceID: "a/b"}, "https://cpd.example.org/ml-runtime/spaces/a%2Fb"},
		"nothing chosen": {profile.Profile{Kind: profile.CP4D, URL: "https://cpd.example.org"}, ""},
		"unknown host":   {profile.Profile{Kind: profile.Cloud, URL: "https://127.0.0.1:1", SpaceID: "s"}, ""},
		"AWS":            {profile.Profile{Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com", SpaceID: "s"}, ""},
	} {
		if got := placePage(c.p); got != c.want {
			t.Errorf("%s: the page is %q, want %q", name, got, c.want)
		}
	}
}
