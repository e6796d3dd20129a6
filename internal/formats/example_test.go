package formats_test

import (
	"context"
	"fmt"

	"lanyard/internal/formats"
	"lanyard/internal/profile"
)

// A line of Python, as it stands in a notebook.
func ExampleRead() {
	const cell = `wml_credentials = {"url": "https://eu-de.ml.cloud.ibm.com/", "apikey": "Zx3kQ9vT1mB7nC5rD2wF8yH4jL6pS0aG-uVeXiKoRt_M"}`
	found, err := formats.Read(context.Background(), []byte(cell), formats.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range found {
		fmt.Println(f.Format, f.Profile.Kind, f.Profile.URL, f.Secret)
	}
	// Output:
	// python-dict cloud https://eu-de.ml.cloud.ibm.com [secret]
}

// Code for a profile, without a secret in it.
func ExampleSnippet() {
	p := profile.Profile{
		ID: "p1", Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey,
		KeyID: "prod-1", TLS: profile.TLS{Mode: profile.TLSVerify},
	}
	text, err := formats.Snippet("env-watsonx", p, formats.SnippetOptions{})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(text.Body.Reveal())
	// Output:
	// # IBM Cloud, Frankfurt: variables for python-dotenv and the like.
	// # No secret is in here. Start the program with it in its environment, which goes before this file:
	// #   lanyard exec prod --for env-watsonx -- COMMAND
	// WATSONX_URL=https://eu-de.ml.cloud.ibm.com
	// WATSONX_URL_HOST=eu-de.ml.cloud.ibm.com
	// WATSONX_IAM_HOST=iam.cloud.ibm.com
}
