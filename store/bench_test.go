package store

import (
	"context"
	"fmt"
	"path/filepath"
	"testing"

	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

func manyProfiles(b *testing.B, n int) *Profiles {
	b.Helper()
	p := OpenProfiles(b.TempDir())
	err := p.Change(b.Context(), func(list []profile.Profile) ([]profile.Profile, error) {
		for i := range n {
			one := sample(fmt.Sprintf("profile-%05d", i))
			one.SpaceID, one.Tags = "3fc54cf1-252f-424b-b52d-5cdd9814987f", []string{"team", "prod"}
			list = append(list, one)
		}
		return list, nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return p
}

func BenchmarkLoad(b *testing.B) {
	for _, n := range []int{10, 200, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := manyProfiles(b, n)
			b.ReportAllocs()
			for b.Loop() {
				if list, err := OpenProfiles(filepath.Dir(p.Path())).Load(b.Context()); err != nil || len(list) != n {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprint(n, " again"), func(b *testing.B) {
			p := manyProfiles(b, n)
			for b.Loop() {
				if list, err := p.Load(b.Context()); err != nil || len(list) != n {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkChange(b *testing.B) {
	for _, n := range []int{10, 200, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			p := manyProfiles(b, n)
			i := 0
			for b.Loop() {
				i++
				err := p.Change(b.Context(), func(list []profile.Profile) ([]profile.Profile, error) {
					list[i%n].CPDVersion = fmt.Sprint(i)
					return list, nil
				})
				if err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkSecretsFile opens a secrets file with its passphrase, at the cost that shipped
// files have.
func BenchmarkSecretsFile(b *testing.B) {
	for _, n := range []int{1, 200, 10_000} {
		b.Run(fmt.Sprint("open/", n), func(b *testing.B) {
			passphrase := secret.New("correct horse battery staple")
			ask := func(context.Context, Ask) (secret.Text, error) { return passphrase, nil }
			dir := b.TempDir()
			entries := map[string]Entry{}
			for i := range n {
				entries[fmt.Sprintf("key-%05d", i)] = Entry{Secret: secret.New(fmt.Sprintf("secret-%d", i)), Bound: sample("one").Bound()}
			}
			if err := OpenSecretsFile(dir, ask).Write(b.Context(), Batch{Put: entries}); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := OpenSecretsFile(dir, ask).Get(b.Context(), "key-00000"); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
