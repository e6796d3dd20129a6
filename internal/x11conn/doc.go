// Package x11conn is a connection to an X server without a window of the toolkit:
// requests, answers and events in order, with a limit to every wait. What the bytes of
// a request or an event mean is for the callers and for golang.design/x/x11 to know.
//
// It exists on Linux only.
package x11conn
