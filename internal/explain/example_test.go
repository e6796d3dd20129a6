package explain_test

import (
	"fmt"

	"lanyard/iam"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
)

// An error as it comes from below, and what a person reads.
func ExampleExplain() {
	f := explain.Explain(&iam.Error{Check: iam.CheckSignIn, Kind: profile.Cloud, Host: "iam.cloud.ibm.com", Status: 400, Code: "BXNIM0462E", Reason: iam.ReasonRefusedKey})
	fmt.Println(f.What)
	fmt.Println(f.Why)
	fmt.Println(f.Next)
	fmt.Println(f.Exit)
	// Output:
	// This API key is disabled
	// Somebody switched it off. It still exists and can be switched on again.
	// Enable it on the API keys page (https://cloud.ibm.com/iam/apikeys), or replace it with another key.
	// 4
}
