package main

import (
	"errors"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"lanyard/assets"
)

// allowed says what each package may import directly, its tests left aside. Imports
// only point down. Everything of ours and of others must stand here; of the standard
// library only what guarded names. "x/..." means x and everything below it.
//
// A new line here is a decision about the shape of the program, not a formality.
var allowed = map[string][]string{
	".": {
		"lanyard/cli",
		"lanyard/internal/app",
		"lanyard/internal/background",
		"lanyard/internal/platform/harden",
		"lanyard/internal/policy",
		"lanyard/ui/native",
	},
	"ui/native": { // alone knows the toolkit's driver
		"lanyard/internal/settings",
		"lanyard/assets",
		"lanyard/internal/app",
		"lanyard/internal/clipboard",
		"lanyard/internal/platform/bus",
		"lanyard/internal/platform/display",
		"lanyard/internal/platform/harden",
		"lanyard/internal/platform/idle",
		"lanyard/internal/platform/notify",
		"lanyard/internal/platform/portal",
		"lanyard/internal/platform/session",
		"lanyard/internal/platform/tray",
		"lanyard/internal/secret",
		"lanyard/internal/wallet",
		"lanyard/store",
		"lanyard/ui",
		"lanyard/ui/filepick",
		"lanyard/ui/kit",
		"lanyard/ui/state",
		"fyne.io/fyne/v2",
		"fyne.io/fyne/v2/app",
		"fyne.io/fyne/v2/driver/desktop",
		"github.com/go-gl/glfw/v3.4/glfw",
		"fyne.io/fyne/v2/driver",
		"C",
		"unsafe",
	},
	"ui": {
		"lanyard/internal/settings",
		"lanyard/assets",
		"lanyard/internal/agent",
		"lanyard/internal/credimport",
		"lanyard/internal/explain",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/ui/detail",
		"lanyard/ui/editor",
		"lanyard/ui/filepick",
		"lanyard/ui/importer",
		"lanyard/ui/keylife",
		"lanyard/ui/kit",
		"lanyard/ui/list",
		"lanyard/ui/lock",
		"lanyard/ui/parts",
		"lanyard/ui/prefs",
		"lanyard/ui/results",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"lanyard/ui/transfer",
		"lanyard/ui/uistate",
		"fyne.io/fyne/v2/...",
	},
	"ui/filepick": { // a room
		"lanyard/internal/userfile",
		"lanyard/ui/kit",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/state": { // the window without a widget
		"lanyard/internal/settings",
		"lanyard/assets",
		"lanyard/internal/agent",
		"lanyard/internal/credimport",
		"lanyard/internal/envvars",
		"lanyard/internal/explain",
		"lanyard/internal/policy",
		"lanyard/internal/profile",
		"lanyard/internal/rotation",
		"lanyard/internal/secret",
		"lanyard/internal/shellquote",
		"lanyard/internal/snippet",
		"lanyard/internal/testall",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"lanyard/ui/keystate",
		"lanyard/ui/state/find",
		"lanyard/ui/text",
	},
	"ui/keystate": { // the life of API keys without a widget
		"lanyard/iam",
		"lanyard/internal/explain",
		"lanyard/internal/profile",
		"lanyard/internal/rotation",
		"lanyard/internal/secret",
		"lanyard/internal/wallet",
		"lanyard/ui/text",
	},
	"ui/state/find": { // searches profiles
		"lanyard/internal/profile",
	},
	"ui/passfield": { // a field for passphrases
		"lanyard/internal/secret",
		"lanyard/ui/kit",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/transfer": { // a room
		"lanyard/internal/explain",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"lanyard/ui/kit",
		"lanyard/ui/passfield",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/prefs": { // a room
		"lanyard/internal/settings",
		"lanyard/internal/policy",
		"lanyard/internal/profile",
		"lanyard/ui/kit",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/importer": { // a room
		"lanyard/internal/credimport",
		"lanyard/internal/explain",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"lanyard/ui/kit",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"lanyard/ui/uistate",
		"fyne.io/fyne/v2/...",
	},
	"ui/detail": { // a room
		"lanyard/internal/explain",
		"lanyard/internal/profile",
		"lanyard/internal/reference",
		"lanyard/internal/secret",
		"lanyard/internal/shellquote",
		"lanyard/internal/snippet",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"lanyard/ui/kit",
		"lanyard/ui/parts",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"lanyard/ui/uistate",
		"fyne.io/fyne/v2/...",
	},
	"ui/results": { // a room
		"lanyard/ui/kit",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/list": { // a room
		"lanyard/internal/credimport",
		"lanyard/ui/keystate",
		"lanyard/ui/kit",
		"lanyard/ui/parts",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/parts": { // what several rooms show
		"lanyard/ui/kit",
		"lanyard/ui/state",
		"fyne.io/fyne/v2/...",
	},
	"ui/editor": { // a room
		"lanyard/internal/credimport",
		"lanyard/internal/explain",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"lanyard/ui/kit",
		"lanyard/ui/parts",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"lanyard/ui/uistate",
		"fyne.io/fyne/v2/...",
	},
	"ui/keylife": { // a room
		"lanyard/iam",
		"lanyard/internal/profile",
		"lanyard/internal/rotation",
		"lanyard/internal/secret",
		"lanyard/internal/wallet",
		"lanyard/ui/keystate",
		"lanyard/ui/kit",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/lock": { // a room
		"lanyard/internal/secret",
		"lanyard/ui/kit",
		"lanyard/ui/passfield",
		"lanyard/ui/state",
		"lanyard/ui/text",
		"fyne.io/fyne/v2/...",
	},
	"ui/uistate": {}, // what a test build shows: ui writes it, e2e reads it
	"ui/kit": { // the toolkit and nothing of ours
		"fyne.io/fyne/v2/...",
	},
	"ui/text": { // every text of the window
	},
	"internal/app": { // puts everything together
		"lanyard/internal/settings",
		"lanyard/assets",
		"lanyard/iam",
		"lanyard/iam/sim",
		"lanyard/internal/agent",
		"lanyard/internal/platform/harden",
		"lanyard/internal/platform/proxy",
		"lanyard/internal/policy",
		"lanyard/internal/profile",
		"lanyard/internal/rotation",
		"lanyard/internal/secret",
		"lanyard/internal/tokenserver",
		"lanyard/internal/team",
		"lanyard/internal/team/access",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"lanyard/store",
	},
	"cli": {
		"lanyard/internal/settings",
		"lanyard/internal/shellquote",
		"lanyard/assets",
		"lanyard/iam",
		"lanyard/iam/sim",
		"lanyard/internal/agent",
		"lanyard/internal/app",
		"lanyard/internal/background",
		"lanyard/internal/clipboard",
		"lanyard/internal/credimport",
		"lanyard/internal/envvars",
		"lanyard/internal/explain",
		"lanyard/internal/mask",
		"lanyard/internal/platform/harden",
		"lanyard/internal/platform/session",
		"lanyard/internal/policy",
		"lanyard/internal/profile",
		"lanyard/internal/reference",
		"lanyard/internal/rotation",
		"lanyard/internal/secret",
		"lanyard/internal/snippet",
		"lanyard/internal/team",
		"lanyard/internal/team/access",
		"lanyard/internal/tokenserver",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"lanyard/store",
		"github.com/spf13/cobra",
		"github.com/spf13/pflag",
		"golang.org/x/sys/...",
		"golang.org/x/term",
		"net",
		"os/exec",
		"github.com/creack/pty",
	},
	"cli/manual": { // writes the pages for man when the program is packaged
		"lanyard/cli",
	},
	"internal/team": { // a store in which a team keeps its keys
		"lanyard/internal/profile",
	},
	"internal/team/kv": {
		"lanyard/iam",
		"lanyard/internal/secret",
		"lanyard/internal/team",
		"net/http",
	},
	"internal/team/access": { // starts token helpers, listens for the answers of pages
		"lanyard/internal/secret",
		"lanyard/internal/team",
		"lanyard/internal/team/kv",
		"lanyard/internal/userfile",
		"os/exec",
		"net",
		"net/http",
		"log",
	},
	"internal/team/kvtest": { // nothing of ours: it must not agree with our bugs
		"net/http",
	},
	"internal/settings": { // what a user chooses for all profiles
		"lanyard/internal/profile",
	},
	"internal/reference": {
		"lanyard/internal/secret",
		"github.com/compose-spec/compose-go/v2/dotenv",
		"go.yaml.in/yaml/v3",
	},
	"internal/mask": {
		"lanyard/internal/secret",
	},
	"internal/tokenserver": {
		"lanyard/internal/secret",
		"lanyard/internal/tcppeer",
		"lanyard/internal/userfile",
		"lanyard/internal/wallet",
		"net",
		"net/http",
		"log",
	},
	"internal/tcppeer": { // unsafe: Windows has its table of connections by a pointer
		"golang.org/x/sys/...",
		"net",
		"unsafe",
	},
	"internal/wallet": {
		"lanyard/iam",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/team",
		"lanyard/internal/userfile",
		"lanyard/store",
	},
	"internal/rotation": {
		"lanyard/iam",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/wallet",
		"lanyard/store",
		"net/http",
	},
	"internal/agent": {
		"lanyard/iam",
		"lanyard/internal/explain",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/team",
		"lanyard/internal/wallet",
		"github.com/gofrs/flock",
		"golang.org/x/sys/...",
		"net",
	},
	"internal/credimport": {
		"lanyard/internal/shellquote",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/userfile",
		"go.yaml.in/yaml/v3",
	},
	"internal/snippet": {
		"lanyard/internal/shellquote",
		"lanyard/internal/envvars",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
	},
	"internal/envvars": {
		"lanyard/internal/profile",
		"lanyard/internal/secret",
	},
	"internal/policy": { // what an administrator has fixed
		"lanyard/internal/profile",
		"lanyard/internal/userfile",
		"golang.org/x/sys/...",
		"net", // splits hosts from ports
	},
	"internal/explain": {
		"lanyard/iam",
		"lanyard/internal/policy",
		"lanyard/internal/profile",
		"lanyard/internal/rotation",
		"lanyard/internal/team",
		"lanyard/internal/wallet",
		"lanyard/store",
		"net",
	},
	"internal/clipboard": {
		"lanyard/internal/background",
		"lanyard/internal/secret",
		"lanyard/internal/wayland",
		"lanyard/internal/x11conn",
		"golang.design/x/clipboard",
		"golang.design/x/x11",
		"github.com/ebitengine/purego/objc",
		"golang.org/x/sys/...",
		"os/exec",
	},
	"internal/platform/bus": {
		"github.com/godbus/dbus/v5",
	},
	"internal/platform/display": {
		"lanyard/internal/platform/bus",
		"lanyard/internal/wayland",
		"lanyard/internal/x11conn",
		"golang.design/x/x11",
		"golang.org/x/sys/...",
		"net",
	},
	"internal/platform/harden": {
		"golang.org/x/sys/...",
	},
	"internal/platform/idle": {
		"lanyard/internal/platform/bus",
		"lanyard/internal/wayland",
		"lanyard/internal/x11conn",
		"golang.org/x/sys/...",
		"os/exec",
		"unsafe",
	},
	"internal/platform/notify": {
		"lanyard/internal/platform/bus",
		"github.com/godbus/dbus/v5",
	},
	"internal/platform/platformtest": { // for the tests of its siblings
		"lanyard/internal/wayland",
		"github.com/godbus/dbus/v5",
		"golang.org/x/sys/...",
		"net",
		"os/exec",
	},
	"internal/platform/portal": {
		"lanyard/internal/platform/bus",
		"lanyard/internal/platform/harden",
		"github.com/godbus/dbus/v5",
	},
	"internal/platform/proxy": {
		"lanyard/internal/platform/bus",
		"lanyard/internal/platform/portal",
		"github.com/godbus/dbus/v5",
		"golang.org/x/sys/...",
		"net",
		"os/exec",
		"unsafe",
	},
	"internal/platform/session": {
		"lanyard/internal/platform/bus",
		"github.com/godbus/dbus/v5",
		"golang.org/x/sys/...",
		"unsafe",
	},
	"internal/platform/tray": {
		"lanyard/internal/platform/bus",
		"github.com/godbus/dbus/v5",
		"github.com/godbus/dbus/v5/prop",
	},
	"internal/testall": {}, // tests many credentials
	"store": {
		"lanyard/internal/settings",
		"lanyard/internal/jsonscan",
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/team",
		"lanyard/internal/testall",
		"lanyard/internal/userfile",
		"github.com/zalando/go-keyring",
		"github.com/godbus/dbus/v5",
		"github.com/gofrs/flock",
		"github.com/fsnotify/fsnotify",
		"filippo.io/age/...",
		"golang.org/x/sys/...",
		"net",
		"os/exec",
	},
	"iam": {
		"lanyard/internal/profile",
		"lanyard/internal/secret",
		"lanyard/internal/userfile",
		"github.com/cenkalti/backoff/v5",
		"golang.org/x/net/...",
		"golang.org/x/sys/...",
		"net/http",
		"net",
		"crypto/tls",
	},
	"iam/sim": { // nothing of ours: it must not agree with our bugs
		"github.com/golang-jwt/jwt/v5",
		"net/http",
		"net",
		"crypto/tls",
		"log",
	},
	"internal/profile": {
		"lanyard/internal/jsonscan",
		"golang.org/x/text/unicode/norm",
	},
	"internal/secret":     {},
	"internal/shellquote": {},
	"internal/jsonscan":   {},
	"internal/x11conn": {
		"golang.design/x/x11",
		"net",
	},
	"internal/wayland": {
		"net",
	},
	"internal/background": {
		"golang.org/x/sys/...",
		"os/exec",
	},
	"assets": {},
	"scripts/mutate": { // breaks the program on purpose; starts go and the tests
		"os/exec",
	},
	"e2e": {},
	"e2e/rig": {
		"lanyard/ui/uistate",
		"github.com/godbus/dbus/v5",
		"golang.org/x/sys/...",
		"os/exec",
	},
	"e2e/demo": {
		"lanyard/e2e/rig",
	},
	"e2e/canary": { // servers that write down what they get
		"net/http",
		"crypto/tls",
		"log",
	},
	"internal/nobody": { // for tests
		"os/exec",
	},
	"internal/userfile": {},
}

// guarded are the packages of the standard library that reach outside the process,
// around the type system, or print on their own (log, where only an *http.Server needs
// it). No package has them unless allowed says so.
var guarded = []string{"net", "net/http", "net/rpc", "net/smtp", "crypto/tls", "os/exec", "log", "plugin", "unsafe"}

// never are packages that no package may import, with the reason.
var never = map[string]string{
	"math/rand":      "ids and waits come from crypto/rand or math/rand/v2",
	"io/ioutil":      "os and io have it",
	"runtime/secret": "exists only with an experiment switched on",
}

func TestImportsPointDown(t *testing.T) {
	for dir, files := range goFiles(t) {
		rules, known := allowed[dir]
		if !known {
			t.Errorf("package %s has no line in the allow-list", dir)
			continue
		}
		for _, f := range files {
			for _, spec := range f.syntax.Imports {
				checkImport(t, f.path, rules, importPath(t, spec))
			}
		}
	}
}

// A row that no import needs any more would let one come back unseen.
func TestNoRowIsUnused(t *testing.T) {
	packages := goFiles(t)
	for dir, rules := range allowed {
		files, there := packages[dir]
		if !there {
			t.Errorf("the allow-list has a row for %s, which is no package", dir)
			continue
		}
		var imports []string
		for _, f := range files {
			for _, spec := range f.syntax.Imports {
				imports = append(imports, importPath(t, spec))
			}
		}
		for _, rule := range rules {
			if !slices.ContainsFunc(imports, func(imported string) bool { return covers(rule, imported) }) {
				t.Errorf("the allow-list lets %s import %s, which it doesn't", dir, rule)
			}
		}
	}
}

// floorOf says on which floor of the window's house a package stands. Rooms, which are all
// that are not named here, stand side by side.
func floorOf(dir string) int {
	switch dir {
	case "ui/uistate", "ui/kit", "ui/text", "ui/state/find":
		return 0
	case "ui/keystate":
		return 1
	case "ui/state", "ui/passfield":
		return 2
	case "ui/parts":
		return 3
	case "ui":
		return 5
	case "ui/native":
		return 6
	}
	return 4
}

// A room of the window imports what stands below it, whatever the allow-list has: neither
// another room nor the window that puts the rooms together.
func TestRoomsPointDown(t *testing.T) {
	for dir, files := range goFiles(t) {
		if !covers("ui/...", dir) {
			continue
		}
		for _, f := range files {
			for _, spec := range f.syntax.Imports {
				other, ours := strings.CutPrefix(importPath(t, spec), "lanyard/")
				if ours && covers("ui/...", other) && floorOf(other) >= floorOf(dir) {
					t.Errorf("%s imports %s, which doesn't lie below it", f.path, other)
				}
			}
		}
	}
}

func checkImport(t *testing.T, file string, rules []string, imported string) {
	t.Helper()
	if why, ok := never[imported]; ok {
		t.Errorf("%s imports %s: %s", file, imported, why)
	}
	first, _, _ := strings.Cut(imported, "/")
	ours := first == "lanyard"
	others := strings.Contains(first, ".")
	if (ours || others || slices.Contains(guarded, imported)) && !slices.ContainsFunc(rules, func(rule string) bool { return covers(rule, imported) }) {
		t.Errorf("%s imports %s, which the allow-list doesn't have for this package", file, imported)
	}
}

func covers(rule, imported string) bool {
	if base, ok := strings.CutSuffix(rule, "/..."); ok {
		return imported == base || strings.HasPrefix(imported, base+"/")
	}
	return rule == imported
}

// Some libraries have one place in the program, whatever the floors allow.
func TestOneImporterEach(t *testing.T) {
	importers := map[string][]string{}
	for _, files := range goFiles(t) {
		for _, f := range files {
			for _, spec := range f.syntax.Imports {
				p := importPath(t, spec)
				importers[p] = append(importers[p], f.path)
			}
		}
	}
	for imported, want := range map[string]string{
		"fyne.io/fyne/v2/app":           "ui/native/",
		"github.com/zalando/go-keyring": "store/",
		"golang.design/x/clipboard":     "internal/clipboard/",
		"github.com/spf13/cobra":        "cli/",
	} {
		for _, file := range importers[imported] {
			if file != want && !strings.HasPrefix(file, want) {
				t.Errorf("%s imports %s, which only %s may", file, imported, want)
			}
		}
	}
}

func TestPackagesHaveComments(t *testing.T) {
	for dir, files := range goFiles(t) {
		if !slices.ContainsFunc(files, func(f goFile) bool { return f.syntax.Doc != nil }) {
			t.Errorf("package %s has no package comment", dir)
		}
	}
}

// The version is written in assets/VERSION. FyneApp.toml, which the packaging tool
// reads, must say the same, and nothing else may say it at all.
func TestVersionStandsInOnePlace(t *testing.T) {
	toml, err := os.ReadFile("FyneApp.toml")
	if err != nil {
		t.Fatal(err)
	}
	want := `Version = "` + assets.Version() + `"`
	if !slices.Contains(strings.Split(string(toml), "\n"), want) {
		t.Errorf("FyneApp.toml has no line %s", want)
	}

	version := regexp.MustCompile(`(^|[^0-9.])` + regexp.QuoteMeta(assets.Version()) + `($|[^0-9.])`)
	exempt := []string{"FyneApp.toml", "assets/VERSION", "go.mod", "go.sum", "CHANGELOG.md"} // go.mod and go.sum of any module
	eachText(t, func(file, text string) {
		if !slices.Contains(exempt, file) && !slices.Contains(exempt, path.Base(file)) && version.MatchString(text) {
			t.Errorf("%s has the version in it", file)
		}
	})
}

// A window built for tests writes what it shows where an environment variable says. A
// released one must not even know the variable's name.
func TestReleasedWindowHasNoTestDoor(t *testing.T) {
	const door, guard = "LANYARD_TEST_STATE", "//go:build uistate\n"
	doors := 0
	eachText(t, func(file, text string) {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") || strings.HasPrefix(file, "e2e/") || !strings.Contains(text, door) {
			return
		}
		doors++
		if !strings.HasPrefix(text, guard) {
			t.Errorf("%s knows %s without being built for tests alone", file, door)
		}
	})
	if doors == 0 {
		t.Errorf("nothing knows %s: this test looks for the wrong name", door)
	}
}

// A path of the machine on which somebody works is of no use on any other.
func TestNoFileNamesThisMachinesFolders(t *testing.T) {
	here, err := os.Getwd()
	if err != nil {
		t.Fatal(err)
	}
	// Folders that mean the same on every machine are no one's in particular.
	common := []string{"/", "/home", "/root", "/tmp", "/var/tmp", "/src", "/usr/src", "/opt", "/app", "/go/src"}
	folders := []string{filepath.ToSlash(here)}
	if parent := filepath.ToSlash(filepath.Dir(here)); !slices.Contains(common, parent) {
		folders = append(folders, parent+"/")
	}
	eachText(t, func(file, text string) {
		for _, folder := range folders {
			if strings.Contains(text, folder) {
				t.Errorf("%s mentions %s", file, folder)
			}
		}
	})
}

// A tag of an action can be moved to other code, a commit cannot; the version behind it
// is for people.
func TestActionsArePinned(t *testing.T) {
	pinned := regexp.MustCompile(`uses: ([\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+|\./\S+)$`)
	found := 0
	eachText(t, func(file, text string) {
		if !strings.HasPrefix(file, ".github/") {
			return
		}
		for line := range strings.Lines(text) {
			if strings.Contains(line, "uses:") {
				found++
				if !pinned.MatchString(strings.TrimSpace(line)) {
					t.Errorf("%s: %s", file, line)
				}
			}
		}
	})
	if found == 0 {
		t.Error("no workflow uses an action: this test looks at the wrong place")
	}
}

// goFile is a file of a package, without its tests, whatever system it is for.
type goFile struct {
	path   string // from the root, with slashes
	syntax *ast.File
}

// goFiles reads the imports and comments of every package, by folder. It reads files
// rather than asking the go command, so that files for other systems are seen as well.
func goFiles(t *testing.T) map[string][]goFile {
	t.Helper()
	found := map[string][]goFile{}
	set := token.NewFileSet()
	eachFile(t, func(file string) {
		if !strings.HasSuffix(file, ".go") || strings.HasSuffix(file, "_test.go") {
			return
		}
		syntax, err := parser.ParseFile(set, filepath.FromSlash(file), nil, parser.ImportsOnly|parser.ParseComments)
		if err != nil {
			t.Error(err)
			return
		}
		dir := path.Dir(file)
		if slices.ContainsFunc([]string{"iam/compat", "bench", "packaging"}, func(module string) bool { return covers(module+"/...", dir) }) {
			return // modules of their own: IBM's libraries, a bare window, a list of parts
		}
		found[dir] = append(found[dir], goFile{file, syntax})
	})
	if len(found) < 2 {
		t.Fatalf("found the packages %v only", slices.Collect(maps.Keys(found)))
	}
	return found
}

// eachText calls visit with every text of the repository.
func eachText(t *testing.T, visit func(file, text string)) {
	t.Helper()
	eachFile(t, func(file string) {
		text, err := os.ReadFile(filepath.FromSlash(file))
		if err != nil {
			t.Error(err)
			return
		}
		if !slices.Contains(text, 0) {
			visit(file, string(text))
		}
	})
}

// eachFile calls visit with the path of every file of the repository. What is built,
// downloaded, or left by a failing test is not of the repository.
func eachFile(t *testing.T, visit func(file string)) {
	t.Helper()
	skip := []string{".git", "build", "dist", ".artifacts", "failed", "node_modules"}
	err := filepath.WalkDir(".", func(file string, entry fs.DirEntry, err error) error {
		if errors.Is(err, fs.ErrNotExist) {
			return nil // a test of another package has just removed its own file
		}
		if err != nil {
			return err
		}
		if entry.IsDir() && slices.Contains(skip, entry.Name()) {
			return fs.SkipDir
		}
		if entry.Type().IsRegular() && !slices.Contains([]string{"lanyard", "lanyard.exe", "lanyard.com"}, file) {
			visit(filepath.ToSlash(file))
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func importPath(t *testing.T, spec *ast.ImportSpec) string {
	t.Helper()
	p, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

// The files that name the kind watsonx Orchestrate: what a kind costs. Another file means
// that something is known of a kind which its row in internal/profile/kind.go should have.
func namesOfAKind() []string {
	return []string{
		"iam/exchange.go", "internal/credimport/orchestrate.go", "internal/explain/needs.go", "internal/explain/table.go", "internal/profile/kind.go",
		"internal/profile/orchestrate.go", "internal/profile/profile.go", "internal/snippet/target.go",
	}
}

// TestAKindIsNamedInFewFiles: of all that depends on a kind, little may know which one it is.
func TestAKindIsNamedInFewFiles(t *testing.T) {
	const name = "Orchestrate"
	var files []string
	for dir, all := range goFiles(t) {
		if strings.HasPrefix(dir, "iam/sim") || strings.HasPrefix(dir, "e2e") {
			continue // the simulator shares nothing with the program
		}
		for _, f := range all {
			syntax, err := parser.ParseFile(token.NewFileSet(), filepath.FromSlash(f.path), nil, parser.SkipObjectResolution)
			if err != nil {
				t.Fatal(err)
			}
			found := false
			ast.Inspect(syntax, func(n ast.Node) bool {
				switch n := n.(type) {
				case *ast.SelectorExpr:
					if x, ok := n.X.(*ast.Ident); ok && x.Name == "profile" && n.Sel.Name == name {
						found = true
					}
				case *ast.Ident:
					found = found || n.Name == name && dir == "internal/profile"
				}
				return !found
			})
			if found {
				files = append(files, f.path)
			}
		}
	}
	if slices.Sort(files); !slices.Equal(files, namesOfAKind()) {
		t.Errorf("the kind is named in\n%s\nwant\n%s", strings.Join(files, "\n"), strings.Join(namesOfAKind(), "\n"))
	}
}
