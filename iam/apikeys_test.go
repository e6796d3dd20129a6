package iam_test

import (
	"encoding/pem"
	"errors"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// ownValue is a key of one's own making.
const ownValue = "own-0123456789-0123456789-0123456789-abcdef"

// signedIn gives a token for a credential.
func (w *world) signedIn(t *testing.T, c iam.Credential) iam.Token {
	t.Helper()
	token, err := w.client.Exchange(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// managing makes the call about keys that meets a fault, and gives its error.
func (w *world) managing(t *testing.T, f sim.Fault) error {
	t.Helper()
	c := w.cloud(f.ServiceValue())
	token := w.signedIn(t, c)
	ctx := t.Context()
	if f.Method == http.MethodGet && f.Path != "" {
		_, err := w.client.Key(ctx, c, token, "ApiKey-1")
		return err
	}
	about, err := w.client.KeyDetails(ctx, c, token)
	if err != nil {
		return err
	}
	name := "other"
	switch {
	case f.Method == http.MethodGet:
		_, err = w.client.Keys(ctx, c, token, about.AccountID, about.IAMID)
	case f.Method == http.MethodPut:
		_, err = w.client.UpdateKey(ctx, c, token, about.ID, about.Tag, iam.KeyChange{Name: &name})
	case f.Method == http.MethodDelete:
		err = w.client.DeleteKey(ctx, c, token, about.ID)
	case f.Suffix == "/disable":
		err = w.client.DisableKey(ctx, c, token, about.ID, true)
	default:
		_, _, err = w.client.CreateKey(ctx, c, token, iam.NewKey{Name: "n", IAMID: about.IAMID, AccountID: about.AccountID, Value: secret.New(ownValue)})
	}
	return err
}

func TestLifeOfAKey(t *testing.T) {
	w := start(t, sim.Options{})
	c := w.cloud(w.info.Cloud.APIKey)
	token := w.signedIn(t, c)
	ctx := t.Context()
	mine, err := w.client.KeyDetails(ctx, c, token)
	if err != nil {
		t.Fatal(err)
	}
	if mine.Name != "notebooks" || mine.Description != "for notebooks" || mine.Locked || mine.Disabled || mine.WhenLeaked != iam.LeakNone || mine.Tag == "" {
		t.Errorf("the key is %+v", mine)
	}
	ends := time.Now().Add(90 * 24 * time.Hour).UTC().Truncate(time.Minute)
	made, value, err := w.client.CreateKey(ctx, c, token, iam.NewKey{
		Name: "notebooks (2026)", Description: "replaces " + mine.ID, IAMID: mine.IAMID, AccountID: mine.AccountID,
		Value: secret.New(ownValue), ExpiresAt: ends, WhenLeaked: iam.LeakDisable, SupportSessions: true,
	})
	if err != nil {
		t.Fatal(err)
	}
	if !value.Equal(secret.New(ownValue)) {
		t.Error("the answer does not have the value that was sent")
	}
	if !made.ExpiresAt.Equal(ends) || made.WhenLeaked != iam.LeakDisable || !made.SupportSessions || made.Description != "replaces "+mine.ID {
		t.Errorf("made: %+v", made)
	}
	limit, inUse, err := w.client.KeyLimit(ctx, c, token, mine.AccountID, mine.IAMID)
	if err != nil || limit != 20 || inUse != 3 {
		t.Errorf("limit %d, in use %d, %v; want 20 and 3", limit, inUse, err)
	}
	newOne := w.cloud(ownValue)
	w.signedIn(t, newOne)
	again, err := w.client.Key(ctx, c, token, made.ID)
	if err != nil || again.Uses != 1 || again.LastUsedAt.IsZero() || len(again.History) != 1 || again.History[0].Action != "CREATE" {
		t.Errorf("after a sign-in: %+v, %v", again, err)
	}

	name, none := "renamed", ""
	changed, err := w.client.UpdateKey(ctx, c, token, made.ID, again.Tag, iam.KeyChange{Name: &name, Description: &none})
	if err != nil || changed.Name != name || changed.Description != "" || changed.Tag == again.Tag {
		t.Errorf("changed: %+v, %v", changed, err)
	}
	if _, err := w.client.UpdateKey(ctx, c, token, made.ID, again.Tag, iam.KeyChange{Name: &name}); reasonOf(err) != iam.ReasonStale {
		t.Errorf("with an old tag: %v", err)
	}

	for _, step := range []struct {
		name string
		do   func() error
		want iam.Reason
	}{
		{"lock", func() error { return w.client.LockKey(ctx, c, token, made.ID, true) }, ""},
		{"disable a locked one", func() error { return w.client.DisableKey(ctx, c, token, made.ID, true) }, iam.ReasonKeyLocked},
		{"delete a locked one", func() error { return w.client.DeleteKey(ctx, c, token, made.ID) }, iam.ReasonKeyLocked},
		{"unlock", func() error { return w.client.LockKey(ctx, c, token, made.ID, false) }, ""},
		{"disable", func() error { return w.client.DisableKey(ctx, c, token, made.ID, true) }, ""},
		{"disable twice", func() error { return w.client.DisableKey(ctx, c, token, made.ID, true) }, ""},
		{"sign in", func() error { _, err := w.client.Exchange(ctx, newOne); return err }, iam.ReasonRefusedKey},
		{"enable", func() error { return w.client.DisableKey(ctx, c, token, made.ID, false) }, ""},
		{"sign in again", func() error { _, err := w.client.Exchange(ctx, newOne); return err }, ""},
		{"delete", func() error { return w.client.DeleteKey(ctx, c, token, made.ID) }, ""},
		{"delete what is gone", func() error { return w.client.DeleteKey(ctx, c, token, made.ID) }, ""},
		{"disable what is gone", func() error { return w.client.DisableKey(ctx, c, token, made.ID, true) }, iam.ReasonStatus},
	} {
		if err := step.do(); reasonOf(err) != step.want || step.want == "" && err != nil {
			t.Errorf("%s: %v, want reason %q", step.name, err, step.want)
		}
	}
}

func reasonOf(err error) iam.Reason {
	if e, ok := errors.AsType[*iam.Error](err); ok {
		return e.Reason
	}
	return ""
}

func TestKeysOfAnIdentityComeInPages(t *testing.T) {
	w := start(t, sim.Options{})
	c := w.cloud(w.info.Cloud.APIKey)
	token := w.signedIn(t, c)
	mine, err := w.client.KeyDetails(t.Context(), c, token)
	if err != nil {
		t.Fatal(err)
	}
	full := 0
	for i := range 20 {
		_, _, err := w.client.CreateKey(t.Context(), c, token, iam.NewKey{Name: strings.Repeat("x", i+1), IAMID: mine.IAMID, AccountID: mine.AccountID})
		if e, ok := errors.AsType[*iam.Error](err); ok && e.Code == "BXNIM0151E" && e.Status == 422 {
			full++
		} else if err != nil {
			t.Fatal(err)
		}
	}
	if full != 2 { // "notebooks" and "old laptop" were there
		t.Errorf("%d refused for want of a place, want 2", full)
	}
	list, err := w.client.Keys(t.Context(), c, token, mine.AccountID, mine.IAMID)
	if err != nil || len(list) != 20 {
		t.Fatalf("%d keys, %v", len(list), err)
	}
	if !slices.ContainsFunc(list, func(k iam.KeyDetails) bool { return k.ID == mine.ID }) {
		t.Error("the key itself is not among them")
	}
}

func TestNextPageIsOnlyAMark(t *testing.T) {
	pages := 0
	ts := httptest.NewTLSServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		pages++
		if r.Header.Get("Authorization") != "Bearer token" {
			t.Error("no token")
		}
		switch r.URL.Query().Get("pagetoken") {
		case "":
			_, _ = rw.Write([]byte(`{"next":"https://elsewhere.example.com/v1/apikeys?pagetoken=two&pagesize=1","apikeys":[{"id":"ApiKey-1"}]}`))
		case "two":
			_, _ = rw.Write([]byte(`{"apikeys":[{"id":"ApiKey-2","created_at":"2026-01-02T18:30:00+0000","expires_at":"2049-01-02T18:30+0000"}]}`))
		}
	}))
	t.Cleanup(ts.Close)
	c := iam.Credential{Profile: profile.Profile{Kind: profile.Cloud, URL: ts.URL, AuthURL: ts.URL, TLS: profile.TLS{
		CAPEM: string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: ts.Certificate().Raw})),
	}}, Key: secret.New(ownValue)}
	client := iam.New(iam.Options{})
	t.Cleanup(client.Close)
	list, err := client.Keys(t.Context(), c, iam.Token{Access: secret.New("token")}, "a", "IBMid-1")
	if err != nil || len(list) != 2 || pages != 2 {
		t.Fatalf("%d keys on %d pages, %v", len(list), pages, err)
	}
	if want := time.Date(2049, 1, 2, 18, 30, 0, 0, time.UTC); !list[1].ExpiresAt.Equal(want) || list[1].CreatedAt.Year() != 2026 || list[0].Uses != -1 {
		t.Errorf("%+v", list)
	}
}

// A create whose answer is lost is not sent again; one that was not heard at all may be.
func TestCreateIsSentOnce(t *testing.T) {
	for name, want := range map[string]int{"keys-create-500": 1, "keys-create-lost": 1} {
		t.Run(name, func(t *testing.T) {
			w := start(t, sim.Options{})
			w.client.Hurry(time.Millisecond, 15*time.Second, 30*time.Second)
			f, _ := sim.FaultNamed(name)
			if err := w.managing(t, f); err == nil {
				t.Fatal("it did not fail")
			}
			posts := 0
			for _, r := range w.Requests() {
				if r.Method == http.MethodPost && r.Path == "/v1/apikeys" {
					posts++
				}
			}
			if posts != want {
				t.Errorf("sent %d times, want %d", posts, want)
			}
			if made := w.APIKeyID(ownValue) != ""; made != (name == "keys-create-lost") {
				t.Errorf("made: %v", made)
			}
		})
	}
}

func TestNewKeyIsUnknownForAWhile(t *testing.T) {
	w := start(t, sim.Options{KeyDelay: 300 * time.Millisecond})
	c := w.cloud(w.info.Cloud.APIKey)
	token := w.signedIn(t, c)
	mine, err := w.client.KeyDetails(t.Context(), c, token)
	if err != nil {
		t.Fatal(err)
	}
	if _, _, err := w.client.CreateKey(t.Context(), c, token, iam.NewKey{Name: "n", IAMID: mine.IAMID, AccountID: mine.AccountID, Value: secret.New(ownValue)}); err != nil {
		t.Fatal(err)
	}
	_, err = w.client.Exchange(t.Context(), w.cloud(ownValue))
	if e, ok := errors.AsType[*iam.Error](err); !ok || e.Code != "BXNIM0415E" {
		t.Errorf("at once: %v", err)
	}
	_, err = w.client.KeyDetails(t.Context(), w.cloud(ownValue), token)
	if e, ok := errors.AsType[*iam.Error](err); !ok || e.Status != http.StatusNotFound {
		t.Errorf("details at once: %v", err)
	}
	time.Sleep(400 * time.Millisecond)
	w.signedIn(t, w.cloud(ownValue))
}

func TestWhoMayMakeKeys(t *testing.T) {
	w := start(t, sim.Options{})
	i := w.info.Cloud
	assumed := change(w.cloud(i.APIKey), func(p *profile.Profile) { p.TrustedProfile = &profile.TrustedProfile{ID: i.TrustedProfileID} })
	for _, tc := range []struct {
		name   string
		c      iam.Credential
		status int
	}{
		{"a user", w.cloud(i.APIKey), 0},
		{"a service ID with the right to", w.cloud(i.ServiceIDAPIKey), 0},
		{"a service ID without it", w.cloud(i.NoKeysServiceIDAPIKey), 403},
		{"a user in an account that restricts it", w.cloud(i.NoKeysAPIKey), 403},
		{"a trusted profile", assumed, 403},
	} {
		t.Run(tc.name, func(t *testing.T) {
			owner := change(tc.c, func(p *profile.Profile) { p.TrustedProfile = nil })
			mine, err := w.client.KeyDetails(t.Context(), owner, w.signedIn(t, owner))
			if err != nil {
				t.Fatal(err)
			}
			_, _, err = w.client.CreateKey(t.Context(), tc.c, w.signedIn(t, tc.c), iam.NewKey{Name: "n", IAMID: mine.IAMID, AccountID: mine.AccountID})
			e, _ := errors.AsType[*iam.Error](err)
			if tc.status == 0 && err != nil || tc.status != 0 && (e == nil || e.Status != tc.status) {
				t.Errorf("%v, want status %d", err, tc.status)
			}
		})
	}
}

func TestClusterMakesANewKey(t *testing.T) {
	w := start(t, sim.Options{})
	old := w.cp4d(profile.APIKey, w.info.CP4D.APIKey)
	fresh, err := w.client.RenewKey(t.Context(), old, w.signedIn(t, old))
	if err != nil || fresh.Len() != 40 {
		t.Fatalf("%d characters, %v", fresh.Len(), err)
	}
	if _, err := w.client.Exchange(t.Context(), old); reasonOf(err) != iam.ReasonRefusedKey {
		t.Errorf("the old key: %v", err)
	}
	w.signedIn(t, iam.Credential{Profile: old.Profile, Key: fresh})
	for _, r := range w.Requests() {
		if r.Method == http.MethodGet && strings.EqualFold(r.Path, "/usermgmt/v1/user/apiKey") {
			t.Error("the cluster was asked which key there is")
		}
	}
}
