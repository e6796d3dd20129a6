package clipboard

import (
	"testing"
)

func TestManagerOfACommandLine(t *testing.T) {
	for _, tt := range []struct {
		name string
		args []string
		want string
	}{
		{"a program", []string{"/usr/bin/parcellite", "-n"}, "Parcellite"},
		{"a wrapped one", []string{"/usr/bin/clipit.real"}, "ClipIt"},
		{"a panel's plugin", []string{"/usr/lib/xfce4/panel/wrapper-2.0", "/usr/lib/xfce4/panel/plugins/libclipman.so", "7"}, "Clipman"},
		{"the desktop's shell", []string{"/usr/bin/plasmashell", "--no-respawn"}, "Klipper"},
		{"a script", []string{"bash", "/usr/bin/clipmenud"}, "clipmenu"},
		{"fed by wl-paste", []string{"wl-paste", "--type", "text", "--watch", "cliphist", "store"}, "cliphist"},
		{"wl-paste feeding something else", []string{"wl-paste", "-w", "cat"}, "wl-paste --watch"},
		{"wl-paste on its own", []string{"wl-paste", "-n"}, ""},
		{"an editor with a file of that name", []string{"vim", "parcellite"}, ""},
		{"nothing", nil, ""},
		{"a kernel thread", []string{""}, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if m, _ := managerOf(tt.args); m.name != tt.want {
				t.Errorf("got %q, want %q", m.name, tt.want)
			}
		})
	}
}

func TestCopyQDependsOnItsVersion(t *testing.T) {
	for version, want := range map[string]Keeps{
		"CopyQ Clipboard Manager 6.4.0\nQt: 5.15.8\n":            KeepsMarked,
		"CopyQ Clipboard Manager v7.1.0 (hotkeys)\nQt: 5.15.8\n": KeepsMarked,
		"CopyQ Clipboard Manager 8.0.0\nQt: 5.15.8\n":            SkipsMarked,
		"CopyQ Clipboard Manager v13.0.0\n":                      SkipsMarked,
		"CopyQ Clipboard Manager git\n":                          KeepsUnknown,
		"":                                                       KeepsUnknown,
	} {
		if got := copyqKeeps(version); got != want {
			t.Errorf("%q: %d, want %d", version, got, want)
		}
	}
}

func TestOwnerOfTheManagersSelection(t *testing.T) {
	for _, tt := range []struct {
		name  string
		names []string
		want  string
		keeps Keeps
		none  bool
	}{
		{name: "known by its class", names: []string{"Clipboard", "xfce4-clipman", "Xfce4-clipman"}, want: "Clipman", keeps: KeepsMarked},
		{name: "part of a desktop", names: []string{"gsd-clipboard", "x"}, none: true},
		{name: "unknown", names: []string{"My Clips"}, want: "My Clips"},
		{name: "nameless", want: "without a name"},
		{name: "hostile", names: []string{"a\x1b[31m\nb\u202e" + longName}, want: "a[31mb" + longName[:34] + "…"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m, ok := ownerOf(tt.names)
			if ok == tt.none || m.name != tt.want || m.keeps != tt.keeps {
				t.Errorf("got %q, %d, %v", m.name, m.keeps, ok)
			}
		})
	}
}

const longName = "nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn"

func TestReport(t *testing.T) {
	keeps := manager{name: "Parcellite", keeps: KeepsMarked}
	skips := manager{name: "Klipper", keeps: SkipsMarked}
	other := manager{name: "My Clips", keeps: KeepsUnknown}
	for _, tt := range []struct {
		name string
		desk *desk
		o    *Options
		want Report
	}{
		{"nothing copied", &desk{managing: []manager{skips}}, nil, Report{Manager: "Klipper", Keeps: SkipsMarked}},
		{"marked", &desk{}, &Options{Mark: true}, Report{Mark: MarkRead}},
		{"mark turned off", &desk{}, &Options{}, Report{Mark: MarkOff}},
		{"no such mark", &desk{noMark: true}, &Options{Mark: true}, Report{Mark: MarkUnknown}},
		{"mark not readable", &desk{lost: true}, &Options{Mark: true}, Report{Mark: MarkUnread}},
		{
			"one that keeps it beside one that does not", &desk{managing: []manager{skips, keeps, other}}, &Options{Mark: true},
			Report{Mark: MarkRead, Manager: "Parcellite", Keeps: KeepsMarked},
		},
		{
			"one nobody knows beside one that does not keep it", &desk{managing: []manager{skips, other}}, &Options{Mark: true},
			Report{Mark: MarkRead, Manager: "My Clips", Keeps: KeepsUnknown},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			c := newClipboard(tt.desk)
			defer c.Close()
			if tt.o != nil {
				if _, err := c.CopySecret(newSecret(), *tt.o); err != nil {
					t.Fatal(err)
				}
			}
			if got := c.Report(t.Context()); got != tt.want {
				t.Errorf("got %+v, want %+v", got, tt.want)
			}
		})
	}
}

func TestReportSaysThatItCouldNotBeCleared(t *testing.T) {
	d := &desk{}
	c := newClipboard(d)
	if _, err := c.CopySecret(newSecret(), Options{Mark: true}); err != nil {
		t.Fatal(err)
	}
	d.set(func() { d.stuck = errBusy })
	_, _ = c.Clear()
	if got := c.Report(t.Context()); !got.Stuck {
		t.Errorf("got %+v", got)
	}
	d.set(func() { d.stuck = nil })
	if got, err := c.Clear(); got != ClearedNow || err != nil {
		t.Fatalf("the second time: %d, %v", got, err)
	}
	if got := c.Report(t.Context()); got.Stuck {
		t.Errorf("after it was cleared: %+v", got)
	}
}
