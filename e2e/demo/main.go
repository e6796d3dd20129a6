//go:build linux

// Command demo opens the program's window with the sample profiles on a virtual
// display, waits until it shows a live token, and takes a picture of it. It is what
// "make demo" runs on a machine without a display.
//
//	demo PROGRAM PICTURE
//
// PROGRAM must be built with the tag uistate: the picture is taken when the window
// itself says that it is ready, not after a guessed time.
package main

import (
	"context"
	"fmt"
	"image"
	_ "image/png"
	"os"
	"os/signal"
	"path/filepath"
	"strings"
	"syscall"

	"lanyard/e2e/rig"
)

func main() {
	if len(os.Args) != 3 {
		fmt.Fprintln(os.Stderr, "usage: demo PROGRAM PICTURE")
		os.Exit(2)
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1], os.Args[2]); err != nil {
		fmt.Fprintln(os.Stderr, "demo:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, program, picture string) (err error) {
	program, picture, err = absolute(program, picture)
	if err != nil {
		return err
	}
	dir, err := os.MkdirTemp("", "lanyard-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	desktop, err := rig.Start(ctx, rig.Options{Program: program, Dir: dir})
	if err != nil {
		return err
	}
	defer desktop.Close()
	window, err := desktop.Open(ctx, "--demo")
	if err != nil {
		return err
	}
	ready, err := liveToken(ctx, window)
	if err != nil {
		return err
	}
	if err := window.Screenshot(ctx, picture); err != nil {
		return err
	}
	if err := painted(picture); err != nil {
		return err
	}
	if code, err := window.Stop(ctx); err != nil || code != 0 {
		return fmt.Errorf("the window ended with code %d: %w: %s", code, err, window.Stderr())
	}
	fmt.Printf("The window showed %d sample profiles, %q chosen, its token with %s left.\n", len(ready.Rows), ready.Chosen, ready.Token.Countdown)
	fmt.Println("Screenshot:", picture)
	return nil
}

// liveToken waits until the window shows five profiles, one of them chosen, and below
// it a masked token whose countdown has been seen to move.
func liveToken(ctx context.Context, w *rig.Window) (rig.State, error) {
	first, err := w.Until(ctx, "five profiles and a live token are shown", func(s rig.State) bool {
		return len(s.Rows) == 5 && s.Chosen != "" && s.Busy == "" && !s.Token.Shown && strings.Contains(s.Token.Countdown, ":")
	})
	if err != nil {
		return first, err
	}
	return w.Until(ctx, "the countdown runs", func(s rig.State) bool {
		return s.Token.Countdown != "" && s.Token.Countdown != first.Token.Countdown
	})
}

// painted looks whether a picture shows a window at all: a black screen and an empty
// window have few colours, text with its smoothed edges has many.
func painted(picture string) error {
	f, err := os.Open(picture)
	if err != nil {
		return err
	}
	defer f.Close()
	img, _, err := image.Decode(f)
	if err != nil {
		return err
	}
	colours := map[[3]uint32]bool{}
	for y := img.Bounds().Min.Y; y < img.Bounds().Max.Y; y++ {
		for x := img.Bounds().Min.X; x < img.Bounds().Max.X; x++ {
			r, g, b, _ := img.At(x, y).RGBA()
			colours[[3]uint32{r, g, b}] = true
		}
	}
	if len(colours) < 50 {
		return fmt.Errorf("the picture %s has %d colours: nothing was painted", picture, len(colours))
	}
	return nil
}

func absolute(program, picture string) (string, string, error) {
	program, err := filepath.Abs(program)
	if err != nil {
		return "", "", err
	}
	picture, err = filepath.Abs(picture)
	return program, picture, err
}
