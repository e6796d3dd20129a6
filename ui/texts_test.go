package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/theme"
	"golang.org/x/image/font/sfnt"
)

// notRead are literals that look like words and that nobody reads in the window: names of
// files and of tests, layouts of times, marks of credimport. What is noted in the journal is
// the same in every language.
var notRead = []string{
	"lanyard.png", "lanyard-profiles.json", "-chain.pem",
	"-----BEGIN CERTIFICATE-----", "tls.ca_pem", "tls.pin_sha256",
	"lanyard.sidebar", "lanyard.card", "lanyard.track", "lanyard.notice", "lanyard.badge",
	"copy key", "cancel test", "cancel tests", "copy header", // which button is meant
	"with the key, for code", "header with the key", "new key", // in the journal
	"TLS", "HTTP %d", // called so everywhere
	"Authorization: Bearer ", "curl --header ", "export ", // for programs
}

// Every text of the window comes from one place. Errors are not read here: package words
// has what people are told of them.
func TestWordsComeFromTheTexts(t *testing.T) {
	wordy := regexp.MustCompile(`[A-Za-z]{2,}[ ,.:;…]+[A-Za-z%“]|^[A-Z][a-z]+|[a-z]{3,} |^[A-Z]{3,}$`)
	seen := map[string]bool{}
	for _, name := range shownSources(t) {
		files := token.NewFileSet()
		file, err := parser.ParseFile(files, name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.ImportSpec:
				return false
			case *ast.Field:
				n.Tag = nil // the texts are tags
			case *ast.CallExpr:
				if f, ok := n.Fun.(*ast.SelectorExpr); ok && f.Sel.Name == "New" {
					if p, ok := f.X.(*ast.Ident); ok && p.Name == "errors" {
						return false
					}
				}
			case *ast.BasicLit:
				text, _ := strconv.Unquote(n.Value)
				if n.Kind != token.STRING || !wordy.MatchString(text) {
					return true
				}
				seen[text] = true
				if !slices.Contains(notRead, text) {
					t.Errorf("%s: %q is no text of package text", files.Position(n.Pos()), text)
				}
			}
			return true
		})
	}
	for _, text := range notRead {
		if !seen[text] {
			t.Errorf("%q is excused, but used nowhere", text)
		}
	}
}

// shownSources are the source files of the window and its rooms, but for its texts, what
// opens it on a display, its
// pictures and what a test build writes.
func shownSources(t *testing.T) []string {
	t.Helper()
	var files []string
	err := filepath.WalkDir(".", func(path string, e fs.DirEntry, err error) error {
		name := e.Name()
		switch {
		case err != nil:
			return err
		case e.IsDir() && slices.Contains([]string{"text", "native", "uistate", "testdata"}, name):
			return fs.SkipDir
		case e.IsDir(), !strings.HasSuffix(name, ".go"), strings.HasSuffix(name, "_test.go"), strings.HasPrefix(name, "publish"), name == "icons.go":
			return nil
		}
		files = append(files, path)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// The toolkit's own fonts have every letter that the window writes: there are systems
// without any others, a fresh server with a display among them.
func TestOwnFontsHaveEveryLetter(t *testing.T) {
	var fonts []*sfnt.Font
	for _, f := range []fyne.Resource{theme.DefaultTextFont(), theme.DefaultSymbolFont()} {
		parsed, err := sfnt.Parse(f.Content())
		if err != nil {
			t.Fatal(err)
		}
		fonts = append(fonts, parsed)
	}
	var buffer sfnt.Buffer
	drawn := func(r rune) bool {
		return slices.ContainsFunc(fonts, func(f *sfnt.Font) bool {
			glyph, err := f.GlyphIndex(&buffer, r)
			return err == nil && glyph != 0
		})
	}
	for _, dir := range []string{".", "*", "../internal/explain", "../internal/wallet", "../iam", "../store", "../internal/platform/*", "../internal/clipboard"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil || len(files) == 0 {
			t.Fatalf("%s: %v", dir, err)
		}
		for _, file := range files {
			if strings.HasSuffix(file, "_test.go") {
				continue
			}
			for _, r := range lettersOf(t, file) {
				if !drawn(r) && !strings.ContainsRune("✓✗\ufeff", r) { // those are said, not written: see CheckIcon
					t.Errorf("%s: no font of the toolkit has %q", file, r)
				}
			}
		}
	}
}

// lettersOf gives the characters beyond ASCII in a file's strings.
func lettersOf(t *testing.T, file string) []rune {
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var letters []rune
	ast.Inspect(parsed, func(n ast.Node) bool {
		if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
			text, err := strconv.Unquote(l.Value)
			if err != nil {
				t.Fatal(err)
			}
			for _, r := range text {
				if r > unicode.MaxASCII && unicode.IsGraphic(r) {
					letters = append(letters, r)
				}
			}
		}
		return true
	})
	return letters
}
