package cli

import (
	"os/exec"

	"lanyard/internal/mask"
	"lanyard/internal/secret"
)

// hide has secrets hidden in what the command writes, with --mask.
func (j *job) hide(all ...secret.Text) {
	if j.secrets != nil {
		j.secrets.Add(all...)
	}
}

// hideGiven hides the secrets among the command's variables.
func (a *program) hideGiven(j *job) {
	if j.secrets == nil {
		return
	}
	for _, v := range j.vars {
		if v.Secret {
			j.hide(v.Value)
		}
	}
	if j.secrets.Short() {
		a.note("a secret of fewer than %d characters is not hidden: it stands everywhere", mask.Shortest)
	}
}

// masked is a command's output on its way through a mask: over a terminal of its own where
// standard output is one, so that programs behave as on a terminal, else over pipes.
type masked struct {
	out, err *mask.Writer
	screen   *screen // nil: over pipes
}

// mask puts the mask before a command's output. It must be closed when the command has
// ended.
func (a *program) mask(child *exec.Cmd, s *mask.Secrets) (*masked, error) {
	m := &masked{out: mask.NewWriter(a.env.Stdout, s), err: mask.NewWriter(a.env.Stderr, s)}
	child.Stdout, child.Stderr = m.out, m.err
	if !isTerminal(a.env.Stdout) {
		return m, nil
	}
	var err error
	m.screen, err = openScreen(child, a.env, m.out)
	return m, err
}

// started is called when the command runs, or could not be started.
func (m *masked) started(err error) {
	if m.screen != nil {
		m.screen.begin(err)
	}
}

// close passes on what is left.
func (m *masked) close() {
	if m.screen != nil {
		m.screen.end()
	}
	_, _ = m.out.Close(), m.err.Close() // whoever reads it is gone
}
