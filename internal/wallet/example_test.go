package wallet_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// A profile is added together with its key, and gives tokens. Changed behind the
// wallet's back, it gets nothing.
func Example() {
	ctx := context.Background()
	ibm, err := sim.Start(ctx, sim.Options{}) // in the place of IBM
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ibm.Close() }()
	dir, err := os.MkdirTemp("", "lanyard")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	profiles := store.OpenProfiles(dir)
	w := wallet.New(profiles, store.NewMemory(), iam.New(iam.Options{}))

	at := ibm.Info().Cloud
	prod, err := w.Add(ctx, profile.Profile{
		Name: "prod", Kind: profile.Cloud, URL: at.URL, AuthURL: at.AuthURL, SecretKind: profile.APIKey,
		TLS: profile.TLS{Mode: profile.TLSVerify, CAPEM: string(ibm.CAPEM())},
	}, wallet.Secrets{Key: secret.New(at.APIKey)})
	if err != nil {
		fmt.Println(err)
		return
	}
	for range 3 {
		if _, err = w.Token(ctx, prod.ID); err != nil {
			fmt.Println(err)
		}
	}
	fmt.Println("exchanges:", ibm.Exchanges())

	_ = profiles.Change(ctx, func(list []profile.Profile) ([]profile.Profile, error) {
		list[0].AuthURL = "https://iam.example.org"
		return list, nil
	})
	_, err = w.Token(ctx, prod.ID)
	if e, ok := errors.AsType[*wallet.UnboundError](err); ok {
		fmt.Println("nothing sent:", e.Differences()[0].Field)
	}
	// Output:
	// exchanges: 1
	// nothing sent: auth_origin
}
