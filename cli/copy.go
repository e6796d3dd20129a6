package cli

import (
	"context"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"lanyard/internal/app"
	"lanyard/internal/clipboard"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
)

// holdCommand is the hidden command by which the program runs itself in the
// background to hold the clipboard: a command that ends at once cannot.
const holdCommand = "__hold-clipboard"

// copySecret puts a secret on the clipboard for a while.
func copySecret(t secret.Text, o clipboard.Options) error {
	self, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program itself: %w", err)
	}
	return clipboard.StartHolder(self, []string{holdCommand}, t, o)
}

func (a *program) holdCommand() *cobra.Command {
	c := a.command("", holdCommand, "Hold the clipboard for another Lanyard", between(0, 0), func(ctx context.Context, _ []string) error {
		return clipboard.ServeHold(ctx, a.env.Stdin, a.env.Stdout)
	})
	c.Hidden = true
	return untilEnded(c)
}

// copyToken copies a token and says for how long.
func (a *program) copyToken(d *app.Runtime, p profile.Profile, t secret.Text) error {
	life := d.Settings().ClearToken()
	err := a.copySecret(t, clipboard.Options{Life: life, Mark: d.Settings().MarkClipboard})
	switch {
	case errors.Is(err, clipboard.ErrNoClipboard):
		return trouble(err, "print the token instead: lanyard token "+shellquote.Word(p.Name), "there is no clipboard here")
	case err != nil:
		return trouble(err, "print the token instead: lanyard token "+shellquote.Word(p.Name), "the token could not be copied")
	}
	d.Record(wallet.DeedCopied, p, "token")
	name := p.Name
	if p.Production {
		name += " (PRODUCTION)"
	}
	if life == 0 {
		a.say("token of %s copied; it stays on the clipboard until something else is copied", name)
		return nil
	}
	a.say("token of %s copied; it leaves the clipboard in %.0f s", name, life.Seconds())
	return nil
}
