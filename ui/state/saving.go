package state

import (
	"cmp"
	"context"
	"encoding/pem"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/snippet"
	"lanyard/internal/userfile"
	"lanyard/internal/wallet"
)

// SaveQuestion asks where to save certificates, for programs that take them as a file. A new
// one is made for every change, so that two of them tell whether there is anything to draw.
type SaveQuestion struct {
	Path    string // proposed, or tried last
	Problem string
	Exists  bool   // the file is there: the next press replaces it
	Saved   string // where it is saved now, "" while it isn't
}

// AskSaveChain asks where to save the certificates that the chosen profile's server shows:
// no Python library can pin one.
func (m *Model) AskSaveChain() {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	name := strings.Map(func(r rune) rune {
		if r == ':' || r == '/' || r == '\\' {
			return '-'
		}
		return r
	}, p.Host())
	m.session(p.ID).saving = &SaveQuestion{Path: userfile.Path(filepath.Join("~", name+"-chain.pem"))}
	m.changed(All)
	m.changed(Saving)
}

// SaveChain asks the server for its certificates and writes them. Nothing but the
// handshake is sent for it.
func (m *Model) SaveChain(path string) {
	p, s := m.Current(), m.sessions[m.chosen]
	if p == nil || s == nil || s.saving == nil {
		return
	}
	prof := *p
	m.save(&s.saving, path, func(ctx context.Context) (string, error) {
		chain, err := m.set.Wallet.Chain(ctx, prof)
		if err != nil {
			return "", err
		}
		return chainFile(chain, prof), nil
	}, nil)
}

// AskSaveCA asks where to save the CA certificates of the chosen profile, as the file that
// its code names.
func (m *Model) AskSaveCA() {
	p := m.Current()
	if p == nil || m.lock.locked {
		return
	}
	path := cmp.Or(m.savedCA[p.ID], userfile.Path(filepath.Join("~", snippet.CAFileName(*p))))
	m.session(p.ID).savingCA = &SaveQuestion{Path: path}
	m.changed(Detail)
	m.changed(Saving)
}

// SaveCA writes them.
func (m *Model) SaveCA(path string) {
	p, s := m.Current(), m.sessions[m.chosen]
	if p == nil || s == nil || s.savingCA == nil {
		return
	}
	prof := *p
	m.save(&s.savingCA, path, func(context.Context) (string, error) {
		return snippet.CAFile(prof)
	}, func(path string) {
		m.savedCA[prof.ID] = path
		s.savingCA = nil
	})
}

// CloseSave closes the questions where to save certificates.
func (m *Model) CloseSave() {
	if s := m.sessions[m.chosen]; s != nil {
		s.saving, s.savingCA = nil, nil
		m.changed(All)
	}
}

// SavedCA is where a profile's CA certificates were saved, "" when they weren't.
func (m *Model) SavedCA(id string) string { return m.savedCA[id] }

// save writes what content gives to the file that was typed, asks once more where one is
// there, and keeps what became of it at the question. done, which may be nil, is called
// with where it was saved.
func (m *Model) save(at **SaveQuestion, typed string, content func(context.Context) (string, error), done func(path string)) {
	ask := *at
	path := userfile.Path(typed)
	tell := func(now SaveQuestion) {
		if *at == ask { // still the question that was asked
			*at = &now
			if now.Saved != "" && done != nil {
				done(now.Saved)
			}
		}
		m.changed(All)
		m.changed(Saving)
	}
	if !filepath.IsAbs(path) {
		tell(SaveQuestion{Path: ask.Path, Problem: m.t.SaveFullPath})
		return
	}
	replace := ask.Exists && path == ask.Path
	background(m.ctx, m, func(ctx context.Context) (nothing, error) {
		text, err := content(ctx)
		if err != nil {
			return nothing{}, err
		}
		return nothing{}, writeNew(path, text, replace)
	}, func(_ nothing, err error) {
		switch {
		case errors.Is(err, fs.ErrExist):
			tell(SaveQuestion{Path: path, Exists: true, Problem: m.t.SaveExists})
		case err != nil:
			tell(SaveQuestion{Path: path, Problem: whyFailed(err)})
		default:
			tell(SaveQuestion{Path: path, Saved: path})
		}
	})
}

// chainFile is the text of a file that Python's libraries take: what the server shows,
// and the profile's own authorities, without which a chain may not be complete.
func chainFile(c wallet.Chain, p profile.Profile) string {
	text := c.PEM()
	for rest := []byte(p.TLS.CAPEM); ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			return text
		}
		if one := string(pem.EncodeToMemory(block)); !strings.Contains(text, one) {
			text += one
		}
	}
}

// writeNew writes a file that everybody may read: certificates are public. It replaces
// one that is there only when told to.
func writeNew(path, text string, replace bool) error {
	flags := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if replace {
		flags = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	f, err := os.OpenFile(path, flags, 0o644) //nolint:gosec // public, and for other programs to read
	if err != nil {
		return err
	}
	_, err = f.WriteString(text)
	return errors.Join(err, f.Close())
}
