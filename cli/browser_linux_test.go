package cli_test

import (
	"bufio"
	"context"
	"io"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanyard/cli"
	"lanyard/iam/sim"
)

// TestCodeOfARealBrowser walks the whole way: a command names a page, a browser opens it,
// and the code that the browser shows opens the session.
func TestCodeOfARealBrowser(t *testing.T) {
	browser, err := exec.LookPath("chromium-headless-shell")
	if err != nil {
		t.Skip("there is no chromium-headless-shell here")
	}
	s := startSim(t, sim.Options{})
	i := s.Info()
	h := &home{T: t, dir: t.TempDir(), env: map[string]string{}}
	if code, _, errs := h.run("", "add", "work", "--kind", "cloud", "--url", i.Cloud.URL, "--auth-url", i.Cloud.AuthURL, "--ca-file", i.CAFile, "--sign-in", "code", "--account-id", i.Cloud.Accounts[1].ID); code != 0 {
		t.Fatal(errs)
	}
	in, typed := io.Pipe()
	said, errs := io.Pipe()
	var out strings.Builder
	ended := make(chan int, 1)
	go func() {
		ended <- cli.Run(t.Context(), cli.Env{
			Args: []string{"--config-dir", h.dir, "--timeout", "50s", "token", "work", "--code-stdin"}, Stdin: in, Stdout: &out, Stderr: errs,
			Getenv: func(string) string { return "" }, Keys: &fileKeys{path: filepath.Join(h.dir, "keys.json")},
		})
		_ = errs.Close()
	}()
	lines := bufio.NewReader(said)
	code := shownBy(t, browser, addressIn(t, lines))
	if _, err := io.WriteString(typed, code+"\n"); err != nil {
		t.Fatal(err)
	}
	rest, _ := io.ReadAll(lines)
	if exit := <-ended; exit != 0 || !strings.HasPrefix(out.String(), "ey") {
		t.Errorf("exit %d\n%s%s", exit, out.String(), rest)
	}
}

// addressIn waits for the address that a command names on its standard error.
func addressIn(t *testing.T, said *bufio.Reader) string {
	t.Helper()
	line, err := said.ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address := regexp.MustCompile(`https://\S+`).FindString(line)
	if address == "" {
		t.Fatalf("it names no address: %s", line)
	}
	return address
}

// shownBy gives the code that a browser shows.
func shownBy(t *testing.T, browser, address string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	page, err := exec.CommandContext(ctx, browser, "--no-sandbox", "--disable-gpu", "--ignore-certificate-errors", "--user-data-dir="+filepath.Join(t.TempDir(), "browser"), "--dump-dom", address).Output()
	if err != nil {
		t.Fatalf("the browser: %v", err)
	}
	found := regexp.MustCompile(`<output id="passcode">(\w+)</output>`).FindSubmatch(page)
	if found == nil {
		t.Fatalf("the browser shows no code: %s", page)
	}
	return string(found[1])
}
