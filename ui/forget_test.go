package ui

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"runtime/debug"
	"testing"

	"lanyard/ui/editor"
	"lanyard/ui/kit"
	"lanyard/ui/state"

	"fyne.io/fyne/v2"
)

// canary is a secret that stands nowhere else. It is put together while the test runs.
func canary(n int) []byte { return fmt.Appendf(nil, "%s-%04d-%s", "kanarien", n, "vogel-im-schacht") }

// undoLength is how many steps a field could undo or redo.
func undoLength(t *testing.T, f *kit.Field) int {
	t.Helper()
	stack := reflect.ValueOf(&f.Entry).Elem().FieldByName("undoStack")
	if !stack.IsValid() {
		t.Fatal("the toolkit keeps what can be undone elsewhere now")
	}
	n := 0
	for i := range stack.NumField() {
		if stack.Field(i).Kind() == reflect.Slice {
			n += stack.Field(i).Len()
		}
	}
	return n
}

// TestALockLeavesNoSecretInMemory types a secret into every field that takes one, locks,
// and looks through all of the memory that is still in use, undo histories included.
func TestALockLeavesNoSecretInMemory(t *testing.T) {
	atHome(t)
	r := newRig(t, []string{"kanari"}, withPlaces(&places{}))
	var fields []*kit.Field
	r.menu("Copy token")
	r.until("the token is copied", func() bool { return r.copied() })
	r.menu("View or hide token")
	r.sees("token-1-of-kanari")
	n := 0
	fill := func(f *kit.Field) {
		t.Helper()
		n++
		r.win.Canvas().Focus(f)
		for _, c := range string(canary(n)) {
			f.TypedRune(c)
		}
		f.TypedKey(&fyne.KeyEvent{Name: fyne.KeyBackspace}) // a step of its own to undo
		f.TypedRune('t')
		if f.Text == "" || undoLength(t, f) == 0 {
			t.Fatalf("%s takes struct{}, or has nothing to undo", f.Label)
		}
		fields = append(fields, f)
	}
	lock := func() {
		r.lockKey()
		r.key(fyne.KeyReturn)
		r.until("it is unlocked", func() bool { return !r.Locked() })
	}
	r.menu("Add profile")
	fill(r.form().Entry(editor.FKey))
	fill(r.form().Entry(editor.FProxyKey))
	lock()
	for _, page := range []string{"Back up…", "Restore…"} {
		r.menu(page)
		for _, o := range r.page().Parts {
			if f, ok := o.(*kit.Field); ok && f.Secret && f.Visible() {
				fill(f)
			}
		}
		lock()
	}
	r.transfer.OpenMove(state.BackendFile, nil)
	r.press("Move keys")
	r.until("a passphrase is asked for", func() bool { return r.PassphraseAsked().Text != "" })
	fill(r.lock.Passphrase.Pass.Pass)
	fill(r.lock.Passphrase.Pass.Again)
	lock()

	for i, f := range fields {
		f.Undo()
		if undoLength(t, f) != 0 || f.Text != "" {
			t.Errorf("field %d (%s) still has %d steps to undo, or a text", i, f.Label, undoLength(t, f))
		}
	}
	fields = nil
	r.settle()
	if found := searchHeap(t, "kanarien-", "vogel-im-schacht"); found > 0 {
		t.Errorf("%d typed secrets are still in memory", found)
	}
	if found := searchHeap(t, "token-1", "-of-kanari"); found > 0 {
		t.Errorf("the token is still in memory, %d times", found)
	}
}

// searchHeap counts where something stands in the memory that is in use, between the
// beginning and the end of what is looked for.
func searchHeap(t *testing.T, begin, end string) int {
	t.Helper()
	for range 3 {
		runtime.GC()
	}
	file, err := os.Create(filepath.Join(t.TempDir(), "heap"))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	debug.WriteHeapDump(file.Fd())
	dump, err := os.ReadFile(file.Name())
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for at := 0; ; {
		i := bytes.Index(dump[at:], []byte(begin))
		if i < 0 {
			return n
		}
		at += i + len(begin)
		if j := bytes.Index(dump[at:min(len(dump), at+64)], []byte(end[:6])); j >= 0 && j < 12 {
			t.Logf("found %q", dump[at-len(begin):min(len(dump), at+64)])
			n++
		}
	}
}
