package cli

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"lanyard/internal/agent"
	"lanyard/internal/app"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
	"lanyard/internal/wallet"
)

// codeStdinHelp is what --code-stdin does, wherever it is.
const codeStdinHelp = "read a one-time code from standard input, one line, where no session lives"

// codeKeeper is who opens and keeps a session: the running Lanyard, or this command.
type codeKeeper interface {
	CodePage(ctx context.Context, id string) (string, error)
	SignInWithCode(ctx context.Context, id string, code secret.Text) (wallet.Session, error)
}

// needsCode reports whether a one-time code would mend a failure.
func needsCode(err error) bool {
	f, ok := errors.AsType[*agent.FailedError](err)
	return ok && f.NeedsCode || wallet.NeedsCode(err)
}

// fetchWithCode gets a token as fetch does. Where it takes a one-time code, the code is
// asked for, and the profile may get its account.
func (a *program) fetchWithCode(ctx context.Context, d *app.Runtime, p *profile.Profile, fresh, fromStdin bool) (wallet.Token, error) {
	t, err := a.fetch(ctx, d, *p, fresh)
	if !p.ByCode() || !needsCode(err) {
		return t, err
	}
	if err := a.signInWithCode(ctx, d, p, fromStdin, err); err != nil {
		return t, err
	}
	return a.fetch(ctx, d, *p, false)
}

// checkCodeStdin refuses --code-stdin for a profile that signs in with a key.
func checkCodeStdin(p profile.Profile, fromStdin bool) error {
	if fromStdin && !p.ByCode() {
		return usage("leave it out; lanyard edit "+shellquote.Word(p.Name)+" --sign-in code changes what it signs in with",
			"--code-stdin is for profiles that sign in with one-time codes, and %q has a key", p.Name)
	}
	return nil
}

// signInWithCode asks for a one-time code and opens a session with it, in the running
// Lanyard where there is one. cause is why it takes a code.
func (a *program) signInWithCode(ctx context.Context, d *app.Runtime, p *profile.Profile, fromStdin bool, cause error) error {
	keeper, page, err := a.codePage(ctx, d, *p)
	if !fromStdin && !a.hasTerminal() {
		return nobodyToAsk(*p, page, cause)
	}
	if err != nil {
		return wayOut(*p, err)
	}
	a.say("%s signs in with a one-time code; get one at %s", p.Name, page)
	code, err := a.readCode(ctx, *p, fromStdin)
	if err != nil {
		return err
	}
	return a.openSession(ctx, d, p, keeper, code)
}

// useCode opens a session with a code that is at hand.
func (a *program) useCode(ctx context.Context, d *app.Runtime, p *profile.Profile, code secret.Text) error {
	if d.InMemory {
		return a.openSession(ctx, d, p, d.Wallet, code)
	}
	return a.openSession(ctx, d, p, d.Agent(), code)
}

// openSession lets somebody open a session, and keep it, with a one-time code.
func (a *program) openSession(ctx context.Context, d *app.Runtime, p *profile.Profile, keeper codeKeeper, code secret.Text) error {
	s, err := keeper.SignInWithCode(ctx, p.ID, code)
	if errors.Is(err, agent.ErrNone) { // there is none, or it went meanwhile
		keeper = d.Wallet
		s, err = keeper.SignInWithCode(ctx, p.ID, code)
	}
	if err != nil {
		return ofAgent(err)
	}
	if s.Person != "" {
		a.say("signed in as %s", s.Person)
	}
	if keeper == codeKeeper(d.Wallet) {
		a.note("this sign-in ends with the command; lanyard unlock keeps the next one for further commands")
	}
	return a.settleAccount(ctx, d, p, s)
}

// codePage finds who is to keep a profile's session, and the page where a code is to be
// had.
func (a *program) codePage(ctx context.Context, d *app.Runtime, p profile.Profile) (codeKeeper, string, error) {
	if !d.InMemory {
		page, err := d.Agent().CodePage(ctx, p.ID)
		if !errors.Is(err, agent.ErrNone) {
			return d.Agent(), page, ofAgent(err)
		}
	}
	page, err := d.CodePage(ctx, p.ID)
	return d.Wallet, page, err
}

func (a *program) hasTerminal() bool {
	t, err := a.openTerminal()
	if err != nil {
		return false
	}
	_ = t.Close()
	return true
}

// nobodyToAsk is the failure of a command that needs a code and has nobody to ask.
func nobodyToAsk(p profile.Profile, page string, cause error) error {
	get := "get a code"
	if page != "" {
		get += " at " + page
	}
	return instead(cause, get+" and give it: lanyard token "+shellquote.Word(p.Name)+" asks for it on a terminal, or reads it with --code-stdin; lanyard unlock before it keeps the session")
}

// readCode gets a one-time code from standard input or from a prompt that does not echo.
func (a *program) readCode(ctx context.Context, p profile.Profile, fromStdin bool) (secret.Text, error) {
	text, err := a.readSecret(ctx, secretSource{
		fromStdin: fromStdin, flag: "--code-stdin", what: "one-time code",
		prompt: fmt.Sprintf("One-time code for %s (not shown):", p.Name),
	})
	if err != nil {
		return text, err
	}
	code, err := profile.TidyCode(text.Reveal())
	if err != nil {
		return secret.Text{}, usage("copy the code alone from the page", "%s", err)
	}
	return secret.New(code), nil
}

// settleAccount makes a profile that names no account sign in to one of the person's: the
// only one, or the one that is chosen on the terminal. Where nobody can be asked, the
// account of the sign-in itself serves, and is not kept.
func (a *program) settleAccount(ctx context.Context, d *app.Runtime, p *profile.Profile, s wallet.Session) error {
	var chosen string
	switch {
	case p.AccountID != "", len(s.Accounts) == 0, len(s.Accounts) == 1 && s.Accounts[0].ID == s.Account:
		return nil
	case len(s.Accounts) == 1:
		chosen = s.Accounts[0].ID
	case a.hasTerminal():
		var err error
		if chosen, err = a.chooseAccount(ctx, s); err != nil {
			return err
		}
	default:
		return a.leaveAccount(*p, s)
	}
	saved, err := d.ChooseAccount(ctx, p.ID, chosen)
	if err != nil {
		return fieldProblems(err)
	}
	*p = saved
	a.note("%s signs in to account %s from now on; lanyard edit %s --account-id changes that", p.Name, chosen, shellquote.Word(p.Name))
	return nil
}

// leaveAccount says which account serves where nobody chose one.
func (a *program) leaveAccount(p profile.Profile, s wallet.Session) error {
	var list []string
	for _, one := range s.Accounts {
		list = append(list, fmt.Sprintf("%s (%s)", one.ID, one.Name))
	}
	next := "lanyard edit " + shellquote.Word(p.Name) + " --account-id ID, with one of " + strings.Join(list, ", ")
	if s.Account == "" {
		return usage(next, "this person has %d accounts, and profile %q names none", len(s.Accounts), p.Name)
	}
	a.note("the profile names no account; this sign-in is for %s. To choose: %s", s.Account, next)
	return nil
}

// chooseAccount asks for one of a person's accounts.
func (a *program) chooseAccount(ctx context.Context, s wallet.Session) (string, error) {
	for i, one := range s.Accounts {
		a.say("  %d  %s (%s)", i+1, one.Name, one.ID)
	}
	t, err := a.openTerminal()
	if err != nil {
		return "", err
	}
	defer func() { _ = t.Close() }()
	for {
		answer, err := t.Ask(ctx, fmt.Sprintf("Which account? [1-%d]", len(s.Accounts)))
		if err != nil {
			return "", err
		}
		if n, err := strconv.Atoi(answer); err == nil && n >= 1 && n <= len(s.Accounts) {
			return s.Accounts[n-1].ID, nil
		}
		i := slices.IndexFunc(s.Accounts, func(one wallet.Account) bool { return answer == one.ID || strings.EqualFold(answer, one.Name) })
		switch {
		case i >= 0:
			return s.Accounts[i].ID, nil
		case answer == "":
			return "", usage("answer with a number, or give --account-id to lanyard edit", "no account was chosen")
		}
	}
}
