package iam_test

import (
	"context"
	"errors"
	"fmt"

	"lanyard/iam"
	"lanyard/iam/sim"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// An exchange: credential in, token out. A failure names the check it belongs to.
func ExampleClient_Exchange() {
	ctx := context.Background()
	ibm, err := sim.Start(ctx, sim.Options{}) // in the place of IBM
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = ibm.Close() }()
	at := ibm.Info().Cloud
	p := profile.Profile{
		Name: "prod", Kind: profile.Cloud, URL: at.URL, AuthURL: at.AuthURL, SecretKind: profile.APIKey,
		TLS: profile.TLS{Mode: profile.TLSVerify, CAPEM: string(ibm.CAPEM())},
	}

	c := iam.New(iam.Options{})
	defer c.Close()
	t, err := c.Exchange(ctx, iam.Credential{Profile: p, Key: secret.New(at.APIKey)})
	fmt.Println(t.Type, t.Access, t.ExpiresAt.Sub(t.IssuedAt), err)

	_, err = c.Exchange(ctx, iam.Credential{Profile: p, Key: secret.New(ibm.Info().Failing.UnknownKey)})
	if e, ok := errors.AsType[*iam.Error](err); ok {
		fmt.Println(e.Check, e.Code)
	}
	// Output:
	// Bearer [secret] 1h0m0s <nil>
	// sign-in BXNIM0415E
}
