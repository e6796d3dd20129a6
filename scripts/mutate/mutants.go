package main

import (
	"bytes"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// mutant is one change of one file.
type mutant struct {
	path     string // of the file
	file     string // the same for people, such as wallet/keys.go
	function string
	line     int
	from, to int    // bytes that are replaced
	with     string // by this
	text     []byte // of the whole file
}

// source is the file with the change.
func (m mutant) source() []byte {
	return slices.Concat(m.text[:m.from], []byte(m.with), m.text[m.to:])
}

// String is the function and the change, on one line.
func (m mutant) String() string {
	return m.function + ": " + oneLine(string(m.text[m.from:m.to])) + " → " + oneLine(m.with)
}

func oneLine(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 120 {
		s = string(r[:119]) + "…"
	}
	return s
}

// systems are the ends of names of files that are built on some systems alone: what they
// do is tried there, if at all.
var systems = []string{"_linux", "_unix", "_darwin", "_windows", "_other"}

// mutantsOf finds the mutants of a file. Files that are generated, or for some systems,
// have none.
func mutantsOf(pkgPath, file string) ([]mutant, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	set := token.NewFileSet()
	syntax, err := parser.ParseFile(set, file, text, parser.ParseComments|parser.SkipObjectResolution)
	if err != nil {
		return nil, err
	}
	stem := strings.TrimSuffix(filepath.Base(file), ".go")
	if ast.IsGenerated(syntax) || bytes.Contains(text, []byte("\n//go:build ")) || bytes.HasPrefix(text, []byte("//go:build ")) ||
		slices.ContainsFunc(systems, func(s string) bool { return strings.HasSuffix(stem, s) }) {
		return nil, nil
	}
	_, short, _ := strings.Cut(pkgPath, "/")
	f := finder{set: set, base: mutant{path: file, file: path.Join(short, filepath.Base(file)), text: text}}
	for _, d := range syntax.Decls {
		f.declaration(d)
	}
	return f.found, nil
}

// finder collects the mutants of a file.
type finder struct {
	set   *token.FileSet
	base  mutant // what all have in common
	found []mutant
	error bool // the last result of the function is an error
}

func (f *finder) declaration(d ast.Decl) {
	f.base.function, f.error = "package", false
	switch d := d.(type) {
	case *ast.GenDecl:
		if d.Tok == token.IMPORT || d.Tok == token.TYPE {
			return
		}
	case *ast.FuncDecl:
		f.base.function = d.Name.Name
		f.error = lastIsError(d.Type)
	}
	ast.Inspect(d, f.visit)
}

func lastIsError(t *ast.FuncType) bool {
	if t.Results == nil || len(t.Results.List) == 0 {
		return false
	}
	last, ok := t.Results.List[len(t.Results.List)-1].Type.(*ast.Ident)
	return ok && last.Name == "error"
}

// replace adds a mutant with another text for a part of the file.
func (f *finder) replace(from, to token.Pos, format string, args ...any) {
	m := f.base
	at := f.set.Position(from)
	m.line, m.from, m.to, m.with = at.Line, at.Offset, f.set.Position(to).Offset, fmt.Sprintf(format, args...)
	f.found = append(f.found, m)
}

func (f *finder) textOf(n ast.Node) string {
	return string(f.base.text[f.set.Position(n.Pos()).Offset:f.set.Position(n.End()).Offset])
}

// visit is called with every part of a declaration; it reports whether to go further down.
func (f *finder) visit(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.FuncLit:
		outer := f.error
		f.error = lastIsError(n.Type)
		ast.Inspect(n.Body, f.visit)
		f.error = outer
		return false
	case *ast.StructType, *ast.InterfaceType, *ast.ArrayType:
		return false
	case *ast.CallExpr:
		return f.call(n)
	case ast.Expr:
		f.expression(n)
	case ast.Stmt:
		f.statement(n)
	}
	return true
}

func (f *finder) expression(x ast.Expr) {
	switch x := x.(type) {
	case *ast.BinaryExpr:
		f.binary(x)
	case *ast.CompositeLit:
		f.list(x.Elts)
	case *ast.BasicLit:
		f.literal(x)
	case *ast.Ident:
		if other := map[string]string{"true": "false", "false": "true"}[x.Name]; other != "" {
			f.replace(x.Pos(), x.End(), "%s", other)
		}
	}
}

func (f *finder) statement(s ast.Stmt) {
	switch s := s.(type) {
	case *ast.IfStmt:
		f.condition(s.Cond)
	case *ast.CaseClause:
		f.list(s.List)
		f.statements(s.Body)
	case *ast.CommClause:
		f.statements(s.Body)
	case *ast.BlockStmt:
		f.statements(s.List)
	case *ast.ReturnStmt:
		f.returned(s)
	case *ast.BranchStmt:
		other := map[token.Token]string{token.BREAK: "continue", token.CONTINUE: "break"}[s.Tok]
		if s.Label == nil && other != "" {
			f.replace(s.Pos(), s.End(), "%s", other)
		}
	}
}

// condition is turned round, always true, and never.
func (f *finder) condition(c ast.Expr) {
	text := f.textOf(c)
	f.replace(c.Pos(), c.End(), "!(%s)", text)
	f.replace(c.Pos(), c.End(), "true || (%s)", text)
	f.replace(c.Pos(), c.End(), "false && (%s)", text)
}

// others are the operators that stand for another one.
func others(op token.Token) []token.Token {
	return map[token.Token][]token.Token{
		token.LAND: {token.LOR}, token.LOR: {token.LAND}, token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
		token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR}, token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
		token.SUB: {token.ADD}, token.MUL: {token.QUO}, token.QUO: {token.MUL},
	}[op]
}

func (f *finder) binary(b *ast.BinaryExpr) {
	for _, op := range others(b.Op) {
		f.replace(b.Pos(), b.End(), "%s %s %s", f.textOf(b.X), op, f.textOf(b.Y))
	}
}

// statements are left out one by one. They stay where they are, so that everything they
// name is still used.
func (f *finder) statements(list []ast.Stmt) {
	for _, s := range list {
		switch s := s.(type) {
		case *ast.AssignStmt:
			if s.Tok == token.DEFINE {
				continue
			}
		case *ast.ExprStmt, *ast.DeferStmt, *ast.IncDecStmt, *ast.GoStmt, *ast.SendStmt:
		default:
			continue
		}
		f.replace(s.Pos(), s.End(), "if false { %s }", f.textOf(s))
	}
}

// returned errors become nil.
func (f *finder) returned(r *ast.ReturnStmt) {
	if !f.error || len(r.Results) == 0 {
		return
	}
	last := r.Results[len(r.Results)-1]
	if name, ok := last.(*ast.Ident); ok && name.Name == "nil" {
		return
	}
	if _, ok := last.(*ast.CallExpr); ok && len(r.Results) == 1 {
		f.replace(last.Pos(), last.End(), "func() error { _ = %s; return nil }()", f.textOf(last))
		return
	}
	f.replace(last.Pos(), last.End(), "func() error { _ = error(%s); return nil }()", f.textOf(last))
}

// list loses one of its elements.
func (f *finder) list(elements []ast.Expr) {
	if len(elements) < 2 {
		return
	}
	for i, e := range elements {
		if i+1 < len(elements) {
			f.replace(e.Pos(), elements[i+1].Pos(), "")
		} else {
			f.replace(elements[i-1].End(), e.End(), "")
		}
	}
}

// wrappers are calls whose first argument could stand in their place.
var wrappers = []string{
	"context.WithoutCancel", "strings.TrimSpace", "strings.ToLower", "strings.ToUpper", "strings.Clone",
	"slices.Clone", "maps.Clone", "bytes.TrimSpace", "bytes.Clone", "filepath.Clean", "path.Clean", "io.LimitReader",
}

// limits are calls whose second argument is a time that they wait at most.
var limits = []string{"context.WithTimeout", "context.WithTimeoutCause"}

// call is followed by what it is called with, unless that is for people alone.
func (f *finder) call(c *ast.CallExpr) bool {
	name := f.textOf(c.Fun)
	switch {
	case slices.Contains(wrappers, name) && len(c.Args) > 0:
		f.replace(c.Pos(), c.End(), "%s", f.textOf(c.Args[0]))
	case slices.Contains(limits, name):
		f.replace(c.Args[1].Pos(), c.Args[1].End(), "1 << 62")
	}
	return name != "panic" && name != "errors.New" && name != "fmt.Errorf"
}

// literal becomes another one of its type.
func (f *finder) literal(l *ast.BasicLit) {
	switch l.Kind {
	case token.INT:
		if n, err := strconv.ParseInt(l.Value, 0, 64); err == nil {
			f.replace(l.Pos(), l.End(), "%d", n+1)
		}
	case token.STRING:
		if s, err := strconv.Unquote(l.Value); err == nil && s == "" {
			f.replace(l.Pos(), l.End(), `"mutant"`)
		} else if err == nil {
			f.replace(l.Pos(), l.End(), `""`)
		}
	case token.CHAR:
		f.replace(l.Pos(), l.End(), `'\u2622'`)
	}
}
