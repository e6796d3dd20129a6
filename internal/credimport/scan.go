package credimport

import (
	"bytes"
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanyard/internal/userfile"
)

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
	Configs []string // files that say where things are, and have no key: worth an import
}

// Scan looks for credentials in the files of some folders and of the folders in them. It
// reads files of settings, programs, notebooks and shells, up to [MaxInput] each; it
// follows no symbolic links but those it was given, leaves out what programs install
// for themselves, and changes nothing. found is told of every credential as soon as it
// is found, in the order of paths. The error is the context's, or that of a folder that
// does not exist.
//
// Unlike an import, a search is not told that a file holds credentials. It therefore
// reports a secret only when more than its name fits: the secret has the form of a key,
// and an address, a library, or names that only IBM's tools use stand beside it.
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
	if info, err := os.Stat(real); err == nil && !info.IsDir() { // a file that was named is never skipped silently
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
	hits, config, err := scanText(s.ctx, input, path, s.o.Now())
	if err != nil {
		return err
	}
	if config {
		s.sum.Configs = append(s.sum.Configs, shown)
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

// skipsFolder is true for folders that programs fill by themselves.
func skipsFolder(path, name string) bool {
	switch name {
	case ".git", ".hg", ".svn", "node_modules", "bower_components", "site-packages", "dist-packages", "__pycache__", ".venv", "venv", ".tox", ".nox",
		".mypy_cache", ".pytest_cache", ".ruff_cache", ".cache", ".npm", ".cargo", ".rustup", "Caches":
		return true
	}
	_, err := os.Lstat(filepath.Join(path, "pyvenv.cfg"))
	return err == nil
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

// readsFile reports whether a search reads a file, by its name.
func readsFile(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(name, "~"), ".bak"), ".backup") // what editors and tools keep beside a file
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".old"), ".orig")
	switch name {
	case "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "composer.lock", "pipfile.lock":
		return false
	}
	if hasSuffix(name, ".lock", ".min.js", ".map") {
		return false
	}
	return isSettingsFile(name) || isHistory(name) || slices.Contains(readExtensions(), filepath.Ext(name))
}

// isSettingsFile knows the files of shells, tools and build systems by their names, also
// with a word behind it: Dockerfile.dev, Jenkinsfile-release.
func isSettingsFile(name string) bool {
	for _, begin := range []string{".env", "ibm-credentials", "dockerfile", "containerfile", "jenkinsfile", "makefile", "gnumakefile", "procfile", "vagrantfile", "justfile", "rakefile"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	switch name {
	case ".envrc", ".bashrc", ".bash_profile", ".bash_login", ".bash_aliases", ".bash_logout", ".profile", ".zshrc", ".zprofile", ".zshenv", ".zlogin", ".kshrc", ".cshrc", ".tcshrc",
		".netrc", "_netrc", ".curlrc", "_curlrc", ".wgetrc", ".npmrc", ".pypirc", ".rprofile", ".renviron", ".pgpass", "credentials", "config", "environment":
		return true
	}
	return false
}

// isHistory is true for the files in which shells, languages and databases keep what was
// typed: .bash_history, .python_history, .node_repl_history, fish_history, .rhistory, …
func isHistory(name string) bool {
	stem := strings.TrimSuffix(name, ".txt")
	return hasSuffix(stem, "history", "_hist", ".hist", ".histfile")
}

// readExtensions are the endings of the files that are read.
func readExtensions() []string {
	return []string{
		".env", ".ipynb", ".py", ".pyw", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".mts", ".vue", ".svelte", ".json", ".jsonc", ".json5", ".jsonl", ".ndjson",
		".sh", ".bash", ".zsh", ".fish", ".ksh", ".csh", ".ps1", ".psm1", ".psd1", ".bat", ".cmd",
		".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".config", ".properties", ".xml", ".plist", ".service", ".desktop", ".netrc",
		".r", ".rmd", ".qmd", ".rb", ".go", ".java", ".scala", ".sc", ".kt", ".kts", ".php", ".cs", ".csx", ".fs", ".vb", ".swift", ".rs", ".dart", ".lua", ".pl", ".pm", ".jl",
		".ex", ".exs", ".clj", ".groovy", ".gradle", ".c", ".cc", ".cpp", ".h", ".sql",
		".md", ".rst", ".adoc", ".org", ".txt", ".log", ".csv", ".http", ".rest", ".bru", ".har", ".tf", ".tfvars", ".tfstate", ".hcl", ".tpl", ".j2", ".tmpl", ".template",
		".example", ".sample", ".local", ".dist",
	}
}

// mentions is a quick look whether a file can have a credential at all.
func mentions(input []byte) bool {
	low := bytes.ToLower(bytes.ReplaceAll(input, []byte{0}, nil)) // UTF-16 becomes readable enough
	for _, word := range []string{
		"apikey", "api_key", "api-key", "password", "passwd", "iamtoken", "zenapikey", "_token", "validateauth", "_pwd",
		"wxo_url", "orchestrate env", "authenticator", "tokenmanager", "withkey", "authorization", "ml.cloud.ibm.com", "kind: secret",
	} {
		if bytes.Contains(low, []byte(word)) {
			return true
		}
	}
	return false
}
