//go:build cgo

package native

// The program is not linked with an OpenGL library: the dynamic loader of Linux would end
// even a command with a line of its own where it is missing, as on servers and in
// containers. It is loaded when a window asks for it.

/*
#cgo LDFLAGS: -Wl,--as-needed -ldl
#include <dlfcn.h>
#include <stddef.h>
#include <stdlib.h>

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

// An X library that is not there yet cannot be the one that a display came from.
static void *xlib(const char *name) {
	void *x = dlopen("libX11.so.6", RTLD_LAZY | RTLD_NOLOAD), *found = NULL;
	if (x == NULL) return NULL;
	found = dlsym(x, name);
	dlclose(x);
	return found;
}

static int spared; // the environment has been changed

// spare has Mesa leave out the configurations for ten bits a colour, nearly half of 840, on a
// screen that has eight. Every option of Mesa's configuration is read from the environment too,
// which it remarks upon unless it is to be silent.
static void spare(void *display) {
	int (*screen)(void *) = (int (*)(void *))xlib("XDefaultScreen");
	int (*depth)(void *, int) = (int (*)(void *, int))xlib("XDefaultDepth");
	if (screen == NULL || depth == NULL || depth(display, screen(display)) != 24) return;
	if (getenv("allow_rgb10_configs") != NULL || getenv("MESA_DEBUG") != NULL) return;
	setenv("allow_rgb10_configs", "false", 1);
	setenv("MESA_DEBUG", "silent", 1);
	spared = 1;
}

static void unspare(void) {
	if (!spared) return;
	unsetenv("allow_rgb10_configs");
	unsetenv("MESA_DEBUG");
	spared = 0;
}

// load asks for what the driver can do, which it has to be loaded for.
static void load(void *display) {
	int (*screen)(void *) = (int (*)(void *))xlib("XDefaultScreen");
	if (screen == NULL || library() == NULL) return;
	const char *(*ask)(void *, int) = (const char *(*)(void *, int))dlsym(library(), "glXQueryExtensionsString");
	if (ask != NULL) ask(display, screen(display));
}
*/
import "C"

import (
	"fmt"
	"unsafe"
)

// checkOpenGL says what is missing when the OpenGL library cannot be loaded.
func checkOpenGL() error {
	why := C.missing()
	if why == nil {
		return nil
	}
	return fmt.Errorf("there is no OpenGL library, without which no window can be drawn (%s): install libgl1 on Debian and Ubuntu, libglvnd-glx on Fedora", C.GoString(why))
}

// loadOpenGL begins to load the driver that belongs to a connection to an X server (a Display of
// Xlib that may be used from several threads), after [checkOpenGL]. ready waits until it is there;
// a window that is made on the connection then finds it. Until then the environment of C's
// libraries, not that of Go's programs, has something in it for the driver: nothing else may
// change that meanwhile.
//
// For each window that GLFW makes, it asks the driver some ten thousand questions about its
// configurations, each of which takes longer the more there are: 16 ms with Mesa's 840, a
// third of that without those that no window here could use.
func loadOpenGL(display unsafe.Pointer) (ready func()) {
	loaded := make(chan struct{})
	C.spare(display)
	go func() {
		defer close(loaded)
		C.load(display)
	}()
	return func() {
		<-loaded
		C.unspare()
	}
}
