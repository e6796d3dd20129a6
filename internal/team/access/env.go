package access

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/team"
	"lanyard/internal/userfile"
)

// Env is where the stores' own programs keep and find tokens.
type Env struct {
	Getenv func(name string) string
	Home   string // "" when there is none
}

const (
	maxToken   = 16 << 10
	helperTime = 10 * time.Second
)

// token looks for a token that is there already: in the environment, and for a team that
// signs in with one, or with a page, from the token helper, else in ~/.vault-token. Where the environment
// names a store, its token and that of the file are for that one alone. why says what is in
// the way.
func (e Env) token(ctx context.Context, t team.Team) (found secret.Text, why, err error) {
	ours := e.isOurs(t)
	if text := e.either("TOKEN"); text != "" && ours {
		return secret.New(strings.TrimSpace(text)), nil, nil
	}
	if t.Auth != team.Token && t.Auth != team.OIDC { // after "vault login -method=oidc" there is one as well
		return secret.Text{}, nil, nil
	}
	if helper := e.helper(ctx); helper != "" {
		return askHelper(ctx, helper, t)
	}
	if !ours {
		return secret.Text{}, errors.New("the environment names another store, so its token is not sent to this one"), nil
	}
	name := e.Getenv("BAO_TOKEN_PATH")
	if name == "" && e.Home != "" {
		name = filepath.Join(e.Home, ".vault-token")
	}
	if name == "" {
		return secret.Text{}, nil, nil
	}
	text, err := userfile.Read(ctx, name, maxToken)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return secret.Text{}, nil, nil
	case err != nil:
		return secret.Text{}, fmt.Errorf("%s cannot be read", name), nil
	}
	defer clear(text)
	return secret.New(string(bytes.TrimSpace(text))), nil, nil
}

// either gives a variable of OpenBao, else the one of Vault.
func (e Env) either(name string) string {
	return cmp.Or(e.Getenv("BAO_"+name), e.Getenv("VAULT_"+name))
}

// isOurs reports whether the token of the environment may go to a team's store: it names
// that store, or none.
func (e Env) isOurs(t team.Team) bool {
	address := e.either("ADDR")
	if address == "" {
		return true
	}
	at, err := team.ParseAddress(address)
	return err == nil && slices.Contains(t.Origins(), at)
}

// role gives what a program signs in with: VAULT_ROLE_ID and VAULT_SECRET_ID.
func (e Env) role(t team.Team) (Login, bool) {
	role, id := e.either("ROLE_ID"), e.either("SECRET_ID")
	if t.Auth != team.AppRole || role == "" || id == "" || !e.isOurs(t) {
		return Login{}, false
	}
	return Login{User: role, Secret: secret.New(id)}, true
}

var helperLine = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*token_helper\s*=\s*"([^"\\]+)"`) })

// helper names the program that keeps tokens, as ~/.bao or ~/.vault says; "" for none.
func (e Env) helper(ctx context.Context) string {
	files := []string{e.Getenv("BAO_CONFIG_PATH"), e.Getenv("VAULT_CONFIG_PATH")}
	if e.Home != "" {
		files = append(files, filepath.Join(e.Home, ".bao"), filepath.Join(e.Home, ".vault"))
	}
	for _, name := range files {
		if name == "" {
			continue
		}
		text, err := userfile.Read(ctx, name, maxToken)
		if err != nil {
			continue
		}
		if m := helperLine().FindSubmatch(text); m != nil {
			return string(m[1])
		}
	}
	return ""
}

// askHelper has the helper give the token for a store.
func askHelper(ctx context.Context, program string, t team.Team) (found secret.Text, why, err error) {
	limited, cancel := context.WithTimeout(ctx, helperTime)
	defer cancel()
	cmd := exec.CommandContext(limited, program, "get")
	cmd.Env = append(os.Environ(), "VAULT_ADDR="+t.Address, "BAO_ADDR="+t.Address)
	var out bytes.Buffer
	cmd.Stdout = &limitedBuffer{to: &out, left: maxToken}
	err = cmd.Run()
	defer clear(out.Bytes())
	switch {
	case ctx.Err() != nil:
		return secret.Text{}, nil, ctx.Err()
	case err != nil:
		return secret.Text{}, fmt.Errorf("the token helper %s failed", program), nil
	}
	return secret.New(string(bytes.TrimSpace(out.Bytes()))), nil, nil
}

// limitedBuffer takes no more than a token has.
type limitedBuffer struct {
	to   *bytes.Buffer
	left int
}

func (l *limitedBuffer) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, errors.New("that is no token")
	}
	return l.to.Write(p)
}
