package userfile_test

import (
	"bytes"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lanyard/internal/userfile"
)

func TestRead(t *testing.T) {
	dir := t.TempDir()
	file := func(name, content string) string {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	big := file("sparse", "")
	if err := os.Truncate(big, 10<<30); err != nil {
		t.Skip("no sparse files here:", err)
	}
	for _, c := range []struct {
		name, path string
		want       string
		wrong      func(error) bool
	}{
		{"a file", file("a", "hello"), "hello", nil},
		{"an empty file", file("b", ""), "", nil},
		{"just as large as it may be", file("c", strings.Repeat("x", 100)), strings.Repeat("x", 100), nil},
		{"too large by one", file("d", strings.Repeat("x", 101)), "", tooLarge},
		{"ten gigabytes of nothing", big, "", tooLarge},
		{"a folder", dir, "", is(userfile.ErrFolder)},
		{"nothing there", filepath.Join(dir, "none"), "", is(fs.ErrNotExist)},
	} {
		t.Run(c.name, func(t *testing.T) {
			got, err := userfile.Read(t.Context(), c.path, 100)
			if c.wrong != nil {
				if !c.wrong(err) || !strings.Contains(err.Error(), c.path) {
					t.Errorf("error %v", err)
				}
				return
			}
			if err != nil || string(got) != c.want {
				t.Errorf("got %q (%v)", got, err)
			}
		})
	}
}

func is(want error) func(error) bool { return func(err error) bool { return errors.Is(err, want) } }

func tooLarge(err error) bool {
	return errors.As(err, new(*userfile.TooLargeError)) && userfile.NoFile(err)
}

// A look at the opened file can refuse it.
func TestReadWithLook(t *testing.T) {
	path := filepath.Join(t.TempDir(), "f")
	if err := os.WriteFile(path, []byte("abc"), 0o600); err != nil {
		t.Fatal(err)
	}
	refused := errors.New("not this one")
	_, _, err := userfile.ReadWith(t.Context(), path, 10, func(i fs.FileInfo) error {
		if i.Size() != 3 {
			t.Errorf("looked at a file of %d bytes", i.Size())
		}
		return refused
	})
	if !errors.Is(err, refused) {
		t.Errorf("got %v", err)
	}
}

type endless struct{ given int64 }

func (e *endless) Read(b []byte) (int, error) {
	e.given += int64(len(b))
	return len(b), nil
}

// A stream without an end is read to its limit and no further.
func TestReadAllEndless(t *testing.T) {
	const limit = 3 << 20
	var e endless
	if _, err := userfile.ReadAll(&e, 0, limit); !tooLarge(err) {
		t.Errorf("got %v", err)
	}
	if e.given > limit+(1<<20) {
		t.Errorf("read %d bytes", e.given)
	}
	text := bytes.Repeat([]byte("0123456789"), 200_000)
	if got, err := userfile.ReadAll(bytes.NewReader(text), 0, limit); err != nil || !bytes.Equal(got, text) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

func TestSize(t *testing.T) {
	for n, want := range map[int64]string{1 << 20: "1 MiB", 64 << 10: "64 KiB", 100: "100 bytes", 4096: "4 KiB"} {
		if got := userfile.Size(n); got != want {
			t.Errorf("%d: %s", n, got)
		}
	}
}
