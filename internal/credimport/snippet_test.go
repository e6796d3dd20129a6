package credimport_test

import (
	"maps"
	"slices"
	"testing"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/snippet"
)

// TestWhatIsWrittenCanBeRead writes profiles with their keys as code for every target,
// and reads the code back.
func TestWhatIsWrittenCanBeRead(t *testing.T) {
	const password = `p'a"ss\w$(x)%40 ü`
	type written struct {
		p   profile.Profile
		key string
	}
	profiles := map[string]written{
		"cloud":                    {profile.Profile{Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey, SpaceID: someGUID}, plantedKey},
		"aws":                      {profile.Profile{Name: "aws", Kind: profile.AWS, URL: "https://ap-south-1.aws.wxai.ibm.com", SecretKind: profile.APIKey}, consoleKey},
		"password":                 {profile.Profile{Name: "lab", Kind: profile.CP4D, URL: "https://cpd-lab.apps.example.org", Username: "ana", SecretKind: profile.Password, CPDVersion: "5.1"}, password},
		"api key":                  {profile.Profile{Name: "lab", Kind: profile.CP4D, URL: "https://cpd-lab.apps.example.org", Username: "ana", SecretKind: profile.APIKey, CPDVersion: "5.1"}, clusterKey},
		"orchestrate":              {profile.Profile{Name: "agents", Kind: profile.Orchestrate, URL: "https://api.us-east-1.dl.watson-orchestrate.ibm.com", InstanceID: "20250508-1435", SecretKind: profile.APIKey}, consoleKey},
		"orchestrate on a cluster": {profile.Profile{Name: "agents", Kind: profile.Orchestrate, URL: "https://cpd-lab.apps.example.org", InstanceID: "cpd-instance/17", Username: "ana", SecretKind: profile.APIKey}, clusterKey},
		"studio":                   {profile.Profile{Name: "old", Kind: profile.StudioLocal, URL: "https://10.0.0.7", Username: "joe", SecretKind: profile.Password, InstanceID: "icp"}, password},
	}
	// Shell scripts that put the body of the call together piece by piece, and Postman's
	// scripts inside of JSON.
	unreadable := map[string][]string{
		"cloud":                    {"score-curl"},
		"aws":                      {"score-curl"},
		"password":                 {"curl", "score-curl", "postman"},
		"api key":                  {"curl", "score-curl", "postman"},
		"orchestrate on a cluster": {"env-watsonx"}, // its names are those of every cluster
		"studio":                   {"curl", "node", "postman"},
	}
	for _, k := range profile.Kinds() {
		if !slices.ContainsFunc(slices.Collect(maps.Values(profiles)), func(x written) bool { return x.p.Kind == k }) {
			t.Errorf("no profile of %s is written", k)
		}
	}
	for name, x := range profiles {
		for _, target := range snippet.Targets() {
			text, err := snippet.Write(target.Name, x.p, snippet.Options{Secret: secret.New(x.key)})
			if err != nil || !text.HasSecret || slices.Contains(unreadable[name], target.Name) {
				continue
			}
			t.Run(name+"/"+target.Name, func(t *testing.T) {
				found, err := credimport.Read(t.Context(), []byte(text.Body.Reveal()), credimport.Options{Source: target.File})
				if err != nil || len(found) == 0 {
					t.Fatalf("%v in\n%s", err, text.Body.Reveal())
				}
				f := found[0]
				unsure := f.KindUnsure && f.Profile.Kind != "" // ML_INSTANCE=openshift has two meanings
				if f.Secret.Reveal() != x.key || f.Profile.Kind != x.p.Kind && !unsure || f.Profile.Username != x.p.Username ||
					f.Profile.ServiceURL() != x.p.ServiceURL() {
					t.Errorf("%+v in\n%s", gist(found, nil), text.Body.Reveal())
				}
			})
		}
	}
}
