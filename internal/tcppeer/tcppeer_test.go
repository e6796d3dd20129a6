package tcppeer_test

import (
	"errors"
	"net"
	"os"
	"runtime"
	"testing"

	"lanyard/internal/nobody"
	"lanyard/internal/tcppeer"
)

// accepted gives this end of a connection that call makes.
func accepted(t *testing.T, call func(address string)) net.Conn {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go call(l.Addr().String())
	conn, err := l.Accept()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	return conn
}

func TestOwnProgramIsKnown(t *testing.T) {
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" && runtime.GOOS != "windows" {
		t.Skip("no table is known here")
	}
	conn := accepted(t, func(address string) {
		c, err := net.Dial("tcp", address)
		if err == nil {
			<-t.Context().Done()
			_ = c.Close()
		}
	})
	if err := tcppeer.Check(conn); err != nil {
		t.Errorf("this process's own connection: %v", err)
	}
}

// TestGoneIsUnknown: nobody owns what its program has closed, and nobody is not this user.
func TestGoneIsUnknown(t *testing.T) {
	gone := make(chan struct{})
	conn := accepted(t, func(address string) {
		defer close(gone)
		if c, err := net.Dial("tcp", address); err == nil {
			_ = c.Close()
		}
	})
	<-gone
	if err := tcppeer.Check(conn); !errors.Is(err, tcppeer.ErrUnknown) {
		t.Errorf("a connection that is closed at the other end: %v", err)
	}
}

// TestStrangerIsRefused has another user call.
func TestStrangerIsRefused(t *testing.T) {
	if address := os.Getenv("TEST_CALL"); address != "" {
		c, err := net.Dial("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		_, _ = c.Read(make([]byte, 1)) // until it is let go
		return
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can become somebody else")
	}
	done := make(chan struct{})
	conn := accepted(t, func(address string) {
		defer close(done)
		t.Setenv("TEST_CALL", address)
		nobody.Runs(t)
	})
	if err := tcppeer.Check(conn); !errors.Is(err, tcppeer.ErrStranger) {
		t.Errorf("another user's connection: %v", err)
	}
	_ = conn.Close()
	<-done
}
