package cli

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/internal/explain"
)

// Every command and every flag is used by a script of testdata, and every exit code is
// expected by one.
func TestScriptsUseEveryCommandFlagAndExitCode(t *testing.T) {
	root := newProgram(Env{}).root()
	used, codes := usedInScripts(t, root)
	var walk func(c *cobra.Command)
	walk = func(c *cobra.Command) {
		if c.Runnable() && !c.HasSubCommands() && !used[c.CommandPath()] {
			t.Errorf("no script runs %s", c.CommandPath())
		}
		c.LocalFlags().VisitAll(func(f *pflag.Flag) {
			own := c.LocalNonPersistentFlags().Lookup(f.Name) != nil || !c.HasParent()
			if name := c.CommandPath() + " --" + f.Name; own && f.Name != "help" && !used[name] {
				t.Errorf("no script uses %s", name)
			}
		})
		for _, sub := range c.Commands() {
			if !sub.Hidden {
				walk(sub)
			}
		}
	}
	walk(root)
	for code := range explain.ExitNoAccess + 1 {
		if !codes[code] {
			t.Errorf("no script expects exit code %d", code)
		}
	}
	for _, code := range []int{explain.ExitInterrupted, exitExec, exitNotRun, exitNotFound} {
		if !codes[code] {
			t.Errorf("no script expects exit code %d", code)
		}
	}
}

// usedInScripts reads what the scripts run: the commands with their flags, as
// "lanyard add" and "lanyard add --kind", and the exit codes that are expected.
func usedInScripts(t *testing.T, root *cobra.Command) (used map[string]bool, codes map[int]bool) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("testdata", "script", "*.txtar"))
	if err != nil || len(files) < 20 {
		t.Fatalf("found the scripts %q (%v)", files, err)
	}
	used, codes = map[string]bool{}, map[int]bool{}
	run := regexp.MustCompile(`^(?:\[[^\]]*\] *)*(?:! *|\? *)?(?:exec|exits (\d+)|interrupt (\d+)) lanyard\b(.*)`)
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		script, _, _ := strings.Cut(string(text), "\n-- ")
		for line := range strings.Lines(script) {
			m := run.FindStringSubmatch(strings.TrimSpace(line))
			if m == nil {
				continue
			}
			code, _ := strconv.Atoi(m[1] + m[2]) // exec expects 0
			codes[code] = true
			for _, name := range usedIn(root, strings.Fields(m[3])) {
				used[name] = true
			}
		}
	}
	return used, codes
}

// usedIn names the command that arguments are for, and the flags among them.
func usedIn(root *cobra.Command, args []string) []string {
	if end := slices.Index(args, "--"); end >= 0 {
		args = args[:end]
	}
	c, _, err := root.Find(args)
	if err != nil {
		c = root
	}
	names := []string{c.CommandPath()}
	for _, arg := range args {
		flag, _, _ := strings.Cut(arg, "=")
		name, ok := strings.CutPrefix(flag, "--")
		if !ok {
			continue
		}
		if root.PersistentFlags().Lookup(name) != nil {
			names = append(names, fmt.Sprintf("%s --%s", root.CommandPath(), name))
		} else {
			names = append(names, c.CommandPath()+" --"+name)
		}
	}
	return names
}
