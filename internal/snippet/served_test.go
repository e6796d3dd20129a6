package snippet_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
)

func TestServedEnvironment(t *testing.T) {
	const at, key = "http://127.0.0.1:4711/path", "stand-in"
	cloud := profile.Profile{
		ID: "p", KeyID: "k", Name: "p", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey, SpaceID: "space",
		TrustedProfile: &profile.TrustedProfile{ID: "Profile-1"}, AuthURL: "https://private.iam.cloud.ibm.com",
	}
	aws := profile.Profile{ID: "p", KeyID: "k", Name: "p", Kind: profile.AWS, URL: "https://us-east-1.aws.wxai.ibm.com", SecretKind: profile.APIKey, AccountID: "acc"}
	cluster := profile.Profile{ID: "p", KeyID: "k", Name: "p", Kind: profile.CP4D, URL: "https://cpd.example.com", Username: "ana", SecretKind: profile.Password, CPDIdentity: "https://cp-console.example.com"}
	agents := profile.Profile{ID: "p", KeyID: "k", Name: "p", Kind: profile.Orchestrate, URL: "https://api.us-east-1.dl.watson-orchestrate.ibm.com", InstanceID: "20250508-1435", SecretKind: profile.APIKey}
	onCluster := profile.Profile{ID: "p", KeyID: "k", Name: "p", Kind: profile.Orchestrate, URL: "https://cpd.example.com", InstanceID: "cpd/17", Username: "ana", SecretKind: profile.APIKey}
	for name, c := range map[string]struct {
		target string
		p      profile.Profile
		want   string
	}{
		"SDK core, IBM Cloud":                {"env-sdk-core", cloud, "WATSON_MACHINE_LEARNING_AUTH_TYPE=iam WATSON_MACHINE_LEARNING_APIKEY=stand-in WATSON_MACHINE_LEARNING_AUTH_URL=" + at + " WATSON_MACHINE_LEARNING_URL=https://eu-de.ml.cloud.ibm.com"},
		"SDK core, AWS":                      {"env-sdk-core", aws, "WATSON_MACHINE_LEARNING_AUTH_TYPE=mcsp WATSON_MACHINE_LEARNING_APIKEY=stand-in WATSON_MACHINE_LEARNING_AUTH_URL=" + at + " WATSON_MACHINE_LEARNING_URL=https://us-east-1.aws.wxai.ibm.com"},
		"SDK core, a cluster":                {"env-sdk-core", cluster, "WATSON_MACHINE_LEARNING_AUTH_TYPE=cp4d WATSON_MACHINE_LEARNING_AUTH_URL=" + at + "/icp4d-api WATSON_MACHINE_LEARNING_USERNAME=ana WATSON_MACHINE_LEARNING_PASSWORD=stand-in WATSON_MACHINE_LEARNING_URL=https://cpd.example.com"},
		"Node.js, IBM Cloud":                 {"env-watsonx-node", cloud, "WATSONX_AI_AUTH_TYPE=iam WATSONX_AI_APIKEY=stand-in WATSONX_AI_AUTH_URL=" + at + " WATSONX_AI_SERVICE_URL=https://eu-de.ml.cloud.ibm.com WATSONX_AI_SPACE_ID=space"},
		"Node.js, AWS":                       {"env-watsonx-node", aws, "WATSONX_AI_AUTH_TYPE=aws WATSONX_AI_APIKEY=stand-in WATSONX_AI_AUTH_URL=" + at + "/api/2.0/apikeys/token WATSONX_AI_SERVICE_URL=https://us-east-1.aws.wxai.ibm.com"},
		"Node.js, a cluster":                 {"env-watsonx-node", cluster, "WATSONX_AI_AUTH_TYPE=cp4d WATSONX_AI_AUTH_URL=" + at + " WATSONX_AI_USERNAME=ana WATSONX_AI_PASSWORD=stand-in WATSONX_AI_SERVICE_URL=https://cpd.example.com"},
		"SDK core, Orchestrate on AWS":       {"env-sdk-core", agents, "WATSON_MACHINE_LEARNING_AUTH_TYPE=mcsp WATSON_MACHINE_LEARNING_APIKEY=stand-in WATSON_MACHINE_LEARNING_AUTH_URL=" + at + " WATSON_MACHINE_LEARNING_URL=https://api.us-east-1.dl.watson-orchestrate.ibm.com/instances/20250508-1435"},
		"SDK core, Orchestrate on a cluster": {"env-sdk-core", onCluster, "WATSON_MACHINE_LEARNING_AUTH_TYPE=cp4d WATSON_MACHINE_LEARNING_AUTH_URL=" + at + "/icp4d-api WATSON_MACHINE_LEARNING_USERNAME=ana WATSON_MACHINE_LEARNING_APIKEY=stand-in WATSON_MACHINE_LEARNING_URL=https://cpd.example.com/orchestrate/cpd/instances/17"},
		"LiteLLM, a cluster":                 {"env-litellm", cluster, "WATSONX_URL=https://cpd.example.com WATSONX_API_KEY=stand-in WATSONX_APIKEY=stand-in WATSONX_IAM_URL=" + at + "/identity/token"},
	} {
		t.Run(name, func(t *testing.T) {
			vars, err := snippet.ServedEnvironment(c.target, c.p, envvars.Served{Address: at, StandIn: secret.New(key)})
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range vars {
				got = append(got, v.Name+"="+v.Value.Reveal())
			}
			if strings.Join(got, " ") != c.want {
				t.Errorf("got  %s\nwant %s", strings.Join(got, " "), c.want)
			}
		})
	}
	var not *snippet.NotForKindError
	for _, target := range []string{"env-watsonx", "env-langchain", "python-watsonx", "curl", "ibmcloud"} {
		if _, err := snippet.ServedEnvironment(target, cloud, envvars.Served{}); !errors.As(err, &not) || not.Reason == "" || not.Next == "" {
			t.Errorf("%s: %v", target, err)
		}
	}
}

func TestEveryClear(t *testing.T) {
	all := envvars.EveryClear()
	for _, name := range []string{
		"WATSONX_APIKEY", "WATSONX_TOKEN", "WATSONX_AI_IAM_PROFILE_ID", "WATSONX_AI_SCOPE", "WATSON_MACHINE_LEARNING_CLIENT_SECRET",
		"IBM_CREDENTIALS_FILE", "IBMCLOUD_API_KEY", "ML_PASSWORD", "USER_ACCESS_TOKEN",
	} {
		if !slices.Contains(all, name) {
			t.Errorf("%s stays", name)
		}
	}
}

func TestNoProxyFor(t *testing.T) {
	set := map[string]string{"NO_PROXY": "a,b", "no_proxy": ""}
	got := envvars.NoProxyFor("127.0.0.1", func(n string) string { return set[n] })
	if got[0].Value.Reveal() != "a,b,127.0.0.1" || got[1].Value.Reveal() != "127.0.0.1" {
		t.Errorf("%q and %q", got[0].Value.Reveal(), got[1].Value.Reveal())
	}
	set["NO_PROXY"] = "*"
	if got := envvars.NoProxyFor("h", func(n string) string { return set[n] }); got[0].Value.Reveal() != "*" {
		t.Errorf("everything, and then %q", got[0].Value.Reveal())
	}
}
