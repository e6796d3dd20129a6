package wallet_test

import (
	"context"
	"errors"
	"slices"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

// TestKeyUsers: who else loses a key that is replaced or removed. Profiles without a key
// share none.
func TestKeyUsers(t *testing.T) {
	w := newWorld()
	a := w.add(t, cloud("a"), "first")
	w.add(t, cloud("other"), "second")
	if _, err := w.Add(t.Context(), cloud("b"), wallet.Secrets{ShareWith: a.ID}); err != nil {
		t.Fatal(err)
	}
	none := cloud("none")
	none.ID = "none-1"
	w.file.list = append(w.file.list, none, cloud("none too")) // by hand
	for id, want := range map[string][]string{a.ID: {"a", "b"}, none.ID: nil} {
		users, err := w.KeyUsers(t.Context(), id)
		var got []string
		for _, p := range users {
			got = append(got, p.Name)
		}
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s is shared by %q, %v, want %q", id, got, err, want)
		}
	}
	if users, err := w.KeyUsers(t.Context(), "nobody"); err == nil || users != nil {
		t.Errorf("a profile that is not there shares its key with %v, %v", users, err)
	}
	fails := wallet.New(noFile{}, w.ring, w.server)
	if _, err := fails.KeyUsers(t.Context(), a.ID); !errors.Is(err, errDisk) {
		t.Errorf("a file that cannot be read gives %v", err)
	}
}

// noFile is a profiles file that cannot be read.
type noFile struct{ *file }

func (noFile) Load(context.Context) ([]profile.Profile, error) { return nil, errDisk }
