// Package tray shows an icon with a menu among the desktop's status icons. It does so on
// Linux alone: the toolkit's own library knows those of Windows and macOS.
package tray

// Item is a line of a status icon's menu; a separator without text. Do is called from
// a goroutine of its own.
type Item struct {
	Text string
	Off  bool // it cannot be chosen
	Do   func()
}
