package profile_test

import (
	"strings"
	"testing"

	"lanyard/internal/profile"
)

// TestEveryRegionIsKnown has all regions written out once more, those that nobody is
// offered and the private network of those that have one among them: a profile of theirs
// is known by its address, and signs in where the region does.
func TestEveryRegionIsKnown(t *testing.T) {
	const (
		iam, test    = "https://iam.cloud.ibm.com", "https://iam.test.cloud.ibm.com"
		private      = "https://private.iam.cloud.ibm.com"
		mcsp, mcspQA = "https://account-iam.platform.saas.ibm.com", "https://account-iam.platform.test.saas.ibm.com"
		gov, govPrep = "https://dai.ibmforusgov.com/api/rest/mcsp", "https://dai.prep.ibmforusgov.com/api/rest/mcsp"
	)
	for _, r := range []struct {
		kind                             profile.Kind
		host, id, name, platform, signIn string
	}{
		{profile.Cloud, "us-south.ml.cloud.ibm.com", "us-south", "Dallas", "api.dataplatform.cloud.ibm.com", iam},
		{profile.Cloud, "eu-de.ml.cloud.ibm.com", "eu-de", "Frankfurt", "api.eu-de.dataplatform.cloud.ibm.com", iam},
		{profile.Cloud, "eu-gb.ml.cloud.ibm.com", "eu-gb", "London", "api.eu-gb.dataplatform.cloud.ibm.com", iam},
		{profile.Cloud, "jp-tok.ml.cloud.ibm.com", "jp-tok", "Tokyo", "api.jp-tok.dataplatform.cloud.ibm.com", iam},
		{profile.Cloud, "au-syd.ml.cloud.ibm.com", "au-syd", "Sydney", "api.au-syd.dai.cloud.ibm.com", iam},
		{profile.Cloud, "ca-tor.ml.cloud.ibm.com", "ca-tor", "Toronto", "api.ca-tor.dai.cloud.ibm.com", iam},
		{profile.Cloud, "private.us-south.ml.cloud.ibm.com", "us-south", "Dallas, private network", "private.api.dataplatform.cloud.ibm.com", private},
		{profile.Cloud, "private.ca-tor.ml.cloud.ibm.com", "ca-tor", "Toronto, private network", "private.api.ca-tor.dai.cloud.ibm.com", private},
		{profile.AWS, "ap-south-1.aws.wxai.ibm.com", "ap-south-1", "Mumbai (AWS)", "api.ap-south-1.aws.data.ibm.com", mcsp},
		{profile.AWS, "us-east-1.aws.wxai.ibm.com", "us-east-1", "N. Virginia (AWS)", "api.us-east-1.aws.data.ibm.com", mcsp},
		{profile.AWS, "private.us-east-1.aws.wxai.ibm.com", "us-east-1", "N. Virginia (AWS), private network", "api.us-east-1.aws.data.ibm.com", mcsp},
		{profile.AWS, "wxai.ibmforusgov.com", "govcloud", "GovCloud", "api.dai.ibmforusgov.com", gov},
		{profile.AWS, "private.internal.wxai.ibmforusgov.com", "govcloud-internal", "GovCloud, private network", "internal.api.dai.ibmforusgov.com", gov},
		{profile.AWS, "private.internal.wxai.prep.ibmforusgov.com", "govcloud-prep-internal", "GovCloud (preproduction), private network", "internal.api.dai.prep.ibmforusgov.com", govPrep},
		{profile.AWS, "wxai.prep.ibmforusgov.com", "govcloud-prep", "GovCloud (preproduction)", "api.dai.prep.ibmforusgov.com", govPrep},
		{profile.Cloud, "us-south.ml.test.cloud.ibm.com", "us-south-test", "Dallas (test)", "api.dataplatform.dev.cloud.ibm.com", test},
		{profile.Cloud, "wml-fvt.ml.test.cloud.ibm.com", "wml-fvt", "FVT (test)", "api.dataplatform.dev.cloud.ibm.com", test},
		{profile.Cloud, "wml-dev.ml.test.cloud.ibm.com", "wml-dev", "Development (test)", "api.dataplatform.dev.cloud.ibm.com", test},
		{profile.Cloud, "wml-mcsp-dev.ml.test.cloud.ibm.com", "wml-mcsp-dev", "MCSP development (test)", "api.dai.dev.cloud.ibm.com", test},
		{profile.Cloud, "yp-qa.ml.cloud.ibm.com", "yp-qa", "QA (test)", "api.dataplatform.test.cloud.ibm.com", iam},
		{profile.Cloud, "yp-cr.ml.cloud.ibm.com", "yp-cr", "CR (test)", "api.dataplatform.test.cloud.ibm.com", iam},
		{profile.Cloud, "wxai-qa.ml.cloud.ibm.com", "wxai-qa", "watsonx QA (test)", "api.dai.test.cloud.ibm.com", iam},
		{profile.AWS, "dev.aws.wxai.ibm.com", "aws-dev", "AWS development (test)", "api.dev.aws.data.ibm.com", mcspQA},
		{profile.AWS, "test.aws.wxai.ibm.com", "aws-test", "AWS test (test)", "api.test.aws.data.ibm.com", mcspQA},
	} {
		t.Run(r.host, func(t *testing.T) {
			want := profile.Region{ID: r.id, Name: r.name, Kind: r.kind, URL: "https://" + r.host, PlatformURL: "https://" + r.platform, AuthURL: r.signIn}
			if got, ok := profile.RegionOf("https://" + r.host); !ok || got != want {
				t.Errorf("got %+v\nwant %+v", got, want)
			}
		})
	}
}

// TestHostsOfTheBluemixEra are replaced by the host that took over, in the same world.
func TestHostsOfTheBluemixEra(t *testing.T) {
	for old, now := range map[string]string{
		"iam.bluemix.net": "https://iam.cloud.ibm.com", "iam.ng.bluemix.net": "https://iam.cloud.ibm.com",
		"iam.eu-gb.bluemix.net": "https://iam.cloud.ibm.com", "iam.eu-de.bluemix.net": "https://iam.cloud.ibm.com",
		"iam.stage1.bluemix.net": "https://iam.test.cloud.ibm.com", "IAM.NG.BLUEMIX.NET": "https://iam.cloud.ibm.com",
		"iam.example.bluemix.net": "https://iam.example.bluemix.net",
	} {
		t.Run(old, func(t *testing.T) {
			a, err := profile.ParseAuthURL(profile.Cloud, "https://"+old+"/oidc/token")
			told := strings.Contains(strings.Join(a.Changes, " "), "was replaced by")
			if err != nil || a.URL != now || told != (now != "https://"+old) {
				t.Errorf("gives %+v, %v", a, err)
			}
		})
	}
}

// TestFillersAreSamples: one of each kind, as short as it may be, and one shorter.
func TestFillersAreSamples(t *testing.T) {
	for text, want := range map[string]bool{
		"xxxx": true, "XXXX": true, "***": true, "•••": true, "...": true, "…": true, "……": true, "___": true, "---": true, "???": true,
		"xxx": false, "XXX": false, "xxXX": false, "**": false, "••": false, "..": false, "__": false, "--": false, "??": false, "*-*": false,
		"#{apikey}": true, "[[key]]": true, "put your key here": true, "add_your_token": true, "enter me": true, "putter": false,
	} {
		if got := profile.IsSample(text); got != want {
			t.Errorf("%q is a sample: %v", text, got)
		}
	}
}

// TestLongestHosts: what DNS carries and no more.
func TestLongestHosts(t *testing.T) {
	label := strings.Repeat("a", 63)
	three := strings.Repeat(label+".", 3)
	long := three + strings.Repeat("b", 57) + ".org" // 253
	for name, c := range map[string]struct {
		host string
		good bool
	}{
		"a label of 63": {label + ".org", true},
		"one of 64":     {label + "a.org", false},
		"253 in all":    {long, true},
		"254 in all":    {three + strings.Repeat("b", 58) + ".org", false},
		"with a dot":    {long + ".", true},
	} {
		t.Run(name, func(t *testing.T) {
			a, err := profile.ParseOrigin("https://" + c.host)
			if (err == nil) != c.good || c.good && a.URL != "https://"+strings.TrimSuffix(c.host, ".") {
				t.Errorf("%d bytes give %+v, %v", len(c.host), a, err)
			}
		})
	}
}
