package snippet_test

import (
	"fmt"

	"lanyard/internal/profile"
	"lanyard/internal/snippet"
)

// Code for a profile, without a secret in it.
func ExampleWrite() {
	p := profile.Profile{
		ID: "p1", Name: "prod", Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey,
		KeyID: "prod-1", TLS: profile.TLS{Mode: profile.TLSVerify},
	}
	text, err := snippet.Write("env-watsonx", p, snippet.Options{})
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
