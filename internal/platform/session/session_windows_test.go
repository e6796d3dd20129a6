package session

import (
	"context"
	"testing"
	"time"
	"unsafe"

	"golang.org/x/sys/windows"
)

const soon = 10 * time.Second

func TestWindowsEvents(t *testing.T) {
	for _, tt := range []struct {
		name    string
		message uint32
		w       uintptr
		want    Event
		told    bool
	}{
		{"lock", 0x2b1, 7, Locked, true},
		{"unlock", 0x2b1, 8, Unlocked, true},
		{"another of the session's", 0x2b1, 5, 0, false},
		{"suspend", 0x218, 4, Sleeping, true},
		{"resume", 0x218, 7, Woke, true},
		{"resume by itself", 0x218, 18, Woke, true},
		{"battery", 0x218, 10, 0, false},
		{"the session ends", 0x16, 1, SessionEnding, true},
		{"it does not, after all", 0x16, 0, 0, false},
		{"the question whether it may", 0x11, 1, 0, false},
	} {
		if got, told := windowsEvent(tt.message, tt.w); got != tt.want || told != tt.told {
			t.Errorf("%s: %v, %v", tt.name, got, told)
		}
	}
}

// TestTheHiddenWindowHears finds the window as the system does, and tells it things.
func TestTheHiddenWindowHears(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told, done := make(chan Event, 8), make(chan struct{})
	go func() { Watch(ctx, func(e Event) { told <- e }); close(done) }()
	user := windows.NewLazySystemDLL("user32.dll")
	class, err := windows.UTF16PtrFromString("LanyardSession")
	if err != nil {
		t.Fatal(err)
	}
	var window uintptr
	for start := time.Now(); window == 0 && time.Since(start) < soon; time.Sleep(20 * time.Millisecond) {
		window, _, _ = user.NewProc("FindWindowW").Call(uintptr(unsafe.Pointer(class)), 0)
	}
	if window == 0 {
		t.Fatal("there is no window")
	}
	for _, m := range []struct {
		message, w uintptr
		want       Event
	}{{0x2b1, 7, Locked}, {0x218, 4, Sleeping}, {0x16, 1, SessionEnding}} {
		_, _, _ = user.NewProc("SendMessageW").Call(window, m.message, m.w, 0)
		select {
		case e := <-told: // before SendMessage returns: Windows waits for it
			if e != m.want {
				t.Errorf("%v, want %v", e, m.want)
			}
		default:
			t.Errorf("%v was not told", m.want)
		}
	}
	cancel()
	select {
	case <-done:
	case <-time.After(soon):
		t.Fatal("the watch does not end")
	}
}
