package cli_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"

	"lanyard/cli"
)

// A named pipe is refused at once, whether or not somebody would write to it; one that a
// shell hands over open, as its <(…) does, is read.
func TestImportFromAPipe(t *testing.T) {
	config := isolateProcess(t)
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(path string) (int, string) {
		var said bytes.Buffer
		code := cli.Run(t.Context(), cli.Env{Args: []string{"import", path, "--dry-run", "--config-dir", config}, Getenv: os.Getenv, Stdout: &said, Stderr: &said})
		return code, said.String()
	}
	if code, said := run(pipe); code != 1 || !strings.Contains(said, "It is a named pipe, not a file") {
		t.Errorf("a named pipe: %d, %s", code, said)
	}

	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = r.Close() }()
	if _, err := w.WriteString("WATSONX_APIKEY=kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n"); err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	if code, said := run(fmt.Sprintf("/dev/fd/%d", r.Fd())); code != 0 || !strings.Contains(said, "IBM Cloud") {
		t.Errorf("a pipe handed over: %d, %s", code, said)
	}
}
