package assets_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"image/png"
	"io"
	"regexp"
	"testing"

	"lanyard/assets"
)

func TestIconIsASmallSquarePNG(t *testing.T) {
	img, err := png.Decode(bytes.NewReader(assets.Icon))
	if err != nil {
		t.Fatal(err)
	}
	if s := img.Bounds().Size(); s.X != 256 || s.Y != 256 {
		t.Errorf("the icon is %v, want 256x256", s)
	}
	// A large icon is carried twice in every binary and scaled at every start.
	if n := len(assets.Icon); n > 16<<10 {
		t.Errorf("the icon has %d bytes, want at most 16 KiB", n)
	}
	// The corners are cut: a tile without transparency has a black or white frame
	// in every task bar.
	if _, _, _, alpha := img.At(0, 0).RGBA(); alpha != 0 {
		t.Errorf("the icon's corner has alpha %#x, want it transparent", alpha)
	}
	// In the middle of the card is the green key.
	if r, g, b, _ := img.At(120, 168).RGBA(); g <= r || g <= b {
		t.Errorf("the icon's key has the colour %#x %#x %#x, want green", r, g, b)
	}
}

func TestIconSVGIsWellFormed(t *testing.T) {
	d := xml.NewDecoder(bytes.NewReader(assets.IconSVG))
	for {
		if _, err := d.Token(); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			t.Fatal(err)
		}
	}
}

func TestVersionIsThreeNumbers(t *testing.T) {
	if v := assets.Version(); !regexp.MustCompile(`^\d+\.\d+\.\d+(-[0-9a-z.]+)?$`).MatchString(v) {
		t.Errorf("version %q, want three numbers and at most a suffix", v)
	}
}
