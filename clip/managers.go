package clip

import (
	"path/filepath"
	"strings"
	"unicode"
)

// Keeps is what a clipboard manager is known to do with a marked secret.
type Keeps int

// What a clipboard manager is known to do with a marked secret.
const (
	// KeepsUnknown means nobody told us.
	KeepsUnknown Keeps = iota
	// KeepsMarked means it ignores the mark and may keep a copy.
	KeepsMarked
	// SkipsMarked means it honours the mark.
	SkipsMarked
)

// manager is one clipboard manager.
type manager struct {
	process string // the base name of its program, or of the script it runs
	name    string // as its users know it
	keeps   Keeps
}

// knownManagers lists what is known. A manager whose answer depends on its version
// counts by the versions that distributions still ship: a warning too many is
// better than one too few.
func knownManagers() []manager {
	return []manager{
		{"parcellite", "Parcellite", KeepsMarked},
		{"clipit", "ClipIt", KeepsMarked},
		{"xfce4-clipman", "Clipman", KeepsMarked},
		{"diodon", "Diodon", KeepsMarked},
		{"gpaste-daemon", "GPaste", KeepsMarked},
		{"clipmenud", "clipmenu", KeepsMarked},
		{"greenclip", "Greenclip", KeepsMarked},
		{"copyq", "CopyQ", KeepsUnknown},
		{"klipper", "Klipper", SkipsMarked},
		{"plasmashell", "Klipper", SkipsMarked},
		{"cliphist", "cliphist", KeepsUnknown},
		{"clipse", "Clipse", KeepsUnknown},
		{"clipman", "clipman", KeepsMarked},
		{"vicinae", "Vicinae", KeepsUnknown},
		{"wl-clip-persist", "wl-clip-persist", KeepsUnknown},
	}
}

// lookUp finds a manager by its program's or its own name.
func lookUp(name string) (manager, bool) {
	for _, m := range knownManagers() {
		if strings.EqualFold(m.process, name) || strings.EqualFold(m.name, name) {
			return m, true
		}
	}
	return manager{}, false
}

// managerOf names the clipboard manager that a command line runs, "" when it runs
// none that is known. Scripts and "wl-paste --watch" show the manager as an
// argument.
func managerOf(args []string) string {
	if len(args) == 0 {
		return ""
	}
	program := filepath.Base(args[0])
	if m, ok := lookUp(program); ok {
		return m.name
	}
	switch {
	case program == "wl-paste", program == "sh", program == "bash",
		strings.HasPrefix(program, "python"), strings.HasPrefix(program, "wrapper-"):
	default:
		return ""
	}
	for _, arg := range args[1:] {
		base := filepath.Base(arg)
		base = strings.TrimSuffix(strings.TrimPrefix(base, "lib"), ".so")
		if m, ok := lookUp(base); ok {
			return m.name
		}
	}
	if program == "wl-paste" && hasAny(args[1:], "--watch", "-w") {
		return "wl-paste --watch"
	}
	return ""
}

// savesOnExit tells the parts of a desktop that own the manager's selection but keep
// nothing unless an ending program asks them to, which this one does not.
func savesOnExit(name string) bool {
	switch strings.ToLower(name) {
	case "gsd-clipboard", "gnome-settings-daemon", "csd-clipboard", "cinnamon-settings-daemon",
		"msd-clipboard", "mate-settings-daemon", "xfsettingsd":
		return true
	}
	return false
}

// ownerName turns what the window of a clipboard manager says of itself into one
// name: a known one if any of its names is known, "" if it keeps nothing. A name
// nobody knows is somebody else's text and is made fit to be shown.
func ownerName(names []string) string {
	shown := "without a name"
	for _, n := range names {
		if savesOnExit(n) {
			return ""
		}
		if m, ok := lookUp(n); ok {
			return m.name
		}
		if n = presentable(n); n != "" {
			shown = n
		}
	}
	return shown
}

// presentable drops what cannot be printed and cuts what is long.
func presentable(s string) string {
	var b strings.Builder
	n := 0
	for _, r := range s {
		if !unicode.IsPrint(r) {
			continue
		}
		if n++; n > 40 {
			return b.String() + "…"
		}
		b.WriteRune(r)
	}
	return strings.TrimSpace(b.String())
}

func hasAny(args []string, want ...string) bool {
	for _, a := range args {
		for _, w := range want {
			if a == w {
				return true
			}
		}
	}
	return false
}
