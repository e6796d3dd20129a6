package cli

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
	"lanyard/store"
)

const tokenHelp = `Sign in and print the bearer token alone, for $(lanyard token NAME).`

const tokenExample = `  lanyard token prod-eu --header | curl -H @- 'https://eu-de.ml.cloud.ibm.com/ml/v4/deployments?version=2024-01-29&space_id=…'
  lanyard token prod-eu --json | jq -r .expires_at`

type tokenFlags struct {
	json, header, headerJSON, copied, fresh, secretStdin, codeStdin bool
}

func (a *program) tokenCommand() *cobra.Command {
	var f tokenFlags
	var c *cobra.Command
	c = a.command(groupTokens, "token [NAME] [--json | --header | --header-json | --copy] [--fresh]", "Sign in and print the token", between(0, 1),
		func(ctx context.Context, args []string) error {
			if err := exclusive(c, "json", "header", "header-json", "copy"); err != nil {
				return err
			}
			return a.token(ctx, args, f)
		})
	c.Long, c.Example = tokenHelp, tokenExample
	c.Flags().BoolVar(&f.json, "json", false, "as a JSON object, with its times")
	c.Flags().BoolVar(&f.header, "header", false, `as a header: "Authorization: Bearer …"`)
	c.Flags().BoolVar(&f.headerJSON, "header-json", false, `as a JSON object of headers, for programs that run a command for theirs: {"Authorization":"Bearer …"}`)
	c.Flags().BoolVar(&f.copied, "copy", false, "onto the clipboard for a while, and not on stdout")
	c.Flags().BoolVar(&f.fresh, "fresh", false, "sign in anew, whatever token there is")
	c.Flags().BoolVar(&f.secretStdin, "secret-stdin", false, "with --secrets memory: read the key from standard input, one line")
	c.Flags().BoolVar(&f.codeStdin, "code-stdin", false, codeStdinHelp)
	c.ValidArgsFunction = a.profileNames(1)
	return c
}

func (a *program) token(ctx context.Context, args []string, f tokenFlags) error {
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	if f.secretStdin && !d.InMemory {
		return usage("lanyard edit NAME --secret-stdin replaces the stored key", "--secret-stdin is for --secrets memory alone")
	}
	p, err := a.target(ctx, d, args)
	if err != nil {
		return err
	}
	if err := checkCodeStdin(p, f.codeStdin); err != nil {
		return err
	}
	if err := a.fillMemory(ctx, d, p, f.secretStdin); err != nil {
		return err
	}
	t, err := a.fetchWithCode(ctx, d, &p, f.fresh, f.codeStdin)
	if err != nil {
		return wayOut(p, err)
	}
	a.warnOfClock(t)
	return a.printToken(d, p, t, f)
}

// fillMemory asks for the key of a profile where keys are not kept: it serves this
// command alone. Whoever types it sees where it goes.
func (a *program) fillMemory(ctx context.Context, d *app.Runtime, p profile.Profile, fromStdin bool) error {
	if !d.InMemory {
		return nil
	}
	if _, err := d.Keys.Get(ctx, p.KeyID); err == nil {
		return nil // it was asked for by this command already
	}
	if err := profile.Check(p); err != nil {
		return err
	}
	if p.ByCode() {
		if err := d.AgreeForNow(ctx, p); err != nil {
			return err
		}
	} else {
		key, err := a.keyOf(ctx, p, fromStdin)
		if err != nil {
			return err
		}
		if err := d.Keys.Put(ctx, p.KeyID, store.Entry{Secret: key, Bound: p.Bound()}); err != nil {
			return err
		}
	}
	if p.ProxyKeyID == "" {
		return nil
	}
	proxy, err := a.askProxy(ctx, p, fromStdin) // standard input has it in its second line
	if err != nil {
		return err
	}
	return d.Keys.Put(ctx, p.ProxyKeyID, store.Entry{Secret: proxy, Bound: wallet.ProxyBound(p)})
}

// clockTolerance is how far the clocks may be apart before it is worth a word.
const clockTolerance = time.Minute

func (a *program) warnOfClock(t wallet.Token) {
	switch {
	case t.Skew > clockTolerance:
		a.note("this computer's clock is %s behind the server's; set it right, or tokens will seem to live longer than they do", t.Skew.Round(time.Second))
	case t.Skew < -clockTolerance:
		a.note("this computer's clock is %s ahead of the server's; set it right, or tokens will seem to end earlier than they do", (-t.Skew).Round(time.Second))
	}
}

// tokenJSON is a token as the command line gives it to programs.
type tokenJSON struct {
	Profile       string  `json:"profile"`
	AccessToken   string  `json:"access_token"`
	TokenType     string  `json:"token_type"`
	IssuedAt      instant `json:"issued_at"`
	ExpiresAt     instant `json:"expires_at"`
	ExpiresIn     *int64  `json:"expires_in"` // whole seconds from now
	ExpiresAtUnix *int64  `json:"expires_at_unix"`
}

func tokenAsJSON(p profile.Profile, t wallet.Token, now time.Time) tokenJSON {
	out := tokenJSON{
		Profile:     p.Name,
		AccessToken: t.Access.Reveal(),
		TokenType:   t.Type,
		IssuedAt:    instant{t.IssuedAt},
		ExpiresAt:   instant{t.ExpiresAt},
	}
	if !t.ExpiresAt.IsZero() {
		left := int64(wallet.Remaining(t, now).Round(time.Second) / time.Second)
		at := t.ExpiresAt.Unix()
		out.ExpiresIn, out.ExpiresAtUnix = &left, &at
	}
	return out
}

func (a *program) printToken(d *app.Runtime, p profile.Profile, t wallet.Token, f tokenFlags) error {
	switch {
	case f.json:
		return a.printJSON(tokenAsJSON(p, t, a.now()))
	case f.headerJSON:
		return a.printJSON(map[string]string{"Authorization": "Bearer " + t.Access.Reveal()})
	case f.header:
		return a.print(headerLine(t.Access) + "\n")
	case f.copied:
		return a.copyToken(d, p, t.Access)
	}
	return a.print(t.Access.Reveal() + "\n")
}

// headerLine is the header that carries a token.
func headerLine(t secret.Text) string {
	return "Authorization: Bearer " + t.Reveal()
}
