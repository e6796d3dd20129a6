package credimport_test

import (
	"context"
	"fmt"

	"lanyard/internal/credimport"
)

// A line of Python, as it stands in a notebook.
func ExampleRead() {
	const cell = `wml_credentials = {"url": "https://eu-de.ml.cloud.ibm.com/", "apikey": "Zx3kQ9vT1mB7nC5rD2wF8yH4jL6pS0aG-uVeXiKoRt_M"}`
	found, err := credimport.Read(context.Background(), []byte(cell), credimport.Options{})
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
