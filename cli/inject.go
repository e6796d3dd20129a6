package cli

import (
	"cmp"
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"lanyard/internal/reference"
	"lanyard/internal/userfile"
)

// maxTemplate is the size limit of a text to be filled.
const maxTemplate = 16 << 20

const injectHelp = `Fill the references in a text and print it: lanyard://PROFILE/FIELD stands for a field of a
profile, FIELD one of token, key, username, url, auth_url, space_id, project_id, account_id,
instance_id. Other characters of a profile's name than letters, digits and - . _ ~ are
percent-encoded.

By the name of the file, values are written so that JSON, YAML, TOML and .env files stay what
they are; in any other text they stand as they are. What is printed has secrets in it, so a
terminal gets it only with --terminal.`

const injectExample = `  lanyard inject -i config.yaml.tmpl > config.yaml
  lanyard inject -i mcp.json | client --config /dev/stdin`

type injectFlags struct {
	input    string
	terminal bool
}

func (a *program) injectCommand() *cobra.Command {
	var f injectFlags
	c := a.command(groupCode, "inject [-i FILE] [--terminal]", "Fill the references in a text", between(0, 0),
		func(ctx context.Context, _ []string) error { return a.inject(ctx, f) })
	c.Long, c.Example = injectHelp, injectExample
	c.Flags().StringVarP(&f.input, "in-file", "i", "", "the `FILE` with the text; standard input if there is none")
	c.Flags().BoolVar(&f.terminal, "terminal", false, "print to a terminal, too")
	_ = c.MarkFlagFilename("in-file")
	return c
}

func (a *program) inject(ctx context.Context, f injectFlags) error {
	if isTerminal(a.env.Stdout) && !f.terminal {
		return usage("send it to a file or a program: lanyard inject … > FILE; --terminal prints it all the same", "the filled text has secrets in it, and this is a terminal")
	}
	source := f.input
	if source == "" || source == toStdout {
		if isTerminal(a.env.Stdin) {
			return usage("name a file with -i, or pipe the text in", "there is no text to fill")
		}
		source = ""
	}
	text, err := a.readTemplate(ctx, source)
	if err != nil {
		return fileTrouble(source, err)
	}
	d, err := a.open(ctx)
	if err != nil {
		return err
	}
	where := func(line int) string { return fmt.Sprintf("%s, line %d", cmp.Or(source, "standard input"), line) }
	filled, err := reference.Fill(text, reference.FormOf(source), a.resolver(d, false).in(ctx, where))
	if err != nil {
		return referenceFailure(where, err)
	}
	return a.print(filled.Reveal())
}

func (a *program) readTemplate(ctx context.Context, source string) (string, error) {
	var content []byte
	var err error
	if source == "" {
		content, err = userfile.ReadAll(a.env.Stdin, 0, maxTemplate)
	} else {
		content, err = userfile.Read(ctx, source, maxTemplate)
	}
	return userfile.Decode(content), err
}
