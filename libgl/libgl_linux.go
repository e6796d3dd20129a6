//go:build cgo

package libgl

/*
#cgo LDFLAGS: -Wl,--as-needed -ldl
#include <dlfcn.h>
#include <stddef.h>

typedef void (*proc)(void);

static void *library(void) {
	static void *found; // dlopen counts, and gives the same handle
	if (found == NULL) found = dlopen("libGL.so.1", RTLD_LAZY | RTLD_GLOBAL);
	return found;
}

static const char *missing(void) {
	dlerror();
	if (library() != NULL) return NULL;
	const char *why = dlerror();
	return why == NULL ? "" : why;
}

// glXGetProcAddress is the one function that the toolkit's OpenGL bindings are linked
// with; all others they ask this one for.
proc glXGetProcAddress(const unsigned char *name) {
	static proc (*real)(const unsigned char *);
	if (real == NULL && library() != NULL) real = (proc (*)(const unsigned char *))dlsym(library(), "glXGetProcAddress");
	return real == NULL ? NULL : real(name);
}

// load asks for what the driver can do, which it has to be loaded for. An X library that
// is not there yet cannot be the one that the display came from.
static void load(void *display) {
	void *x = dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD);
	if (x == NULL || library() == NULL) return;
	int (*screen)(void *) = (int (*)(void *))dlsym(x, "XDefaultScreen");
	const char *(*ask)(void *, int) = (const char *(*)(void *, int))dlsym(library(), "glXQueryExtensionsString");
	if (screen != NULL && ask != NULL) ask(display, screen(display));
	dlclose(x);
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// Check says what is missing when the OpenGL library cannot be loaded.
func Check() error {
	why := C.missing()
	if why == nil {
		return nil
	}
	return fmt.Errorf("there is no OpenGL library, without which no window can be drawn (%s): install libgl1 on Debian and Ubuntu, libglvnd-glx on Fedora", C.GoString(why))
}

// Load loads the driver that belongs to a connection to an X server (a Display of Xlib that
// may be used from several threads). Whoever then makes a window on it finds the driver
// there. It may be called from any goroutine, after [Check].
func Load(display unsafe.Pointer) { C.load(display) }
