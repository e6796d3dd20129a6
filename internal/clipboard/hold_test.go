package clipboard

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"lanyard/internal/secret"
)

// child runs the background side on a desk and gives what it answers and its end.
func child(ctx context.Context, d *desk, in io.Reader) (answer *io.PipeReader, end chan error) {
	r, w := io.Pipe()
	end = make(chan error, 1)
	go func() {
		end <- serveHold(ctx, in, w, func() (*Clipboard, error) { return newClipboard(d), nil })
	}()
	return r, end
}

// pipes is the parent's side of a child: its input, closed by the parent.
type pipes struct {
	*bytes.Buffer
}

func (pipes) Close() error { return nil }

// TestHolderKeepsTheSecretForItsLife runs both sides of the conversation.
func TestHolderKeepsTheSecretForItsLife(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		toChild, in := io.Pipe()
		answer, end := child(t.Context(), d, toChild)
		o := Options{Life: 90 * time.Second, Mark: true}
		if err := handOver(in, answer, secret.New("line one\nline two"), o); err != nil {
			t.Fatal(err)
		}
		if got := d.text(); got != "line one\nline two" {
			t.Errorf("the clipboard holds %q", got)
		}
		if ok, _ := d.marked(t.Context()); !ok {
			t.Error("the mark was lost on the way")
		}
		time.Sleep(89 * time.Second)
		synctest.Wait()
		select {
		case err := <-end:
			t.Fatalf("the holder left early: %v", err)
		default:
		}
		time.Sleep(2 * time.Second)
		if err := <-end; err != nil {
			t.Error(err)
		}
		if d.text() != "" {
			t.Error("the holder left the secret behind")
		}
	})
}

func TestHolderLeavesWhenTakenOver(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		toChild, in := io.Pipe()
		answer, end := child(t.Context(), d, toChild)
		if err := handOver(in, answer, newSecret(), Options{}); err != nil {
			t.Fatal(err)
		}
		d.takeOver("something else")
		if err := <-end; err != nil {
			t.Error(err)
		}
		if d.text() != "something else" {
			t.Error("the holder cleared what another program copied")
		}
	})
}

func TestHolderClearsWhenItIsEnded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{}
		ctx, cancel := context.WithCancel(t.Context())
		toChild, in := io.Pipe()
		answer, end := child(ctx, d, toChild)
		if err := handOver(in, answer, newSecret(), Options{Life: time.Hour}); err != nil {
			t.Fatal(err)
		}
		cancel()
		if err := <-end; err != nil {
			t.Error(err)
		}
		if d.text() != "" {
			t.Error("the holder left the secret behind")
		}
	})
}

// TestHolderRefusesNonsense feeds the child what no parent of ours writes.
func TestHolderRefusesNonsense(t *testing.T) {
	for name, in := range map[string]string{
		"nothing":         "",
		"no end of line":  strings.Repeat("x", 10_000),
		"no JSON":         "copy this\nsecret",
		"no size":         "{}\nsecret",
		"too much":        fmt.Sprintf(`{"size":%d}`+"\n", MaxSize+1),
		"a negative size": `{"size":-1}` + "\nsecret",
		"a negative life": `{"size":6,"life_ms":-1}` + "\nsecret",
		"cut short":       `{"size":20}` + "\nsecret",
	} {
		t.Run(name, func(t *testing.T) {
			d := &desk{}
			var out bytes.Buffer
			err := serveHold(t.Context(), strings.NewReader(in), &out, func() (*Clipboard, error) { return newClipboard(d), nil })
			if err == nil {
				t.Error("no error")
			}
			if got := out.String(); !strings.HasPrefix(got, "error: ") || strings.Count(got, "\n") != 1 || strings.Contains(got, "secret\n") {
				t.Errorf("the answer is %q", got)
			}
			if d.puts != 0 {
				t.Error("something was copied")
			}
		})
	}
}

func TestHolderTellsWhyItFailed(t *testing.T) {
	d := &desk{refuse: errBusy}
	toChild, in := io.Pipe()
	answer, end := child(t.Context(), d, toChild)
	err := handOver(in, answer, newSecret(), Options{})
	if err == nil || !strings.Contains(err.Error(), errBusy.Error()) || strings.Contains(err.Error(), canary) {
		t.Errorf("the parent gets %v", err)
	}
	if err := <-end; !errors.Is(err, errBusy) {
		t.Errorf("the child ends with %v", err)
	}
}

// TestHolderIsNotTakenAtItsWord lets a program that is no holder answer.
func TestHolderIsNotTakenAtItsWord(t *testing.T) {
	for _, answer := range []string{"", "ok", "okay\n", "Usage: something\n", strings.Repeat("x", 100_000) + "\n"} {
		if err := handOver(pipes{&bytes.Buffer{}}, strings.NewReader(answer), newSecret(), Options{}); err == nil {
			t.Errorf("%.20q is taken for success", answer)
		}
	}
}

// TestHolderWithoutAParent lets the parent leave before it hears the answer.
func TestHolderWithoutAParent(t *testing.T) {
	d := &desk{}
	order := fmt.Sprintf(`{"life_ms":60000,"size":%d}`+"\n%s", len(canary), canary)
	answer, end := child(t.Context(), d, strings.NewReader(order))
	_ = answer.Close()
	if err := <-end; err == nil {
		t.Error("no error although nobody heard the answer")
	}
	if d.text() != "" {
		t.Error("the secret stays although nobody waits for it")
	}
}

func TestHolderKeepsOutOfOtherProgramsSecrets(t *testing.T) {
	got := holderEnv([]string{
		"WATSONX_APIKEY=k", "DISPLAY=:1", "PATH=/bin", "AWS_SECRET_ACCESS_KEY=s", "XAUTHORITY=/x",
		"DISPLAY_KEY=k", "XDG_RUNTIME_DIR=/run/user/1", "WAYLAND_DISPLAY=wayland-0",
	})
	want := []string{"DISPLAY=:1", "PATH=/bin", "XAUTHORITY=/x", "XDG_RUNTIME_DIR=/run/user/1", "WAYLAND_DISPLAY=wayland-0"}
	if !slices.Equal(got, want) {
		t.Errorf("%q", got)
	}
}
