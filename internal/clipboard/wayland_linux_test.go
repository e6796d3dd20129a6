package clipboard

import (
	"context"
	"errors"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"

	"lanyard/internal/secret"
)

// These tests talk to a compositor of their own; sway_test.go asks a real one.

const newManager = "ext_data_control_manager_v1"

// desktopSession starts a compositor for one test and opens its clipboard.
func desktopSession(t *testing.T) (*compositor, *Clipboard) {
	t.Helper()
	k := &compositor{manager: newManager}
	k.serve(t)
	c := opened(t)
	if _, native := c.b.(waylandBackend); !native {
		t.Fatalf("the clipboard goes through %T", c.b)
	}
	return k, c
}

func TestWhatACompositorMustOffer(t *testing.T) {
	for name, tt := range map[string]struct {
		k    *compositor
		want error
	}{
		"the manager":       {&compositor{manager: newManager}, nil},
		"the older manager": {&compositor{manager: "zwlr_data_control_manager_v1"}, nil},
		"no manager":        {&compositor{}, errNoDataControl},
		"another manager":   {&compositor{manager: "wl_data_device_manager"}, errNoDataControl},
		"no seat":           {&compositor{manager: newManager, noSeat: true}, errNoDataControl},
	} {
		t.Run(name, func(t *testing.T) {
			tt.k.serve(t)
			c, err := Open()
			if tt.want != nil {
				if !errors.Is(err, tt.want) || !errors.Is(err, ErrNoClipboard) {
					t.Errorf("open: %v, want %v", err, tt.want)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close()
			copied(t, c, canary, 0)
			if got := tt.k.paste(t, mimeText); got != canary {
				t.Errorf("a paste gives %q", got)
			}
		})
	}
}

func TestADeafCompositorHoldsNobodyUp(t *testing.T) {
	k := &compositor{manager: newManager, deaf: true}
	k.serve(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	done := make(chan error, 1)
	go func() {
		_, err := waylandBackend{}.put(ctx, waylandFormats(canary, true))
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil {
			t.Error("the selection was taken")
		}
	case <-time.After(soon):
		t.Fatal("it waits for ever")
	}
}

func TestHeldTypes(t *testing.T) {
	k, c := desktopSession(t)
	if got := c.Report(t.Context()); got.Mark != MarkNone {
		t.Errorf("with nothing copied: %+v", got)
	}
	copied(t, c, "Grüße", 0)
	for mime, want := range map[string]string{
		"text/plain;charset=utf-8": "Grüße", "UTF8_STRING": "Grüße", "text/plain": "Grüße",
		"STRING": "Gr\xfc\xdfe", "TEXT": "Gr\xfc\xdfe", "x-kde-passwordManagerHint": "secret", "image/png": "",
	} {
		if got := k.paste(t, mime); got != want {
			t.Errorf("%s gives %q, want %q", mime, got, want)
		}
	}
	want := []string{"text/plain;charset=utf-8", "UTF8_STRING", "text/plain", "STRING", "TEXT", "x-kde-passwordManagerHint"}
	if got := k.offered(); !slices.Equal(got, want) {
		t.Errorf("types are %q", got)
	}
	if got := c.Report(t.Context()); got.Mark != MarkRead {
		t.Errorf("marked: %+v", got)
	}
	if _, err := c.CopySecret(secret.New("鍵"), Options{}); err != nil {
		t.Fatal(err)
	}
	if got := k.offered(); !slices.Equal(got, want[:3]) {
		t.Errorf("beyond Latin-1 and without a mark, types are %q", got)
	}
	if got := c.Report(t.Context()); got.Mark != MarkOff {
		t.Errorf("not marked: %+v", got)
	}
}

func TestHeldByteForByte(t *testing.T) {
	k, c := desktopSession(t)
	for _, n := range []int{1, 2, 3, 4, 4096, 65536, 65537, MaxSize} { // a pipe takes 65536
		text := letters(n)
		copied(t, c, text, 0)
		if got := k.paste(t, mimeUTF8); got != text {
			t.Errorf("%d bytes: another program gets %d", n, len(got))
		}
		if got, err := c.ReadText(t.Context()); got != text || err != nil {
			t.Errorf("%d bytes: our own paste gets %d, %v", n, len(got), err)
		}
	}
}

func TestHeldUntilCleared(t *testing.T) {
	k, c := desktopSession(t)
	cp := copied(t, c, canary, 0)
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Fatalf("Clear: %d, %v", got, err)
	}
	wantEnd(t, cp, ClearedByUs)
	if got := k.offered(); len(got) != 0 {
		t.Errorf("still offered: %q", got)
	}
	cp = copied(t, c, canary, 100*time.Millisecond)
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("its time did not end")
	}
	wantEnd(t, cp, Expired)
	if got := k.offered(); len(got) != 0 {
		t.Errorf("still offered after its time: %q", got)
	}
}

func TestAnotherProgramsCopyIsLeftAlone(t *testing.T) {
	k, c := desktopSession(t)
	cp := copied(t, c, canary, time.Hour)
	k.copies(otherText("something else"))
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("nobody noticed")
	}
	wantEnd(t, cp, TakenOver)
	if got, err := c.Clear(); got != NotOurs || err != nil {
		t.Errorf("Clear: %d, %v", got, err)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	if got := k.paste(t, mimeUTF8); got != "something else" {
		t.Errorf("a paste gives %q", got)
	}
}

// TestReleaseWhenTheLossIsNotReadYet: another program copied and we have not been told.
func TestReleaseWhenTheLossIsNotReadYet(t *testing.T) {
	k := &compositor{manager: newManager}
	k.serve(t)
	w, err := dialWayland(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	h := &wlHolding{w: w, types: map[string][]byte{}, gone: make(chan struct{})}
	if err := h.take(waylandFormats(canary, true)); err != nil {
		t.Fatal(err)
	}
	k.copies(otherText("something else"))
	released := make(chan bool)
	go func() {
		ours, _ := h.release()
		released <- ours
	}()
	time.Sleep(50 * time.Millisecond) // for release to have written its requests
	go h.serve()
	if <-released {
		t.Error("release says that the selection was ours")
	}
	if got := k.paste(t, mimeUTF8); got != "something else" {
		t.Errorf("a paste gives %q", got)
	}
}

// TestTakenInTheSameMoment: a copy that another program's replaced at once has failed.
func TestTakenInTheSameMoment(t *testing.T) {
	k, c := desktopSession(t)
	k.mu.Lock()
	k.steal = "something else"
	k.mu.Unlock()
	if _, err := c.CopySecret(secret.New(canary), Options{}); err == nil {
		t.Error("the copy is said to be held")
	}
	if got := k.paste(t, mimeUTF8); got != "something else" {
		t.Errorf("a paste gives %q", got)
	}
}

func TestReadsWhatThereIs(t *testing.T) {
	k, c := desktopSession(t)
	long := strings.Repeat("0123456789", 100_000)
	for name, tt := range map[string]struct {
		on   selection
		want string
	}{
		"nothing":      {selection{}, ""},
		"UTF-8":        {otherText("Grüße"), "Grüße"},
		"long":         {otherText(long), long},
		"at the limit": {otherText(long + long + long + long + strings.Repeat("x", readLimit-4_000_000)), long + long + long + long + strings.Repeat("x", readLimit-4_000_000)},
		"an old name":  {selection{types: []string{"STRING"}, texts: map[string][]byte{"STRING": []byte("Gr\xfc\xdfe")}}, "Grüße"},
		"an old name for UTF-8": {
			selection{types: []string{"STRING"}, texts: map[string][]byte{"STRING": []byte("Grüße")}}, "Grüße",
		},
		"two kinds": {
			selection{types: []string{"STRING", mimeUTF8}, texts: map[string][]byte{"STRING": []byte("worse"), mimeUTF8: []byte("better")}}, "better",
		},
		"a picture":         {selection{types: []string{"image/png"}, texts: map[string][]byte{"image/png": []byte("png")}}, ""},
		"bytes, not a text": {otherText("a\xffb"), "a\uFFFDb"},
	} {
		k.copies(tt.on)
		if got, err := c.ReadText(t.Context()); got != tt.want || err != nil {
			t.Errorf("%s: read %d bytes, %v, want %d", name, len(got), err, len(tt.want))
		}
	}
	k.copies(otherText(strings.Repeat("x", readLimit+1)))
	if got, err := c.ReadText(t.Context()); got != "" || !errors.Is(err, errLong) {
		t.Errorf("above the limit: %d bytes, %v", len(got), err)
	}
}

func TestAProgramThatHangsHoldsNobodyUp(t *testing.T) {
	k, c := desktopSession(t)
	hung := otherText("from a program that hangs")
	hung.hung = true
	k.copies(hung)
	for range 3 {
		ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
		_, err := c.ReadText(ctx)
		cancel()
		if !errors.Is(err, ErrHung) {
			t.Fatalf("a read of a hung owner: %v", err)
		}
	}
	copied(t, c, canary, 0)
	if got := k.paste(t, mimeUTF8); got != canary {
		t.Errorf("copying beside a hung program: %q", got)
	}
}

// TestAReaderThatDoesNotReadHoldsNobodyUp asks for more than a pipe takes and reads it
// late.
func TestAReaderThatDoesNotReadHoldsNobodyUp(t *testing.T) {
	k, c := desktopSession(t)
	text := letters(MaxSize)
	copied(t, c, text, 0)
	late := k.ask(t, mimeText)
	if got := k.paste(t, mimeText); got != text {
		t.Errorf("another program's paste gives %d bytes", len(got))
	}
	if got, err := io.ReadAll(late); string(got) != text || err != nil {
		t.Errorf("the late reader gets %d bytes, %v", len(got), err)
	}
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Errorf("Clear: %d, %v", got, err)
	}
}

func TestTheCompositorsEndIsNoticed(t *testing.T) {
	k, c := desktopSession(t)
	cp := copied(t, c, canary, time.Hour)
	k.end()
	select {
	case <-cp.Done():
	case <-time.After(soon):
		t.Fatal("nobody noticed")
	}
}

func TestNothingOfAHoldStays(t *testing.T) {
	k := &compositor{manager: newManager}
	k.serve(t)
	before := goleak.IgnoreCurrent()
	files := openFiles(t)
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	t.Run("rounds", func(t *testing.T) {
		for range 5 {
			copied(t, c, canary, time.Minute)
			_ = k.paste(t, mimeUTF8)
			_, _ = c.ReadText(t.Context())
			c.Report(t.Context())
		}
	})
	if err := c.Close(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the compositor lost its clients", func() bool {
		k.mu.Lock()
		defer k.mu.Unlock()
		return len(k.clients) == 0
	})
	goleak.VerifyNone(t, before)
	eventually(t, "no more files are open than before", func() bool { return openFiles(t) <= files })
}

func openFiles(t *testing.T) int {
	t.Helper()
	list, err := os.ReadDir("/proc/self/fd")
	if err != nil {
		t.Fatal(err)
	}
	return len(list)
}

// TestHolderOnWayland is the whole way of a command: another process holds the secret.
func TestHolderOnWayland(t *testing.T) {
	k := &compositor{manager: newManager}
	k.serve(t)
	if err := StartHolder(os.Args[0], []string{holdArg}, secret.New(canary), Options{Life: 300 * time.Millisecond, Mark: true}); err != nil {
		t.Fatal(err)
	}
	if got := k.paste(t, mimeText); got != canary {
		t.Errorf("a paste gives %q", got)
	}
	if got := k.paste(t, kdeHint); got != "secret" {
		t.Errorf("the hint is %q", got)
	}
	eventually(t, "it is cleared", func() bool { return len(k.offered()) == 0 })
}
