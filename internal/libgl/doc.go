// Package libgl has the program start without an OpenGL library. Linked with it, the
// dynamic loader of Linux would end even a command with a line of its own where it is
// missing, as on servers and in containers. Here it is loaded when a window asks for it.
package libgl
