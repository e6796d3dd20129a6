// Package native opens the window on a real desktop: it alone knows the toolkit's driver,
// GLFW below it, and OpenGL, and gives package ui what the desktop can do. It needs cgo;
// without, only this file is of the package.
package native
