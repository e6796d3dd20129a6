package cli_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"strings"
)

// asktoken is a program that signs in as IBM's SDK cores do, with the variables of the
// service that it is given, and prints what came of it: asktoken PREFIX.
func asktoken() {
	get := func(name string) string { return os.Getenv(os.Args[1] + "_" + name) }
	key := get("APIKEY") + get("PASSWORD")
	address, kind, body := get("AUTH_URL")+"/identity/token", "application/x-www-form-urlencoded",
		url.Values{"grant_type": {"urn:ibm:params:oauth:grant-type:apikey"}, "apikey": {key}}.Encode()
	if get("AUTH_TYPE") == "cp4d" {
		address, kind, body = get("AUTH_URL")+"/v1/authorize", "application/json", fmt.Sprintf(`{"username":%q,"password":%q}`, get("USERNAME"), key)
	}
	resp, err := http.Post(address, kind, strings.NewReader(body)) //nolint:noctx // the process ends with it
	if err != nil {
		fmt.Println("no answer")
		return
	}
	defer func() { _ = resp.Body.Close() }()
	text, _ := io.ReadAll(resp.Body)
	var a struct {
		AccessToken string `json:"access_token"`
		Token       string `json:"token"`
		ExpiresIn   int    `json:"expires_in"`
	}
	switch _ = json.Unmarshal(text, &a); {
	case strings.HasPrefix(a.AccessToken, "ey"):
		fmt.Printf("token of %d s\n", (a.ExpiresIn+9)/10*10)
	case strings.HasPrefix(a.Token, "ey"):
		fmt.Println("token")
	default:
		fmt.Printf("%d: %s\n", resp.StatusCode, strings.TrimSpace(string(text)))
	}
}
