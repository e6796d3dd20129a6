package profile_test

import (
	"errors"
	"fmt"

	"lanyard/internal/profile"
)

// An address as it stands in a browser is cut to what a sign-in takes, and every change
// is said.
func ExampleParseAddress() {
	a, err := profile.ParseAddress(profile.Cloud, "https://dataplatform.cloud.ibm.com/ml-runtime/spaces/b15f1d3f-1b2a-4c9e-9d2f-0a8c5a3f7e11?context=wx")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(a.URL)
	fmt.Println("space", a.SpaceID)
	// Output:
	// https://us-south.ml.cloud.ibm.com
	// space b15f1d3f-1b2a-4c9e-9d2f-0a8c5a3f7e11
}

// All problems are found at once, each with the field that it is about.
func ExampleCheck() {
	err := profile.Check(profile.Profile{Name: "prod", Kind: profile.Cloud, URL: "http://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey})
	var fields *profile.FieldErrors
	if errors.As(err, &fields) {
		for _, e := range fields.List {
			fmt.Println(e.Field)
		}
	}
	// Output:
	// url
}

// A key is stored with the place that it is for. A profile that names another place
// differs, and gets nothing.
func ExampleBound_Differences() {
	p := profile.Profile{Kind: profile.Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SecretKind: profile.APIKey}
	stored := p.Bound()
	p.AuthURL = "https://iam.example.org"
	for _, d := range stored.Differences(p.Bound()) {
		fmt.Printf("%s: %s, then %s\n", d.Field, d.Old, d.New)
	}
	// Output:
	// auth_origin: https://iam.cloud.ibm.com, then https://iam.example.org
}
