package cli_test

import (
	"bytes"
	"context"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/cli"
)

// Every command that the help names has a page, and every flag that its help names is
// on it, with examples and exit codes.
func TestManualHasAllThatTheHelpHas(t *testing.T) {
	pages := cli.Manual(time.Time{})
	for _, path := range commandPaths(t) {
		name := strings.ReplaceAll("lanyard "+path, " ", "-")
		name = strings.TrimSuffix(name, "-") + ".1"
		page, ok := pages[name]
		if !ok {
			t.Errorf("there is no page %s", name)
			continue
		}
		plain := unroff(page)
		for _, flag := range helpFlags(t, path) {
			if !strings.Contains(plain, "\n"+flag) && !strings.Contains(plain, ", "+flag) {
				t.Errorf("%s doesn't explain %s", name, flag)
			}
		}
		for _, section := range []string{"NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS OF EVERY COMMAND", "EXIT STATUS", "SEE ALSO"} {
			if !strings.Contains(page, "\n.SH "+section+"\n") {
				t.Errorf("%s has no section %s", name, section)
			}
		}
		if example := regexp.MustCompile(`(?m)^(\\&)?.*lanyard`); !strings.Contains(page, "\n.nf\n") || !example.MatchString(page[strings.Index(page, "\n.nf\n"):]) {
			t.Errorf("%s has no example", name)
		}
	}
	if t.Failed() {
		t.Log("pages:", slices.Sorted(maps.Keys(pages)))
	}
	for name := range pages {
		if strings.Contains(name, "__") {
			t.Errorf("%s tells of a hidden command", name)
		}
	}
}

// The same sources make the same pages, whenever that is.
func TestManualBearsTheDateItIsGiven(t *testing.T) {
	day := time.Date(2026, time.March, 4, 5, 6, 7, 0, time.UTC)
	first, again, undated := cli.Manual(day), cli.Manual(day), cli.Manual(time.Time{})
	if !maps.Equal(first, again) {
		t.Error("made twice, the pages differ")
	}
	for name, page := range first {
		if !strings.HasPrefix(page, `.TH `) || !strings.Contains(page, ` 1 "2026-03-04" "Lanyard `) {
			t.Errorf("%s has no such date: %.80s", name, page)
		}
		if year := time.Now().Format("2006-"); strings.Contains(undated[name], year) {
			t.Errorf("%s has a date without being given one", name)
		}
	}
}

// unroff takes away what only man reads.
func unroff(page string) string {
	s := regexp.MustCompile(`\\f[BIR]`).ReplaceAllString(page, "")
	return strings.NewReplacer(`\-`, "-", `\(aq`, "'", `\e`, `\`, `\(ti`, "~").Replace(s)
}

// commandPaths lists the commands that the help tells of, "" being the program.
func commandPaths(t *testing.T) []string {
	t.Helper()
	paths := []string{""}
	for i := 0; i < len(paths); i++ {
		for _, name := range listedIn(helpOf(t, paths[i])) {
			if name != "help" {
				paths = append(paths, strings.TrimSpace(paths[i]+" "+name))
			}
		}
	}
	if len(paths) < 25 {
		t.Fatalf("found the commands %q only", paths)
	}
	return paths
}

// listedIn reads the commands that a help lists: indented names, wide apart from what
// they do.
func listedIn(help string) []string {
	var names []string
	for _, m := range regexp.MustCompile(`(?m)^  ([a-z]+) {2,}[A-Z]`).FindAllStringSubmatch(help, -1) {
		names = append(names, m[1])
	}
	return names
}

// helpFlags lists the flags that a command's help explains.
func helpFlags(t *testing.T, path string) []string {
	t.Helper()
	var flags []string
	for _, m := range regexp.MustCompile(`(?m)^ +(?:-\w, )?(--[a-z0-9-]+)( |$)`).FindAllStringSubmatch(helpOf(t, path), -1) {
		flags = append(flags, m[1])
	}
	return flags
}

func helpOf(t *testing.T, path string) string {
	t.Helper()
	var out bytes.Buffer
	if code := cli.Run(context.Background(), cli.Env{Args: append(strings.Fields(path), "--help"), Stdout: &out}); code != 0 {
		t.Fatalf("lanyard %s --help: exit code %d", path, code)
	}
	return out.String()
}
