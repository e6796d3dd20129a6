// Package wayland is a connection to a Wayland compositor without a window: the little
// of the protocol that a clipboard, and the question whether the user is away, need.
// Objects are numbers; a message is the object's number, its length with the opcode, and
// arguments in words of 32 bits. What an object's opcodes mean is for the callers to know.
//
// It exists on Linux only.
package wayland
