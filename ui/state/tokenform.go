package state

import (
	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
)

// TokenForm is how a token is written for the program that it is pasted into.
type TokenForm int

// The forms.
const (
	TokenAlone  TokenForm = iota
	TokenHeader           // Authorization: Bearer …
	TokenCurl             // a curl command at the profile's address
	TokenExport           // export WATSONX_TOKEN=…, which the shell reads
)

// of writes a token. The result is as secret as the token is.
func (f TokenForm) of(p profile.Profile, t wallet.Token) secret.Text {
	header := "Authorization: Bearer " + t.Access.Reveal()
	switch f {
	case TokenHeader:
		return secret.New(header)
	case TokenCurl:
		return secret.New("curl --header " + shellquote.Word(header) + " " + shellquote.Word(p.URL))
	case TokenExport:
		return secret.New("export " + envvars.Token + "=" + shellquote.Word(t.Access.Reveal()))
	}
	return t.Access
}
