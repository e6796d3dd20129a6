package store

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

var testBound = profile.Bound{
	Kind: profile.CP4D, Username: "admin", AuthOrigin: "https://cpd.example.org:443", TLS: "pin",
	Pin: "ab", CASHA256: "cd", Proxy: "http://p:1",
}

func TestEntryHasTheDocumentedForm(t *testing.T) {
	text, err := encodeEntry("k", Entry{Secret: secret.New(`p"<&>ü`), Bound: testBound})
	if err != nil {
		t.Fatal(err)
	}
	want := `{"v":1,"secret":"p\"<&>ü","bound":{"kind":"cp4d","username":"admin","auth_origin":"https://cpd.example.org:443",` +
		`"tls":"pin","ca_sha256":"cd","pin":"ab","proxy":"http://p:1"}}`
	if text != want {
		t.Errorf("got  %s\nwant %s", text, want)
	}
}

func TestEntryRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plain := rapid.StringN(0, 200, 300).Draw(t, "secret")
		bound := profile.Bound{Kind: "aws", Username: rapid.StringN(0, 20, 60).Draw(t, "username")}
		text, err := encodeEntry("k", Entry{Secret: secret.New(plain), Bound: bound})
		if err != nil {
			t.Fatal(err)
		}
		got, err := decodeEntry(text)
		if err != nil || got.Secret.Reveal() != plain || got.Bound != bound {
			t.Fatalf("%q came back as %q, %+v (%v)", plain, got.Secret.Reveal(), got.Bound, err)
		}
	})
}

func TestEntrySizeLimit(t *testing.T) {
	frame := len(`{"v":1,"secret":"","bound":{"kind":"","username":"","auth_origin":"","tls":"","ca_sha256":"","pin":"","proxy":""}}`)
	fits := Entry{Secret: secret.New(strings.Repeat("x", MaxEntry-frame))}
	if err := CheckSize(fits); err != nil {
		t.Errorf("an entry of exactly %d bytes: %v", MaxEntry, err)
	}
	long := Entry{Secret: secret.New(strings.Repeat("x", MaxEntry-frame+1))}
	if err := CheckSize(long); !errors.Is(err, ErrTooBig) {
		t.Errorf("an entry of one byte more: %v", err)
	}
	if err := CheckSize(Entry{Secret: secret.New("\xff")}); err == nil || strings.Contains(err.Error(), "\xff") {
		t.Errorf("bytes that JSON would change: %v", err)
	}
}

func TestEntryDamage(t *testing.T) {
	for text, want := range map[string]error{
		"": ErrDamaged, "canary-secret": ErrDamaged, "{}": ErrDamaged, `{"v":1}`: ErrDamaged, `{"v":0,"secret":"canary-secret"}`: ErrDamaged,
		`{"v":1,"secret":7,"bound":{}}`: ErrDamaged, `{"v":1,"secret":"canary-secret"`: ErrDamaged, `[]`: ErrDamaged,
		`{"v":3,"secret":"canary-secret"}`: ErrNewer, `{"v":2,"secret":"canary-secret"}`: ErrDamaged, `{"v":2,"secret":"canary-secret","reference":"vault://h/m/p#key"}`: ErrDamaged,
		`{"v":2,"bound":{}}`: ErrDamaged, `{"v":1,"secret":"canary-secret","bound":"x"}`: ErrDamaged,
	} {
		_, err := decodeEntry(text)
		if !errors.Is(err, want) {
			t.Errorf("%q: %v", text, err)
		}
		if strings.Contains(err.Error(), "canary") {
			t.Errorf("the error tells the secret: %v", err)
		}
	}
	if e, err := decodeEntry(`{"v":1,"secret":"","bound":{},"later":1}`); err != nil || !e.Secret.Empty() {
		t.Errorf("an empty secret and an unknown field: %v", err)
	}
}

func FuzzDecodeEntry(f *testing.F) {
	f.Add(`{"v":1,"secret":"s","bound":{"kind":"aws"}}`)
	f.Add(`{"v":1,"secret":"\ud800","bound":null}`)
	f.Fuzz(func(t *testing.T, text string) {
		e, err := decodeEntry(text)
		if err != nil {
			if !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNewer) {
				t.Fatalf("%v", err)
			}
			return
		}
		again, err := entryText(e)
		if errors.Is(err, ErrTooBig) {
			return
		}
		if back, err2 := decodeEntry(again); err != nil || err2 != nil || !back.Secret.Equal(e.Secret) || back.Bound != e.Bound {
			t.Fatalf("%v, %v", err, err2)
		}
	})
}

func TestOddIDsReachNoKeyring(t *testing.T) {
	for _, id := range []string{
		"", "a:b", "a\nadd-generic-password", "a b", `a"b`, "a'b", `a\b`, "$(x)", "`x`", "-w", strings.Repeat("x", 201), "a\x00", "\xff", "a\u202eb",
	} {
		if checkID(id) == nil {
			t.Errorf("%q passes", id)
		}
	}
	for _, id := range []string{"prod-eu-k3v7m2qx5ahd", "a", "ä.ö_ü", strings.Repeat("x", 200)} {
		if err := checkID(id); err != nil {
			t.Error(err)
		}
	}
}

// keys is what all places where keys are kept can do.
type keys interface {
	Get(ctx context.Context, id string) (Entry, error)
	Put(ctx context.Context, id string, e Entry) error
	Delete(ctx context.Context, id string) error
	IDs(ctx context.Context) ([]string, error)
	Status(ctx context.Context) Status
	Unlock(ctx context.Context) error
}

// behaves holds what wallets rely on, for every place where keys are kept.
func behaves(t *testing.T, k keys) {
	t.Helper()
	ctx := t.Context()
	mustIDs := func(want ...string) {
		t.Helper()
		got, err := k.IDs(ctx)
		if diff := cmp.Diff(append([]string{}, want...), append([]string{}, got...)); err != nil || diff != "" {
			t.Errorf("ids: %v (-want +got):\n%s", err, diff)
		}
	}
	mustGet := func(id, plain string, b profile.Bound) {
		t.Helper()
		e, err := k.Get(ctx, id)
		if err != nil || e.Secret.Reveal() != plain || e.Bound != b {
			t.Errorf("get %q: %q, %+v, %v", id, e.Secret.Reveal(), e.Bound, err)
		}
	}
	noError := func(err error) {
		t.Helper()
		if err != nil {
			t.Error(err)
		}
	}
	if s := k.Status(ctx); s.State != StateReady || s.Name == "" || s.Backend == "" {
		t.Errorf("status %+v", s)
	}
	noError(k.Unlock(ctx))
	mustIDs()
	_, err := k.Get(ctx, "one")
	if !errors.Is(err, ErrMissing) {
		t.Errorf("get of nothing: %v", err)
	}
	noError(k.Delete(ctx, "one"))
	noError(k.Put(ctx, "one", Entry{Secret: secret.New("first"), Bound: testBound}))
	noError(k.Put(ctx, "two", Entry{Secret: secret.New("zwei \u2028 \x00 \" ü"), Bound: profile.Bound{Kind: profile.Cloud}}))
	mustGet("one", "first", testBound)
	mustGet("two", "zwei \u2028 \x00 \" ü", profile.Bound{Kind: profile.Cloud})
	mustIDs("one", "two")
	noError(k.Put(ctx, "one", Entry{Secret: secret.New("second"), Bound: profile.Bound{}}))
	mustGet("one", "second", profile.Bound{})
	noError(k.Put(ctx, "empty", Entry{}))
	mustGet("empty", "", profile.Bound{})
	noError(k.Delete(ctx, "empty"))
	noError(k.Delete(ctx, "one"))
	if _, err := k.Get(ctx, "one"); !errors.Is(err, ErrMissing) {
		t.Errorf("get of a deleted key: %v", err)
	}
	mustGet("two", "zwei \u2028 \x00 \" ü", profile.Bound{Kind: profile.Cloud})
	if err := k.Put(ctx, "big", Entry{Secret: secret.New(strings.Repeat("x", MaxEntry))}); !errors.Is(err, ErrTooBig) {
		t.Errorf("put of too much: %v", err)
	}
	if err := k.Put(ctx, "a:b", Entry{Secret: secret.New("x")}); err == nil {
		t.Error("put under an odd id")
	}
	if _, err := k.Get(ctx, "a:b"); !errors.Is(err, ErrMissing) {
		t.Errorf("get of an odd id: %v", err)
	}
	mustIDs("two")
	cancelled, cancel := context.WithCancel(ctx)
	cancel()
	if err := k.Put(cancelled, "three", Entry{Secret: secret.New("x")}); !errors.Is(err, context.Canceled) {
		t.Errorf("put with an ended context: %v", err)
	}
	if _, err := k.Get(cancelled, "two"); !errors.Is(err, context.Canceled) {
		t.Errorf("get with an ended context: %v", err)
	}
	if err := k.Delete(cancelled, "two"); !errors.Is(err, context.Canceled) {
		t.Errorf("delete with an ended context: %v", err)
	}
	mustIDs("two")
	noError(k.Delete(ctx, "two"))
	mustIDs()
}
