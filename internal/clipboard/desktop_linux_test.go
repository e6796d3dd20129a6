package clipboard

import (
	"testing"
	"time"

	"lanyard/internal/secret"
)

// soon is how long a test waits for another program before it fails. Nothing is
// measured by it.
const soon = 20 * time.Second

// eventually waits for something that another program does.
func eventually(t *testing.T, what string, ok func() bool) {
	t.Helper()
	for end := time.Now().Add(soon); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		if ok() {
			return
		}
	}
	t.Fatalf("did not happen: %s", what)
}

// opened gives the clipboard of the test's desktop.
func opened(t *testing.T) *Clipboard {
	t.Helper()
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = c.Close() })
	return c
}

// copied puts a text on the clipboard, marked.
func copied(t *testing.T, c *Clipboard, text string, life time.Duration) *Copy {
	t.Helper()
	cp, err := c.CopySecret(secret.New(text), Options{Life: life, Mark: true})
	if err != nil {
		t.Fatal(err)
	}
	return cp
}
