// Package ui is Lanyard's window: the list of profiles, what is known of the chosen
// one, its token with the time it has left, and the form that edits it.
//
// Everything that touches a widget runs on Fyne's one goroutine. Whatever may wait (a
// sign-in, the keyring, the clipboard, the profiles file) runs on a goroutine of its
// own with a context and comes back through the dispatcher in [Setup]; see
// [Window.background]. What is decided rather than drawn (searching, times in words,
// what the form shows and means) is kept in plain functions and values without widgets.
package ui
