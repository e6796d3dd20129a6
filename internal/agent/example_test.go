package agent_test

import (
	"context"
	"errors"
	"fmt"
	"os"

	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// One process listens on the socket of a folder of profiles; others ask it.
func ExampleListen() {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "l")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(dir) }()
	profiles := store.OpenProfiles(dir)
	_ = profiles.Change(ctx, func([]profile.Profile) ([]profile.Profile, error) {
		return []profile.Profile{{ID: "p1", Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey}}, nil
	})
	s, err := agent.Listen(dir, agent.Host{
		Wallet:  wallet.New(profiles, store.NewMemory(), iam.New(iam.Options{})),
		Secrets: func() string { return store.BackendMemory },
		Program: "9.9.9",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	serving, stop := context.WithCancel(ctx)
	done := make(chan struct{})
	go func() {
		_ = s.Serve(serving)
		close(done)
	}()

	c := agent.Client{Dir: dir, Secrets: store.BackendMemory}
	names, err := c.Names(ctx)
	fmt.Println(names, err)
	stop()
	<-done
	_, err = c.Names(ctx)
	fmt.Println(errors.Is(err, agent.ErrNone))
	// Output:
	// [prod] <nil>
	// true
}
