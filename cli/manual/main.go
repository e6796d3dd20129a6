// Manual writes what a package of Lanyard has beside the program: the pages for man(1)
// and the completions of shells. "go run ./cli/manual build" makes build/man/lanyard.1,
// build/man/lanyard-add.1 and so on, and build/completions/lanyard.bash, _lanyard and
// lanyard.fish. The same sources make the same files; pages bear the date of
// SOURCE_DATE_EPOCH, or none.
package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"lanyard/cli"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		_, _ = fmt.Fprintln(os.Stderr, "manual:", err)
		os.Exit(1)
	}
}

func run(args []string) error {
	if len(args) != 1 {
		return errors.New("usage: go run ./cli/manual FOLDER")
	}
	day, err := sourceDate(os.Getenv("SOURCE_DATE_EPOCH"))
	if err != nil {
		return err
	}
	if err := write(filepath.Join(args[0], "man"), cli.Manual(day)); err != nil {
		return err
	}
	scripts := map[string]string{}
	for shell, file := range map[string]string{"bash": "lanyard.bash", "zsh": "_lanyard", "fish": "lanyard.fish"} {
		var script, said bytes.Buffer
		if code := cli.Run(context.Background(), cli.Env{Args: []string{"completion", shell}, Stdout: &script, Stderr: &said}); code != 0 {
			return fmt.Errorf("lanyard completion %s: %s", shell, said.String())
		}
		scripts[file] = script.String()
	}
	return write(filepath.Join(args[0], "completions"), scripts)
}

// sourceDate reads the seconds that reproducible builds have in SOURCE_DATE_EPOCH.
func sourceDate(seconds string) (time.Time, error) {
	if seconds == "" {
		return time.Time{}, nil
	}
	n, err := strconv.ParseInt(seconds, 10, 64)
	if err != nil {
		return time.Time{}, fmt.Errorf("read SOURCE_DATE_EPOCH: %w", err)
	}
	return time.Unix(n, 0), nil
}

// write puts files into a folder.
func write(dir string, files map[string]string) error {
	if err := os.MkdirAll(dir, 0o755); err != nil { //nolint:gosec // for everybody to read
		return err
	}
	for name, text := range files {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil { //nolint:gosec // the same
			return err
		}
	}
	return nil
}
