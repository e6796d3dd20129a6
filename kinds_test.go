package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// The files that name the kind watsonx Orchestrate: what a kind costs. Another file means
// that something is known of a kind which its row in internal/profile/kind.go should have.
func namesOfAKind() []string {
	return []string{
		"iam/exchange.go", "internal/credimport/orchestrate.go", "internal/explain/needs.go", "internal/explain/table.go", "internal/profile/kind.go",
		"internal/profile/orchestrate.go", "internal/profile/profile.go", "internal/snippet/target.go",
	}
}

// TestAKindIsNamedInFewFiles: of all that depends on a kind, little may know which one it is.
func TestAKindIsNamedInFewFiles(t *testing.T) {
	const name = "Orchestrate"
	var files []string
	for dir, all := range goFiles(t) {
		if strings.HasPrefix(dir, "iam/sim") || strings.HasPrefix(dir, "e2e") {
			continue // the simulator shares nothing with the program
		}
		for _, f := range all {
			syntax, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(f.path), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			ast.Inspect(syntax, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					if x, ok := n.X.(*ast.Ident); ok && x.Name == "profile" && n.Sel.Name == name {
						found = true
					}
				case *ast.Ident:
					found = found || n.Name == name && dir == "internal/profile"
				}
				return !found
			})
			if found {
				files = append(files, f.path)
			}
		}
	}
	if slices.Sort(files); !slices.Equal(files, namesOfAKind()) {
		t.Errorf("the kind is named in\n%s\nwant\n%s", strings.Join(files, "\n"), strings.Join(namesOfAKind(), "\n"))
	}
}
