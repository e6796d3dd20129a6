package clipboard

import (
	"path/filepath"
	"slices"
	"strconv"
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

// knownManagers lists what was tried with the versions that Debian 12 ships, or what
// the project says of itself. Where neither is known, nothing is claimed.
func knownManagers() []manager {
	return []manager{
		{"parcellite", "Parcellite", KeepsMarked},
		{"clipit", "ClipIt", KeepsMarked},
		{"clipit.real", "ClipIt", KeepsMarked},
		{"xfce4-clipman", "Clipman", KeepsMarked},
		{"gpaste-daemon", "GPaste", KeepsMarked},
		{"klipper", "Klipper", SkipsMarked},
		{"plasmashell", "Klipper", SkipsMarked},
		{copyqProcess, "CopyQ", KeepsUnknown}, // see copyqKeeps
		{"diodon", "Diodon", KeepsUnknown},
		{"clipmenud", "clipmenu", KeepsUnknown},
		{"greenclip", "Greenclip", KeepsUnknown},
		{"cliphist", "cliphist", KeepsUnknown}, // depends on the wl-paste that feeds it
		{"clipse", "Clipse", KeepsUnknown},
		{"vicinae", "Vicinae", KeepsUnknown},
		{"wl-clip-persist", "wl-clip-persist", KeepsUnknown},
	}
}

const copyqProcess = "copyq"

// copyqKeeps reads CopyQ's answer to --version: it honours the mark since 8.0.
func copyqKeeps(version string) Keeps {
	words := strings.Fields(version)
	for i, w := range words {
		if w != "Manager" || i+1 >= len(words) {
			continue
		}
		major, _, _ := strings.Cut(strings.TrimPrefix(words[i+1], "v"), ".")
		switch n, err := strconv.Atoi(major); {
		case err != nil:
			return KeepsUnknown
		case n >= 8:
			return SkipsMarked
		default:
			return KeepsMarked
		}
	}
	return KeepsUnknown
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

// managerOf finds the clipboard manager that a command line runs. Scripts and
// "wl-paste --watch" show the manager as an argument.
func managerOf(args []string) (manager, bool) {
	if len(args) == 0 {
		return manager{}, false
	}
	program := filepath.Base(args[0])
	if m, ok := lookUp(program); ok {
		return m, true
	}
	switch {
	case program == "wl-paste", program == "sh", program == "bash",
		strings.HasPrefix(program, "python"), strings.HasPrefix(program, "wrapper-"):
	default:
		return manager{}, false
	}
	for _, arg := range args[1:] {
		base := filepath.Base(arg)
		base = strings.TrimSuffix(strings.TrimPrefix(base, "lib"), ".so")
		if m, ok := lookUp(base); ok {
			return m, true
		}
	}
	if program == "wl-paste" && (slices.Contains(args, "--watch") || slices.Contains(args, "-w")) {
		return manager{process: program, name: "wl-paste --watch"}, true
	}
	return manager{}, false
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

// ownerOf turns what the window of a clipboard manager says of itself into one
// manager: a known one if any of its names is known, none if it keeps nothing. A
// name nobody knows is somebody else's text and is made fit to be shown.
func ownerOf(names []string) (manager, bool) {
	m := manager{name: "without a name"}
	for _, n := range names {
		if savesOnExit(n) {
			return manager{}, false
		}
		if m, ok := lookUp(n); ok {
			return m, true
		}
		if n = presentable(n); n != "" {
			m.name = n
		}
	}
	return m, true
}

// worst picks the manager to warn of: one that keeps what is marked, else one
// nothing is known of, else any.
func worst(ms []manager) manager {
	rank := map[Keeps]int{SkipsMarked: 1, KeepsUnknown: 2, KeepsMarked: 3}
	var found manager
	best := 0
	for _, m := range ms {
		if rank[m.keeps] > best {
			best, found = rank[m.keeps], m
		}
	}
	return found
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
