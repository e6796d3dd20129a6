package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"lanyard/cli"
)

// A pipe that nobody writes to keeps the program waiting, which an interrupt ends; one
// that somebody writes to is read.
func TestImportFromAPipe(t *testing.T) {
	config := isolateProcess(t)
	pipes := t.TempDir()
	newPipe := func(name string) string {
		path := filepath.Join(pipes, name)
		if err := syscall.Mkfifo(path, 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	run := func(ctx context.Context, pipe string, said *bytes.Buffer) <-chan int {
		code := make(chan int, 1)
		go func() {
			code <- cli.Run(ctx, cli.Env{Args: []string{"import", pipe, "--dry-run", "--config-dir", config}, Getenv: os.Getenv, Stdout: said, Stderr: said})
		}()
		return code
	}

	ctx, interrupt := context.WithCancel(t.Context())
	var said bytes.Buffer
	code := run(ctx, newPipe("interrupted"), &said)
	interrupt()
	select {
	case got := <-code:
		if got != 130 {
			t.Errorf("an interrupt ends it with %d: %s", got, said.String())
		}
	case <-time.After(20 * time.Second):
		t.Fatal("an interrupt does not end it")
	}

	said.Reset()
	pipe := newPipe("read") // at the other one a reader may still wait
	code = run(t.Context(), pipe, &said)
	w, err := os.OpenFile(pipe, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.WriteString("WATSONX_APIKEY=kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n"); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	if got := <-code; got != 0 || !bytes.Contains(said.Bytes(), []byte("us-south.ml.cloud.ibm.com")) {
		t.Errorf("what somebody writes into it gives %d: %s", got, said.String())
	}
}
