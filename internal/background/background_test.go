package background_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/internal/background"
)

// The test binary is also the background process.
func TestMain(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == "background" {
		inBackground(os.Args[2])
		return
	}
	os.Exit(m.Run())
}

func inBackground(how string) {
	input, _ := io.ReadAll(os.Stdin)
	dir, _ := os.Getwd()
	note := os.Getenv("SPAWN_NOTE")
	switch how {
	case "dies":
		return
	case "hangs":
		time.Sleep(time.Minute)
	case "refuses":
		_ = background.Answer(os.Stdin, os.Stdout, errors.New("no room\nat all"))
	default:
		text := fmt.Sprintf("%s|%s|%s|%v", input, dir, os.Getenv("SPAWN_SECRET"), os.Args)
		if err := os.WriteFile(note, []byte(text), 0o600); err != nil {
			_ = background.Answer(os.Stdin, os.Stdout, err)
		}
		_ = background.Answer(os.Stdin, os.Stdout, nil)
	}
}

func TestStartHandsOverThroughThePipeAlone(t *testing.T) {
	note := filepath.Join(t.TempDir(), "note")
	t.Setenv("SPAWN_NOTE", note)
	t.Setenv("SPAWN_SECRET", "somebody else's")
	env := background.Environment(os.Environ(), "SPAWN_NOTE")
	if err := background.Start(os.Args[0], []string{"background", "works"}, env, []byte("the secret"), 20*time.Second); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(note)
	if err != nil {
		t.Fatal(err)
	}
	parts := strings.Split(string(got), "|")
	if parts[0] != "the secret" || parts[1] != filepath.VolumeName(parts[1])+string(filepath.Separator) || parts[2] != "" || strings.Contains(parts[3], "secret") {
		t.Errorf("the process saw %q", got)
	}
}

func TestStartFailsWithWords(t *testing.T) {
	for how, want := range map[string]string{
		"dies":    "ended before it was ready",
		"hangs":   "ended before it was ready",
		"refuses": "no room at all",
	} {
		t.Run(how, func(t *testing.T) {
			limit := 20 * time.Second
			if how == "hangs" {
				limit = 300 * time.Millisecond
			}
			err := background.Start(os.Args[0], []string{"background", how}, os.Environ(), nil, limit)
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("got %v", err)
			}
		})
	}
	if err := background.Start(filepath.Join(t.TempDir(), "nobody"), nil, nil, nil, time.Second); err == nil {
		t.Error("a program that is not there was started")
	}
}

type input struct{ bytes.Buffer }

func (*input) Close() error { return nil }

func TestHandOverKnowsAnAnswer(t *testing.T) {
	for answer, good := range map[string]bool{"ok\n": true, "ok": false, "": false, "error: x\n": false, "okay\n": false, strings.Repeat("x", 5000) + "\n": false} {
		if err := background.HandOver(&input{}, strings.NewReader(answer), nil); (err == nil) != good {
			t.Errorf("the answer %.10q gives %v", answer, err)
		}
	}
}

func TestEnvironmentKeepsOnlyWhatIsNamed(t *testing.T) {
	got := background.Environment([]string{"PATH=/bin", "IBMCLOUD_API_KEY=x", "DISPLAY=:1", "PATHX=1"}, "DISPLAY")
	if !slices.Equal(got, []string{"PATH=/bin", "DISPLAY=:1"}) {
		t.Errorf("kept %v", got)
	}
}
