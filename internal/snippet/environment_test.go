package snippet_test

import (
	"encoding/base64"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
)

func TestEnvironment(t *testing.T) {
	const token, key = "eyJ.a.b", "Fake-Key_0123456789abcdefghijklmnopqrstuvwxy"
	all := samples(t)
	for _, c := range []struct {
		target, sample string
		withKey        bool
		want           map[string]string
	}{
		{"env-watsonx", "cloud", false, map[string]string{
			"WATSONX_URL": "https://eu-de.ml.cloud.ibm.com", "WATSONX_TOKEN": token, "WATSONX_SPACE_ID": "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c",
			"WATSONX_URL_HOST": "eu-de.ml.cloud.ibm.com", "WATSONX_IAM_HOST": "iam.cloud.ibm.com",
		}},
		{"env-watsonx", "cloud-plain", true, map[string]string{
			"WATSONX_URL": "https://ml.example.org", "WATSONX_API_KEY": key, "WATSONX_APIKEY": key, "WATSONX_PROJECT_ID": "1b2c3d4e-0000-4111-9222-333344445555",
			"WATSONX_URL_HOST": "ml.example.org", "WATSONX_IAM_HOST": "iam.example.org:8443",
		}},
		{"curl", "cp4d", false, map[string]string{
			"WATSONX_URL": "https://cpd-lab.apps.example.org", "WATSONX_TOKEN": token, "WATSONX_USERNAME": "dana", "WATSONX_INSTANCE_ID": "openshift",
			"WATSONX_VERSION": "5.1", "WATSONX_SPACE_ID": "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c",
		}},
		{"python-watsonx", "cp4d", true, map[string]string{
			"WATSONX_URL": "https://cpd-lab.apps.example.org", "WATSONX_PASSWORD": hostile, "WATSONX_USERNAME": "dana", "WATSONX_INSTANCE_ID": "openshift",
			"WATSONX_VERSION": "5.1", "WATSONX_SPACE_ID": "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c",
		}},
		{"go", "studio-icp", true, map[string]string{
			"WATSONX_URL": "https://192.0.2.10", "WATSONX_PASSWORD": hostile, "WATSONX_USERNAME": "dana", "WATSONX_INSTANCE_ID": "icp",
		}},
		{"env-langchain", "cloud-plain", true, map[string]string{ // it warns where both names of the key are set
			"WATSONX_URL": "https://ml.example.org", "WATSONX_API_KEY": key, "WATSONX_PROJECT_ID": "1b2c3d4e-0000-4111-9222-333344445555",
		}},
		{"env-llamaindex", "cloud-plain", true, map[string]string{
			"WATSONX_URL": "https://ml.example.org", "WATSONX_APIKEY": key, "WATSONX_PROJECT_ID": "1b2c3d4e-0000-4111-9222-333344445555",
		}},
		{"env-llamaindex", "aws", false, map[string]string{
			"WATSONX_URL": "https://ap-south-1.aws.wxai.ibm.com", "WATSONX_TOKEN": token, "WATSONX_INSTANCE_ID": "aws",
		}},
		{"env-llamaindex", "aws", true, map[string]string{
			"WATSONX_URL": "https://ap-south-1.aws.wxai.ibm.com", "WATSONX_APIKEY": key, "WATSONX_INSTANCE_ID": "aws", "WATSONX_USERNAME": "apikey",
		}},
		{"env-watsonx-cli", "cp4d", true, map[string]string{
			"WATSONX_URL": "https://cpd-lab.apps.example.org", "WATSONX_PASSWORD": hostile, "WATSONX_USERNAME": "dana", "WATSONX_INSTANCE_ID": "openshift",
			"WATSONX_VERSION": "5.1", "WATSONX_SPACE_ID": "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c",
		}},
		{"openai", "cloud", false, map[string]string{"OPENAI_BASE_URL": "https://eu-de.ml.cloud.ibm.com/ml/gateway/v1", "OPENAI_API_KEY": token}},
		{"openai", "cp4d", false, map[string]string{"OPENAI_BASE_URL": "https://cpd-lab.apps.example.org/ml/gateway/v1", "OPENAI_API_KEY": token}},
		{"env-litellm", "cloud", true, map[string]string{
			"WATSONX_URL": "https://eu-de.ml.cloud.ibm.com", "WATSONX_API_KEY": key, "WATSONX_APIKEY": key, "WATSONX_DEPLOYMENT_SPACE_ID": "8f1c2f3e-9f3a-4a52-8a87-0d6f4f1a2b3c",
		}},
		{"env-litellm", "cp4d-key", true, map[string]string{
			"WATSONX_URL":       "https://cpd-lab.apps.example.org",
			"WATSONX_ZENAPIKEY": base64.StdEncoding.EncodeToString([]byte(`da"na\müller:0123456789abcdefghijklmnopqrstuvwxyzABCD`)),
		}},
		{"env-watsonx-node", "aws", true, map[string]string{
			"WATSONX_AI_AUTH_TYPE": "aws", "WATSONX_AI_APIKEY": key, "WATSONX_AI_AUTH_URL": "https://account-iam.platform.saas.ibm.com/api/2.0/apikeys/token",
			"WATSONX_AI_SERVICE_URL": "https://ap-south-1.aws.wxai.ibm.com",
		}},
		{"env-watsonx-node", "cp4d-identity", false, map[string]string{
			"WATSONX_AI_AUTH_TYPE": "bearertoken", "WATSONX_AI_BEARER_TOKEN": token, "WATSONX_AI_SERVICE_URL": "https://cpd-lab.apps.example.org",
		}},
		{"env-sdk-core", "cloud-trusted", true, map[string]string{
			"WATSON_MACHINE_LEARNING_AUTH_TYPE": "iamAssume", "WATSON_MACHINE_LEARNING_APIKEY": key, "WATSON_MACHINE_LEARNING_IAM_PROFILE_ID": "Profile-9f1c",
			"WATSON_MACHINE_LEARNING_URL": "https://private.us-south.ml.cloud.ibm.com",
		}},
		{"env-sdk-core", "aws-account", true, map[string]string{
			"WATSON_MACHINE_LEARNING_AUTH_TYPE": "mcspv2", "WATSON_MACHINE_LEARNING_APIKEY": key, "WATSON_MACHINE_LEARNING_AUTH_URL": "https://account-iam.platform.saas.ibm.com",
			"WATSON_MACHINE_LEARNING_SCOPE_COLLECTION_TYPE": "accounts", "WATSON_MACHINE_LEARNING_SCOPE_ID": "acc-1",
			"WATSON_MACHINE_LEARNING_URL": "https://us-east-1.aws.wxai.ibm.com",
		}},
		{"env-sdk-core", "cp4d", true, map[string]string{
			"WATSON_MACHINE_LEARNING_AUTH_TYPE": "cp4d", "WATSON_MACHINE_LEARNING_AUTH_URL": "https://cpd-lab.apps.example.org/icp4d-api",
			"WATSON_MACHINE_LEARNING_USERNAME": "dana", "WATSON_MACHINE_LEARNING_PASSWORD": hostile, "WATSON_MACHINE_LEARNING_URL": "https://cpd-lab.apps.example.org",
		}},
		{"ibmcloud", "cloud", true, map[string]string{"IBMCLOUD_API_KEY": key}},
		{"cpdctl", "cp4d", false, map[string]string{"RUNTIME_ENV_APSX_URL": "https://cpd-lab.apps.example.org", "USER_ACCESS_TOKEN": token}},
		{"mlcli-bash", "studio-openshift", true, map[string]string{
			"ML_ENV": "https://studio.example.org:8443", "ML_INSTANCE": "openshift", "ML_USERNAME": "dana", "ML_PASSWORD": hostile,
		}},
	} {
		s := all[c.sample]
		var carriedKey secret.Text
		if c.withKey {
			carriedKey = secret.New(s.key)
		}
		vars, err := snippet.Environment(c.target, s.Profile, secret.New(token), carriedKey)
		if err != nil {
			t.Errorf("%s for %s: %v", c.target, c.sample, err)
			continue
		}
		got := map[string]string{}
		for _, v := range vars {
			got[v.Name] = v.Value.Reveal()
			if hasSecret := v.Value.Reveal() == token || strings.Contains(v.Value.Reveal(), s.key) || v.Name == "WATSONX_ZENAPIKEY"; v.Secret != hasSecret {
				t.Errorf("%s for %s: %s says secret %v", c.target, c.sample, v.Name, v.Secret)
			}
			if !slices.Contains(snippet.EnvironmentClears(c.target), v.Name) {
				t.Errorf("%s for %s: an old %s would stay when it is not set", c.target, c.sample, v.Name)
			}
		}
		if diff := cmp.Diff(c.want, got); diff != "" {
			t.Errorf("%s for %s: %s", c.target, c.sample, diff)
		}
	}
}

func TestEnvironmentRefusals(t *testing.T) {
	all := samples(t)
	for _, c := range []struct {
		target, sample string
		withKey        bool
		want           string
	}{
		{"ibmcloud", "cloud", false, "with the API key"},
		{"mlcli-cmd", "cp4d", false, "with the key"},
		{"cpdctl", "cloud", false, "by ibmcloud"},
		{"cpdctl", "cp4d", true, "no key"},
		{"postman", "cloud", false, "nothing from its environment"},
		{"env-langchain", "studio-icp", false, "not for Watson Studio Local"},
	} {
		s := all[c.sample]
		var key secret.Text
		if c.withKey {
			key = secret.New(s.key)
		}
		_, err := snippet.Environment(c.target, s.Profile, secret.New("t"), key)
		if _, ok := errors.AsType[*snippet.NotForKindError](err); !ok || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: %v", c.target, c.sample, err)
		}
	}
	if _, err := snippet.Environment("nobody", all["cloud"].Profile, secret.New("t"), secret.Text{}); !errors.As(err, new(*snippet.UnknownTargetError)) {
		t.Errorf("an unknown target: %v", err)
	}
	if _, err := snippet.Environment("curl", all["cloud"].Profile, secret.Text{}, secret.New("a\x00b")); err == nil {
		t.Error("no variable can hold a zero byte")
	}
}

// TestEveryDefaultApplies: what a program gets when no target is named works for every
// kind.
func TestDefaultEnvironmentIsForEveryKind(t *testing.T) {
	target, ok := snippet.TargetNamed(snippet.DefaultEnvironment)
	if !ok {
		t.Fatal("there is no such target")
	}
	for _, k := range profile.Kinds() {
		if !target.For(k) {
			t.Errorf("not for %s", k)
		}
	}
}
