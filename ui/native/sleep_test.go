package native_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"go/types"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// The sleeping loop reads the toolkit's own queue, whose types are private. Here is what
// their fields were when sleep.go was written.
func TestToolkitQueueHasTheLayoutThatSleepKnows(t *testing.T) {
	out, err := exec.Command("go", "list", "-m", "-f", "{{.Dir}}", "fyne.io/fyne/v2").Output()
	if err != nil {
		t.Fatal(err)
	}
	dir := strings.TrimSpace(string(out))
	for _, c := range []struct{ file, name, fields string }{
		{"internal/async/chan.go", "UnboundedChan", "in, out chan T; close chan struct{}; q []T"},
		{"internal/driver/glfw/loop.go", "funcData", "f func(); done chan struct{}"},
	} {
		if got := fieldsOf(t, filepath.Join(dir, c.file), c.name); got != c.fields {
			t.Errorf("%s of the toolkit has the fields %q; sleep.go knows %q", c.name, got, c.fields)
		}
	}
	if got := valueOf(t, filepath.Join(dir, "internal/driver/glfw/loop.go"), "funcQueue"); got != "async.NewUnboundedChan[funcData]()" {
		t.Errorf("funcQueue of the toolkit is %s", got)
	}
}

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	return f
}

func fieldsOf(t *testing.T, file, name string) string {
	t.Helper()
	var fields []string
	ast.Inspect(parse(t, file), func(n ast.Node) bool {
		spec, ok := n.(*ast.TypeSpec)
		if !ok || spec.Name.Name != name {
			return true
		}
		for _, f := range spec.Type.(*ast.StructType).Fields.List {
			var names []string
			for _, id := range f.Names {
				names = append(names, id.Name)
			}
			fields = append(fields, strings.Join(names, ", ")+" "+types.ExprString(f.Type))
		}
		return false
	})
	return strings.Join(fields, "; ")
}

func valueOf(t *testing.T, file, name string) (value string) {
	t.Helper()
	ast.Inspect(parse(t, file), func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok && spec.Names[0].Name == name && len(spec.Values) == 1 {
			value = types.ExprString(spec.Values[0])
		}
		return true
	})
	return value
}
