// Package e2e drives the real program in a real window, as a person does: its tests
// are built with the tag e2e and run by "make window". They need an X server, a window
// manager, a session bus and a keyring, which package rig starts; nothing of the person
// who runs them is touched.
package e2e
