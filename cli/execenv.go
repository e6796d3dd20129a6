package cli

import (
	"context"
	"errors"
	"maps"
	"slices"
	"strings"

	"lanyard/internal/app"
	"lanyard/internal/envvars"
	"lanyard/internal/reference"
	"lanyard/internal/secret"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
)

// maxEnvFile is the size limit of a file of variables: what a process can be given at all.
const maxEnvFile = 1 << 20

// readEnvFiles reads the variables of .env files and resolves the references among them. A
// later file goes before an earlier one, and every file before the environment.
func (a *program) readEnvFiles(ctx context.Context, d *app.Runtime, j *job, f execFlags) error {
	if len(f.envFiles) == 0 {
		return nil
	}
	r := a.resolver(d, f.secretStdin)
	all := map[string]secret.Text{}
	for _, file := range f.envFiles {
		vars, err := readEnvFile(ctx, file)
		if err != nil {
			return err
		}
		for _, name := range slices.Sorted(maps.Keys(vars)) {
			value, err := r.variable(ctx, file, name, vars[name], j.server != nil)
			if err != nil {
				return err
			}
			all[name] = value
		}
	}
	for _, name := range slices.Sorted(maps.Keys(all)) {
		if j.server != nil && slices.Contains(j.clears, name) {
			a.note("%s of the file is left out: --serve says how the command signs in", name)
			continue
		}
		j.set(envvars.Var{Name: name, Value: all[name]})
	}
	for at, value := range r.given {
		if _, field, _ := strings.Cut(at, "/"); reference.Field(field).IsSecret() {
			j.hide(value)
		}
	}
	for name, t := range r.until {
		j.until = sooner(j.until, ending{name, t})
	}
	return nil
}

func readEnvFile(ctx context.Context, file string) (map[string]string, error) {
	content, err := userfile.Read(ctx, file, maxEnvFile)
	if err != nil {
		return nil, fileTrouble(file, err)
	}
	vars, err := reference.ReadDotenv(userfile.Decode(content))
	if err != nil {
		return nil, trouble(err, "a line is NAME=VALUE; a value over several lines stands in quotes", "the variables of %s cannot be read", file)
	}
	return vars, nil
}

// variable is a variable's value with its references resolved.
func (r *resolver) variable(ctx context.Context, file, name, value string, served bool) (secret.Text, error) {
	at := name + " of " + file
	where := func(int) string { return at }
	refs, err := reference.Find(value)
	if err != nil {
		return secret.Text{}, referenceFailure(where, err)
	}
	for _, ref := range refs {
		if served && ref.Field.IsSecret() {
			return secret.Text{}, usage("leave --serve out, or the reference", "%s in %s is a secret, and with --serve the command gets none", ref.Text, at)
		}
	}
	filled, err := reference.Fill(value, reference.Plain, r.in(ctx, where)) // not one line of a file, but a value
	if err == nil && strings.Contains(filled.Reveal(), "\x00") {
		err = trouble(errors.New("a variable cannot have a zero character"), "", "%s cannot be given to a command", at)
	}
	return filled, err
}

// ending is a token that the command has no other for when it ends.
type ending struct {
	profile string // its name
	token   wallet.Token
}

// sooner is the one that ends first. One whose end nobody knows is none.
func sooner(a, b ending) ending {
	if end := b.token.ExpiresAt; !end.IsZero() && (a.token.ExpiresAt.IsZero() || end.Before(a.token.ExpiresAt)) {
		return b
	}
	return a
}
