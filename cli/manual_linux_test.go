package cli_test

import (
	"bytes"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"lanyard/cli"
)

// What is to be typed is shown as it is typed: quotes, hyphens and tildes are not made
// beautiful. groff tells of whatever in a page it doesn't know.
func TestManualCanBeRead(t *testing.T) {
	groff, err := exec.LookPath("groff")
	if err != nil {
		t.Fatal("groff is missing: make install-needs installs it")
	}
	for name, page := range cli.Manual(time.Time{}) {
		cmd := exec.CommandContext(t.Context(), groff, "-man", "-Tutf8", "-P-c", "-ww")
		var out, said bytes.Buffer
		cmd.Stdin, cmd.Stdout, cmd.Stderr = strings.NewReader(page), &out, &said
		if err := cmd.Run(); err != nil || said.Len() > 0 {
			t.Errorf("%s: %v\n%s", name, err, said.String())
		}
		if name == "lanyard-exec.1" {
			shown := regexp.MustCompile("\x1b\\[[0-9;]*m|.\b").ReplaceAllString(out.String(), "")
			if want := `lanyard exec prod-eu -- sh -c 'printf "header = \"Authorization: Bearer %s\"\n" "$WATSONX_TOKEN" | curl -sK - URL'`; !strings.Contains(shown, want) {
				t.Errorf("%s does not show\n%s\nbut\n%s", name, want, shown)
			}
		}
	}
}
