// Package notify shows a notification of the desktop and tells when it is clicked.
package notify
