package compat

import (
	"net/http"
	"testing"

	"github.com/IBM/go-sdk-core/v5/core"
	"github.com/IBM/platform-services-go-sdk/iamidentityv1"
	"github.com/google/go-cmp/cmp"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// identity is IBM's library for identities, signed in to the simulator.
func identity(t *testing.T, url, key string, client *http.Client) *iamidentityv1.IamIdentityV1 {
	t.Helper()
	s, err := iamidentityv1.NewIamIdentityV1(&iamidentityv1.IamIdentityV1Options{
		URL: url, Authenticator: &core.IamAuthenticator{ApiKey: key, URL: url, Client: client},
	})
	if err != nil {
		t.Fatal(err)
	}
	s.Service.SetHTTPClient(client)
	return s
}

// TestPlatformServicesSDK has IBM's library go through the whole life of keys on the
// simulator, which answers as the library expects of IBM.
func TestPlatformServicesSDK(t *testing.T) {
	sim := start(t)
	info, client := sim.Info().Cloud, trusting(sim.CAPEM())
	s := identity(t, info.AuthURL, info.APIKey, client)

	mine, _, err := s.GetAPIKeysDetails(s.NewGetAPIKeysDetailsOptions().SetIamAPIKey(info.APIKey).SetIncludeHistory(true))
	if err != nil {
		t.Fatal(err)
	}
	if *mine.Name != "notebooks" || *mine.AccountID != info.AccountID || mine.CreatedAt == nil || len(mine.History) == 0 {
		t.Errorf("details: %+v", mine)
	}
	const value = "a-value-of-my-own-0123456789-0123456789-abcd"
	made, resp, err := s.CreateAPIKey(s.NewCreateAPIKeyOptions("by the library", *mine.IamID).SetAccountID(info.AccountID).
		SetDescription("for a test").SetApikey(value).SetActionWhenLeaked("disable").SetSupportSessions(true))
	if err != nil || resp.StatusCode != http.StatusCreated || *made.Apikey != value || *made.ActionWhenLeaked != "disable" {
		t.Fatalf("create: %+v, %v", made, err)
	}
	for range 3 {
		if _, _, err := s.CreateAPIKey(s.NewCreateAPIKeyOptions("more", *mine.IamID)); err != nil {
			t.Fatal(err)
		}
	}
	pages := 0
	opt := s.NewListAPIKeysOptions().SetAccountID(info.AccountID).SetIamID(*mine.IamID).SetPagesize(2)
	found := 0
	for {
		list, _, err := s.ListAPIKeys(opt)
		if err != nil {
			t.Fatal(err)
		}
		pages++
		found += len(list.Apikeys)
		token, err := core.GetQueryParam(list.Next, "pagetoken")
		if err != nil || token == nil {
			break
		}
		opt.SetPagetoken(*token)
	}
	if pages != 3 || found != 6 {
		t.Errorf("%d keys on %d pages", found, pages)
	}
	got, resp, err := s.GetAPIKey(s.NewGetAPIKeyOptions(*made.ID).SetIncludeActivity(true).SetIncludeHistory(true))
	if err != nil || got.Activity == nil || *got.Activity.AuthnCount != 0 || resp.Headers.Get("Etag") != *got.EntityTag {
		t.Fatalf("get: %+v, %v", got, err)
	}
	changed, _, err := s.UpdateAPIKey(s.NewUpdateAPIKeyOptions(*made.ID, resp.Headers.Get("Etag")).SetName("renamed"))
	if err != nil || *changed.Name != "renamed" {
		t.Fatalf("update: %v", err)
	}
	if _, resp, err = s.UpdateAPIKey(s.NewUpdateAPIKeyOptions(*made.ID, *got.EntityTag).SetName("stale")); err == nil || resp.StatusCode != http.StatusConflict {
		t.Errorf("a stale tag: %v", err)
	}
	for _, step := range []struct {
		name string
		do   func() (*core.DetailedResponse, error)
		want int
	}{
		{"lock", func() (*core.DetailedResponse, error) { return s.LockAPIKey(s.NewLockAPIKeyOptions(*made.ID)) }, 204},
		{"disable a locked one", func() (*core.DetailedResponse, error) { return s.DisableAPIKey(s.NewDisableAPIKeyOptions(*made.ID)) }, 409},
		{"unlock", func() (*core.DetailedResponse, error) { return s.UnlockAPIKey(s.NewUnlockAPIKeyOptions(*made.ID)) }, 204},
		{"disable", func() (*core.DetailedResponse, error) { return s.DisableAPIKey(s.NewDisableAPIKeyOptions(*made.ID)) }, 204},
		{"enable", func() (*core.DetailedResponse, error) { return s.EnableAPIKey(s.NewEnableAPIKeyOptions(*made.ID)) }, 204},
		{"delete", func() (*core.DetailedResponse, error) { return s.DeleteAPIKey(s.NewDeleteAPIKeyOptions(*made.ID)) }, 204},
		{"delete what is gone", func() (*core.DetailedResponse, error) { return s.DeleteAPIKey(s.NewDeleteAPIKeyOptions(*made.ID)) }, 404},
	} {
		if resp, err := step.do(); resp == nil || resp.StatusCode != step.want || (step.want == 204) != (err == nil) {
			t.Errorf("%s: %v", step.name, err)
		}
	}
}

// deliberateKeys lists where Lanyard's requests about keys differ from the library's.
var deliberateKeys = map[string]string{
	"header User-Agent":            "each names itself",
	"header Accept":                "the library sends none where no answer is wanted; we ask for JSON, so that errors come as JSON",
	"header Accept-Encoding":       "left to the transport by both",
	"header X-Original-User-Agent": "the library's own",
	"field store_value":            "we say that the value is not to be kept; without it IBM does not keep it either",
}

// TestKeyRequestsAreTheSame has both make the same calls about keys to a server that writes
// down what it is sent.
func TestKeyRequestsAreTheSame(t *testing.T) {
	const id, value = "ApiKey-0f3a", "a-value-of-my-own-0123456789-0123456789-abcd"
	type lib = *iamidentityv1.IamIdentityV1
	type our = *iam.Client
	name, none := "new name", ""
	token := iam.Token{Access: secret.New("token")}
	for what, c := range map[string]struct {
		theirs func(lib) error
		ours   func(our, iam.Credential) error
	}{
		"list": {
			func(s lib) error {
				_, _, err := s.ListAPIKeys(s.NewListAPIKeysOptions().SetAccountID("acc").SetIamID("IBMid-1").SetPagesize(100).SetScope("entity").SetType("user").SetIncludeHistory(false))
				return err
			},
			func(o our, c iam.Credential) error {
				_, err := o.Keys(t.Context(), c, token, "acc", "IBMid-1")
				return err
			},
		},
		"details": {
			func(s lib) error {
				_, _, err := s.GetAPIKeysDetails(s.NewGetAPIKeysDetailsOptions().SetIamAPIKey(value).SetIncludeHistory(false))
				return err
			},
			func(o our, c iam.Credential) error { _, err := o.KeyDetails(t.Context(), c, token); return err },
		},
		"get": {
			func(s lib) error {
				_, _, err := s.GetAPIKey(s.NewGetAPIKeyOptions(id).SetIncludeActivity(true).SetIncludeHistory(true))
				return err
			},
			func(o our, c iam.Credential) error { _, err := o.Key(t.Context(), c, token, id); return err },
		},
		"create": {
			func(s lib) error {
				_, _, err := s.CreateAPIKey(s.NewCreateAPIKeyOptions("n", "IBMid-1").SetAccountID("acc").SetDescription("d").SetApikey(value).
					SetActionWhenLeaked("disable").SetSupportSessions(true).SetEntityLock("false").SetEntityDisable("false"))
				return err
			},
			func(o our, c iam.Credential) error {
				_, _, err := o.CreateKey(t.Context(), c, token, iam.NewKey{
					Name: "n", Description: "d", IAMID: "IBMid-1", AccountID: "acc", Value: secret.New(value), WhenLeaked: iam.LeakDisable, SupportSessions: true,
				})
				return err
			},
		},
		"update": {
			func(s lib) error {
				_, _, err := s.UpdateAPIKey(s.NewUpdateAPIKeyOptions(id, "3-abc").SetName(name).SetDescription(""))
				return err
			},
			func(o our, c iam.Credential) error {
				_, err := o.UpdateKey(t.Context(), c, token, id, "3-abc", iam.KeyChange{Name: &name, Description: &none})
				return err
			},
		},
		"lock": {
			func(s lib) error { _, err := s.LockAPIKey(s.NewLockAPIKeyOptions(id)); return err },
			func(o our, c iam.Credential) error { return o.LockKey(t.Context(), c, token, id, true) },
		},
		"unlock": {
			func(s lib) error { _, err := s.UnlockAPIKey(s.NewUnlockAPIKeyOptions(id)); return err },
			func(o our, c iam.Credential) error { return o.LockKey(t.Context(), c, token, id, false) },
		},
		"disable": {
			func(s lib) error { _, err := s.DisableAPIKey(s.NewDisableAPIKeyOptions(id)); return err },
			func(o our, c iam.Credential) error { return o.DisableKey(t.Context(), c, token, id, true) },
		},
		"enable": {
			func(s lib) error { _, err := s.EnableAPIKey(s.NewEnableAPIKeyOptions(id)); return err },
			func(o our, c iam.Credential) error { return o.DisableKey(t.Context(), c, token, id, false) },
		},
		"delete": {
			func(s lib) error { _, err := s.DeleteAPIKey(s.NewDeleteAPIKeyOptions(id)); return err },
			func(o our, c iam.Credential) error { return o.DeleteKey(t.Context(), c, token, id) },
		},
	} {
		t.Run(what, func(t *testing.T) {
			theirs := record(t, func(r *recorder) {
				s, err := iamidentityv1.NewIamIdentityV1(&iamidentityv1.IamIdentityV1Options{URL: r.URL, Authenticator: &core.BearerTokenAuthenticator{BearerToken: "token"}})
				if err != nil {
					t.Fatal(err)
				}
				s.Service.SetHTTPClient(r.Client())
				if err := c.theirs(s); err != nil {
					t.Fatalf("platform-services-go-sdk: %v", err)
				}
			})
			ours := record(t, func(r *recorder) {
				err := c.ours(iam.New(iam.Options{}), iam.Credential{Key: secret.New(value), Profile: profile.Profile{
					Kind: profile.Cloud, URL: r.URL, AuthURL: r.URL, SecretKind: profile.APIKey, TLS: profile.TLS{CAPEM: r.ca()},
				}})
				if err != nil {
					t.Fatalf("lanyard: %v", err)
				}
			})
			if len(theirs) != 1 || len(ours) != 1 {
				t.Fatalf("lanyard made %d calls, the library %d", len(ours), len(theirs))
			}
			for name := range deliberateKeys {
				delete(theirs[0], name)
				delete(ours[0], name)
			}
			if diff := cmp.Diff(theirs, ours); diff != "" {
				t.Errorf("(- platform-services-go-sdk, + lanyard):\n%s", diff)
			}
		})
	}
}
