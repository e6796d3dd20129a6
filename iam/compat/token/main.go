// Command token is what a program with IBM's go-sdk-core does for a token, and no more:
// "make bench" compares "lanyard token" with it. The key comes on standard input.
//
//	token SIGN-IN-URL CA-FILE
package main

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"strings"

	"github.com/IBM/go-sdk-core/v5/core"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "token:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 2 {
		return errors.New("usage: token SIGN-IN-URL CA-FILE")
	}
	key, err := io.ReadAll(os.Stdin)
	if err != nil {
		return err
	}
	ca, err := os.ReadFile(args[1])
	if err != nil {
		return err
	}
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(ca) {
		return errors.New("there is no certificate in the CA file")
	}
	auth, err := core.NewIamAuthenticatorBuilder().
		SetApiKey(strings.TrimSpace(string(key))).
		SetURL(args[0]).
		SetClient(&http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots, MinVersion: tls.VersionTLS12}}}).
		Build()
	if err != nil {
		return err
	}
	token, err := auth.GetToken()
	if err != nil {
		return err
	}
	_, err = fmt.Println(token)
	return err
}
