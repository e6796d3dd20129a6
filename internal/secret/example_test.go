package secret_test

import (
	"encoding/json"
	"fmt"

	"lanyard/internal/secret"
)

// Whatever prints it, prints the same words. Reveal is the one way to the text.
func ExampleText() {
	key := secret.New("open sesame")
	login := struct {
		User string
		Key  secret.Text
	}{"ana", key}
	fmt.Println(key)
	fmt.Printf("%+v\n", login)
	text, _ := json.Marshal(login)
	fmt.Println(string(text))
	fmt.Println(len(key.Reveal()))
	// Output:
	// [secret]
	// {User:ana Key:[secret]}
	// {"User":"ana","Key":"[secret]"}
	// 11
}
