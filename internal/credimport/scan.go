package credimport

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"lanyard/internal/profile"
	"lanyard/internal/userfile"
)

// Hit is a credential that lies in a file in plain text.
type Hit struct {
	Path   string // of the file, as it was reached
	Line   int    // where the secret stands, from 1
	Column int    // in characters, from 1
	Masked string // the secret, made unrecognisable, see [Mask]
	Found  Found
	InRepo bool // the file lies in a working copy of Git, whose history may have it too
}

// ScanOptions tell a scan what to do beside finding.
type ScanOptions struct {
	// Problem is told of files and folders that could not be read. The scan goes on.
	Problem func(path string, err error)
	// Looking is told of each file before it is read.
	Looking func(path string)
	// Now is the time by which tokens count as dead. Nil means the computer's clock.
	Now func() time.Time
}

// ScanSummary is what a scan has done.
type ScanSummary struct {
	Files   int // files that were read
	Skipped int // files of the kinds that are read, but too large, or no text
	Failed  int // files and folders that could not be read
	Hits    int
}

// Scan looks for credentials in the files of some folders and of the folders in them. It
// reads files of settings, programs, notebooks and shells, up to [MaxInput] each; it
// follows no symbolic links but those it was given, leaves out what programs install
// for themselves, and changes nothing. found is told of every credential as soon as it
// is found, in the order of paths. The error is the context's, or that of a folder that
// does not exist.
//
// A search has no person who says that a file holds credentials. What it reports is
// therefore more than a name that fits: an address or a library of IBM's, or names and
// shapes that only IBM's tools use, and a secret that has the form of one.
func Scan(ctx context.Context, dirs []string, o ScanOptions, found func(Hit)) (ScanSummary, error) {
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Problem == nil {
		o.Problem = func(string, error) {}
	}
	if o.Looking == nil {
		o.Looking = func(string) {}
	}
	s := &scan{ctx: ctx, o: o, found: found, seen: map[string]bool{}}
	for _, dir := range dirs {
		if err := s.root(dir); err != nil {
			return s.sum, err
		}
	}
	return s.sum, nil
}

type scan struct {
	ctx   context.Context
	o     ScanOptions
	found func(Hit)
	seen  map[string]bool // the real paths of files that were read
	sum   ScanSummary
}

// root scans one of the folders, or files, that the scan was given.
func (s *scan) root(dir string) error {
	real, err := filepath.EvalSymlinks(dir)
	if err != nil {
		return fmt.Errorf("scan for credentials: %w", err)
	}
	if info, err := os.Stat(real); err == nil && !info.IsDir() { // what was named is never passed over without a word
		if _, err := userfile.Read(s.ctx, real, MaxInput); err != nil {
			return fmt.Errorf("scan for credentials: %w", err)
		}
	}
	return filepath.WalkDir(real, func(path string, entry fs.DirEntry, err error) error {
		shown := filepath.Join(dir, strings.TrimPrefix(path, real))
		if s.ctx.Err() != nil {
			return s.ctx.Err()
		}
		switch {
		case err != nil:
			s.fail(shown, err)
			if entry != nil && entry.IsDir() {
				return fs.SkipDir
			}
		case entry.IsDir():
			if path != real && skipsFolder(path, entry.Name()) {
				return fs.SkipDir
			}
		case entry.Type().IsRegular() && (path == real || readsFile(path)):
			return s.file(path, shown)
		}
		return nil
	})
}

func (s *scan) fail(path string, err error) {
	s.sum.Failed++
	s.o.Problem(path, err)
}

// file reads one file. Only the end of the context stops the scan.
func (s *scan) file(path, shown string) error {
	if s.seen[path] {
		return nil
	}
	s.seen[path] = true
	s.o.Looking(shown)
	input, err := readLimited(s.ctx, path)
	switch {
	case err != nil:
		s.fail(shown, err)
		return nil
	case input == nil:
		s.sum.Skipped++
		return nil
	}
	s.sum.Files++
	if !mentions(input) {
		return nil
	}
	hits, err := scanText(s.ctx, input, path, s.o.Now())
	if err != nil {
		return err
	}
	for _, h := range hits {
		h.Path, h.InRepo = shown, inRepo(path)
		s.sum.Hits++
		s.found(h)
	}
	return nil
}

// readLimited reads a text file. What is too large, no file or no text gives nil.
func readLimited(ctx context.Context, path string) ([]byte, error) {
	input, err := userfile.Read(ctx, path, MaxInput)
	switch {
	case userfile.NoFile(err):
		return nil, nil
	case err != nil:
		return nil, err
	case userfile.Wide(input) == nil && bytes.IndexByte(input, 0) >= 0:
		return nil, nil
	}
	return input, nil
}

// skipsFolder is true for folders that hold what programs have put there themselves.
func skipsFolder(path, name string) bool {
	switch name {
	case ".git", ".hg", ".svn", "node_modules", "bower_components", "site-packages", "dist-packages", "__pycache__", ".venv", "venv", ".tox", ".nox",
		".mypy_cache", ".pytest_cache", ".ruff_cache", ".cache", ".npm", ".cargo", ".rustup", "Caches":
		return true
	}
	_, err := os.Lstat(filepath.Join(path, "pyvenv.cfg"))
	return err == nil
}

// scanText finds the credentials in a text that are certain enough.
func scanText(ctx context.Context, input []byte, source string, now time.Time) ([]Hit, error) {
	text, problem := decode(input, true)
	if problem != nil {
		return nil, nil
	}
	r := newReader(ctx, Options{Source: source})
	r.lenient = true
	if err := r.collect(text); err != nil {
		if errors.As(err, new(*ReadError)) {
			return nil, nil
		}
		return nil, err
	}
	var hits []Hit
	for _, c := range r.join() {
		if c.service != "" || !c.credible() {
			continue
		}
		b := r.build(c)
		if b.certain(now) {
			hits = append(hits, Hit{Line: b.f.secretAt.line, Column: b.f.secretAt.column, Masked: b.masked(), Found: b.f})
		}
	}
	slices.SortStableFunc(hits, func(x, y Hit) int {
		if x.Line != y.Line {
			return x.Line - y.Line
		}
		return x.Column - y.Column
	})
	return hits, nil
}

func (b *build) masked() string {
	switch {
	case !b.f.Secret.Empty():
		return Mask(b.f.Secret.Reveal(), b.p.SecretKind)
	case len(b.f.Alternatives) > 0:
		return Mask(b.f.Alternatives[0].Secret.Reveal(), b.f.Alternatives[0].SecretKind)
	}
	return Mask(b.f.Token.Reveal(), profile.APIKey)
}

// Mask makes a secret unrecognisable: bullets, as many for every secret, and of a long
// API key or token the last four characters, by which its owner knows it.
func Mask(text string, kind profile.SecretKind) string {
	const bullets = "••••••••••••"
	const longEnough, shown = 20, 4
	if kind == profile.Password || utf8.RuneCountInString(text) < longEnough {
		return bullets
	}
	r := []rune(text)
	return bullets + string(r[len(r)-shown:])
}

// inRepo reports whether a file lies in a working copy of Git.
func inRepo(path string) bool {
	abs, err := filepath.Abs(path)
	if err != nil {
		return false
	}
	for dir := filepath.Dir(abs); ; dir = filepath.Dir(dir) {
		if _, err := os.Lstat(filepath.Join(dir, ".git")); err == nil {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

// quotePath puts a path into quotes where a shell needs them.
func quotePath(path string) string {
	if strings.ContainsAny(path, " '\"$&;()*?<>|#~") {
		return "'" + strings.ReplaceAll(path, "'", `'\''`) + "'"
	}
	return path
}

// Advice says what to do about a credential, step by step, sentences: to import it, and to
// remove it from where it lies.
func (h Hit) Advice() []string {
	var steps []string
	if h.Found.Token.Empty() {
		steps = append(steps, "Import it, so that it is kept in the keyring: lanyard import "+quotePath(h.Path))
	}
	return append(steps, h.Removal()...)
}

// Removal says how to remove a credential from where it lies, step by step, sentences.
// Lanyard itself changes no file of the user's.
func (h Hit) Removal() []string {
	var steps []string
	switch base := strings.ToLower(filepath.Base(h.Path)); {
	case h.Found.Format == "ibmcloud-config":
		return append(steps, "End the session, which empties the file: ibmcloud logout")
	case strings.HasSuffix(base, ".ipynb"):
		steps = append(steps, "In the notebook, take the token from the environment instead, clear the outputs of the cell, and save it.")
	case strings.Contains(base, ".tfstate"):
		steps = append(steps, "Terraform keeps what it has made in its state: keep the state in a backend that encrypts it, not in this file, and delete old copies.")
	case strings.HasSuffix(base, "_history") || strings.Contains(base, "history"):
		steps = append(steps, "Delete the line from the history, in an editor or with history -d.")
	case strings.HasPrefix(base, ".env") || strings.HasSuffix(base, ".env"):
		steps = append(steps, "Delete the line, and start the program with the variables in its environment: lanyard exec NAME -- COMMAND")
	default:
		steps = append(steps, "Replace it by a variable of the environment: lanyard snippet NAME --for TARGET shows how.")
	}
	again := "If others can read the file, make a new key and delete this one"
	if h.InRepo {
		again = "The file lies in a Git repository: its history may have the key too. Make a new key and delete this one"
	}
	if h.Found.Profile.Kind == profile.Cloud {
		return append(steps, again+" at "+keysPage().URL+".")
	}
	return append(steps, again+".")
}
