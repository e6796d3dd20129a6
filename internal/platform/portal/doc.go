// Package portal calls the desktop portal (xdg-desktop-portal), by which a Linux desktop
// shows its file dialogs and tells its settings. Elsewhere there is none.
package portal
