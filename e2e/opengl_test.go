//go:build e2e && linux

package e2e

import (
	"debug/elf"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"lanyard/e2e/rig"
)

// TestNoWindowPossible starts the window where there can be none: without a display,
// without OpenGL on it, without a driver, without the library. Each time the program says
// so and ends within seconds, and its commands work.
func TestNoWindowPossible(t *testing.T) {
	d := startDeskWith(t, rig.Options{})
	noGLX, err := d.StartScreen(t.Context(), "-extension", "GLX")
	d.check(err)
	for _, c := range []struct {
		name  string
		env   []string
		hide  []string // libraries
		words string
	}{
		{"no display", []string{"DISPLAY="}, nil, "DISPLAY is not set"},
		{"no such display", []string{"DISPLAY=:4711"}, nil, `No X server runs at display ":4711"`},
		{"no GLX", []string{"DISPLAY=" + noGLX}, nil, "the GLX extension is missing"},
		{"no driver", []string{"LIBGL_DRIVERS_PATH=/nonexistent"}, nil, "makes no window"},
		{"no vendor's library", nil, []string{"libGLX_mesa.so.0"}, "No window can be made on this display"},
		{"no libGL", nil, []string{"libGL.so.1"}, "There is no OpenGL library"},
	} {
		t.Run(c.name, func(t *testing.T) {
			began := time.Now()
			r := d.hiding(t, c.hide, c.env)
			took := time.Since(began)
			t.Logf("after %v: %s", took, r.Stderr)
			if r.Code != 1 || !strings.Contains(r.Stderr, c.words) || !strings.Contains(r.Stderr, "The commands work without a window") {
				t.Errorf("the program ended with %d and said %q", r.Code, r.Stderr)
			}
			if strings.Contains(r.Stderr, "goroutine ") {
				t.Error("that was a crash")
			}
			if took > 10*time.Second {
				t.Errorf("it took %v", took)
			}
			if r := d.hiding(t, c.hide, c.env, "list"); r.Code != 0 {
				t.Errorf("lanyard list ended with %d and said %q", r.Code, r.Stderr)
			}
		})
	}
}

// hiding runs the program where some libraries cannot be loaded. It takes the right to
// mount; where that is missing, the test ends here.
func (d *desk) hiding(t *testing.T, libraries, env []string, args ...string) rig.Result {
	t.Helper()
	if len(libraries) == 0 {
		r, err := d.RunWith(t.Context(), env, args...)
		d.check(err)
		return r
	}
	var files []string
	for _, name := range libraries {
		files = append(files, pathOf(t, name))
	}
	r, err := d.RunHiding(t.Context(), files, env, args...)
	if err != nil {
		t.Skip("libraries cannot be hidden here: ", err)
	}
	return r
}

// pathOf finds a library as the dynamic loader does.
func pathOf(t *testing.T, name string) string {
	t.Helper()
	out, err := exec.Command("ldconfig", "-p").Output()
	if err != nil {
		out, err = exec.Command("/sbin/ldconfig", "-p").Output()
	}
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(out)) {
		if f := strings.Fields(line); len(f) > 2 && f[0] == name {
			return f[len(f)-1]
		}
	}
	t.Skip("there is no ", name, " to hide")
	return ""
}

// The program is not linked with libGL: where that is missing, the dynamic loader would
// end it before it could say a word.
func TestNotLinkedWithLibGL(t *testing.T) {
	f, err := elf.Open(os.Getenv("LANYARD_PROGRAM"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	libraries, err := f.ImportedLibraries()
	if err != nil || !slices.Contains(libraries, "libc.so.6") {
		t.Fatalf("it is linked with %q (%v)", libraries, err)
	}
	for _, name := range libraries {
		if strings.Contains(name, "GL") || strings.Contains(name, "X11") || strings.Contains(name, "wayland") {
			t.Errorf("it is linked with %s", name)
		}
	}
}
