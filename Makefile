# Everything that is done with this repository. "make help" lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
MAKEFLAGS += --no-builtin-rules --no-print-directory

# Build tags of the released window.
#   x11              one window backend instead of two: the program then needs no
#                    libwayland to start and is spared Fyne 2.8's Wayland faults;
#                    Wayland desktops run it through XWayland
#   migrated_fynedo  compiles away Fyne's checks that widgets are touched on its own
#                    goroutine only; the real-window test runs with the checks
#   no_animations    nothing moves by itself: a text cursor that blinks paints the whole
#                    window eight times a second, 14 % of a processor under software GL
#   no_emoji         leaves out the colour emoji font, 4 MB
#   no_metadata      nothing is taken from a FyneApp.toml that lies beside the program or,
#                    for one below the folder for temporary files, where it is started
WINDOW_TAGS := x11,migrated_fynedo,no_animations,no_emoji,no_metadata

# The same for Windows, which has one window backend only.
WINDOWS_TAGS := migrated_fynedo,no_animations,no_emoji,no_metadata,accessibility

# Build tags of the window that the real-window test drives.
#   no_metadata      here keeps Fyne's goroutine checks, too, which FyneApp.toml switches
#                    off; what they say fails the test
#   uistate          the window writes what it shows, without secrets, to the file that
#                    LANYARD_TEST_STATE names; a released window has no such door
TEST_TAGS := x11,no_animations,no_emoji,no_metadata,uistate

# A repository that belongs to another user makes git, and so go, refuse to say which
# commit is built; that must not keep anybody from building it.
VCS := $(shell git rev-parse HEAD >/dev/null 2>&1 && echo auto || echo false)
BUILD := -buildvcs=$(VCS) -trimpath -ldflags=-s\ -w

# Whatever compiles OpenGL does it with -trimpath: it takes minutes, and without the same
# flags everywhere go would do it again.

# The folders by what they need. The window's packages import Fyne, which vets for
# Windows without a C compiler but not for macOS.
ALL := ./...
PLAIN = $(shell CGO_ENABLED=0 go list ./... | grep -vxE 'lanyard|lanyard/ui(/.*)?|lanyard/e2e(/.*)?')

# The commands and rotations take minutes under the race detector, and what works side by
# side in them is in iam, wallet, store, agent and tokenserver: race-window runs them.
LONG_RACES := lanyard/cli lanyard/internal/rotation
RACES = $(filter-out $(LONG_RACES),$(PLAIN))

GOFUMPT := mvdan.cc/gofumpt@v0.12.0
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.8.2
NFPM := github.com/goreleaser/nfpm/v2/cmd/nfpm@v2.48.0
GO_WINRES := github.com/tc-hib/go-winres@v0.3.3
ACTIONLINT := github.com/rhysd/actionlint/cmd/actionlint@v1.7.7
GOLANGCI_LINT := github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.15.0

# How long "make soak" gives each fuzz target.
FUZZTIME ?= 2m

.PHONY: help demo test build cli install-needs format vet unit race window tour staticcheck lint workflow race-window cross soak mutate desktop-parts snippets compat bench pictures manual package package-twice package-check upgrade-check icon clean

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## install what is missing, build, and open the window with sample profiles
	@scripts/demo '$(WINDOW_TAGS)' $(BUILD)

# The window is compiled behind the other steps: its C code takes minutes on one core.
test: ## install what is missing, and run everything that decides whether a change is good
	@scripts/steps install-needs build/test/lanyard+ format vet unit race build/test/lanyard window staticcheck

# Two programs on Linux, as on Windows: what is typed is static and has nothing of a
# window to load and start, which would take longer than what most commands do. The
# other one has the window, and all commands too: it is the whole program.
build: cli ## build/lanyard, the commands, and build/lanyard-window, which they start for the window
	scripts/setup build
	CGO_ENABLED=1 go build $(BUILD) -tags '$(WINDOW_TAGS)' -o build/lanyard-window .

# Functions begin at every 16th byte instead of every 32nd: 100 kB less.
cli: ## build/lanyard, the commands alone: static, for servers
	CGO_ENABLED=0 go build $(BUILD)\ -funcalign=16 -o build/lanyard .

install-needs: ## install the Debian packages that building and testing need
	@scripts/setup build display test

format: ## complain about files that gofumpt would change
	@changed=$$($$(scripts/tool gofumpt '$(GOFUMPT)') -l .); \
	if [ -n "$$changed" ]; then echo "gofumpt would change:"; echo "$$changed"; exit 1; fi

# "-tags cgo,ci" without a C compiler: Fyne's stand-in driver lets package native
# be looked at for Windows too.
vet: ## go vet for Linux, Windows and macOS
	CGO_ENABLED=0 go vet $(ALL)
	CGO_ENABLED=0 go vet -tags e2e,uistate,soak $(ALL)
	GOOS=windows CGO_ENABLED=0 go vet $(ALL)
	GOOS=windows CGO_ENABLED=0 go vet -tags cgo,ci,no_emoji . ./ui/native
	GOOS=darwin CGO_ENABLED=0 go vet $(PLAIN)

unit: ## the tests of everything but the real window, without a C compiler
	scripts/isolated env CGO_ENABLED=0 go test $(ALL)
	scripts/isolated env CGO_ENABLED=0 go test -C packaging/provenance ./...

race: ## the same with the race detector, for all that is neither the window nor takes minutes
	scripts/isolated env CGO_ENABLED=1 go test -race $(RACES)

window: build/test/lanyard ## drive the real window once, on a virtual display with a real keyring
	CGO_ENABLED=0 scripts/e2e build/test/lanyard

tour: build/test/lanyard ## pictures of a first day in the real window, dark and light, in build/tour
	rm -rf build/tour
	LANYARD_PICTURES=$(CURDIR)/build/tour CGO_ENABLED=0 scripts/e2e build/test/lanyard -run '^(TestTour|TestKeyring|TestNoKeyring)'

.PHONY: build/test/lanyard
build/test/lanyard:
	CGO_ENABLED=1 go build -buildvcs=false -trimpath -tags '$(TEST_TAGS)' -o $@ .

staticcheck: ## staticcheck for everything, the window included
	GOFLAGS=-trimpath CGO_ENABLED=1 $$(scripts/tool staticcheck '$(STATICCHECK)') -tags '$(TEST_TAGS),e2e' $(ALL)

lint: install-needs format vet staticcheck ## format, vet, staticcheck and golangci-lint
	GOFLAGS=-trimpath CGO_ENABLED=1 $$(scripts/tool golangci-lint '$(GOLANGCI_LINT)') run --build-tags '$(TEST_TAGS),e2e' $(ALL)

workflow: ## actionlint for the hosted workflow
	$$(scripts/tool actionlint '$(ACTIONLINT)')

race-window: install-needs ## the window's unit tests, the commands' and rotations', and the real-window test, with the race detector
	scripts/isolated env CGO_ENABLED=1 go test -race -timeout 40m ./ui/... $(LONG_RACES)
	CGO_ENABLED=1 go build -race -buildvcs=false -trimpath -tags '$(TEST_TAGS)' -o build/race/lanyard .
	CGO_ENABLED=0 scripts/e2e build/race/lanyard -timeout 30m

# lanyard.exe has the window and no console; lanyard.com is the command line, and the one
# that a console finds first.
cross: ## build the window for Windows, and the command line for Windows and macOS
	scripts/setup cross
	GOOS=windows CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc go vet -trimpath -tags '$(WINDOWS_TAGS)' . ./ui/native
	GOOS=windows CGO_ENABLED=1 CC=x86_64-w64-mingw32-gcc go build $(BUILD)\ -H=windowsgui -tags '$(WINDOWS_TAGS)' -o build/windows/lanyard.exe .
	GOOS=windows CGO_ENABLED=0 go build $(BUILD) -o build/windows/lanyard.com .
	GOOS=darwin GOARCH=arm64 CGO_ENABLED=0 go build $(BUILD) -o build/macos/lanyard .

soak: install-needs build/test/lanyard ## every fuzz target for FUZZTIME each, many more cases of the property tests, the tests that take minutes, the real window's too, and mutants
	scripts/isolated scripts/soak '$(FUZZTIME)'
	CGO_ENABLED=0 scripts/e2e build/test/lanyard -tags e2e,soak -timeout 40m -parallel 1
	@$(MAKE) mutate

# SEED=7 draws another sample; MUTANTS and MUTATE_FOR end it, whichever comes first.
MUTANTS ?= 100
MUTATE_FOR ?= 1h
SEED ?= 1
PKGS ?= ./iam ./internal/wallet ./store ./internal/profile ./internal/agent

mutate: ## break the program in MUTANTS places on purpose, and count what the tests notice
	scripts/isolated env CGO_ENABLED=0 nice go run ./scripts/mutate -n $(MUTANTS) -for $(MUTATE_FOR) -seed $(SEED) $(PKGS)

snippets: ## run every snippet against the simulator: curl, Python, Node.js, Go
	scripts/setup snippets
	CGO_ENABLED=0 go vet -tags snippets ./cli ./internal/snippet
	scripts/isolated env CGO_ENABLED=0 go test -count=1 -timeout 20m -tags snippets -run 'Snippets|ExecWithCurl|DotenvFiles|LanguagesRead' ./cli ./internal/snippet

compat: ## IBM's own SDKs, for Go and for Node, against the simulator (needs npm)
	cd iam/compat/node && npm install --no-save --no-package-lock --no-audit --no-fund
	cd iam/compat && ../../scripts/isolated env CGO_ENABLED=0 go test -count=1 -tags node ./...

# BENCH=token measures a part alone, BENCH="token window" two; the others keep their last
# figures. BENCHFLAGS=-quick makes few rounds, to see that it works.
bench: ## measure beside an empty window, KeePassXC, curl and IBM's SDKs; bench/results.md
	scripts/bench '$(WINDOW_TAGS)' '$(BENCH)' $(BENCHFLAGS)

# Nested displays, real clipboard managers and a real keyring's prompt: what "make test"
# plays with fakes.
desktop-parts: ## try clipboard, keyring and desktop signals with the real programs
	scripts/setup display test desktop
	scripts/isolated env CGO_ENABLED=0 go test -count=1 -tags xvfb,sway,realkeyring ./internal/clipboard ./internal/platform/... ./store
	scripts/isolated env CGO_ENABLED=0 go test -count=1 -run RealBrowser ./cli

pictures: ## render the pictures of the README into docs/, from the real widgets
	scripts/isolated env CGO_ENABLED=0 go test -count=1 -tags pictures -run '^TestPictures$$' ./ui -pictures '$(CURDIR)/docs'

manual: ## the pages for man into build/man, the completions of shells into build/completions
	CGO_ENABLED=0 go run ./cli/manual build

# With SOURCE_DATE_EPOCH set, files carry that time instead of the commit's.
package: ## what is released, into build/dist: packages for Debian, archives, a zip for Windows, checksums, provenance
	scripts/setup build cross icon package
	GO_WINRES='$(GO_WINRES)' NFPM_TOOL='$(NFPM)' scripts/package build/dist '$(WINDOW_TAGS)' '$(WINDOWS_TAGS)'

package-twice: package ## build it again in another folder and compare every byte
	scripts/package-twice build/dist

package-check: ## try build/dist: install into a clean Debian 12, start, remove; Windows programs in wine (needs root)
	scripts/setup display test package package-check
	scripts/package-check build/dist

# FIRST is the commit of 0.1.0, whose program is built to see what it makes of today's files.
FIRST ?= 719a1c1

upgrade-check: cli ## take a home of 0.1.0 through an upgrade and back, with 0.1.0's own program
	scripts/setup test
	scripts/build-at '$(FIRST)' build/first/lanyard-0.1.0
	dbus-run-session -- scripts/upgrade-check build/first/lanyard-0.1.0 build/lanyard file
	dbus-run-session -- scripts/upgrade-check build/first/lanyard-0.1.0 build/lanyard keyring

icon: ## render assets/lanyard.png from the drawing
	scripts/setup icon
	rsvg-convert -w 256 assets/lanyard.svg | convert png:- -strip -colors 64 -define png:compression-level=9 PNG8:assets/lanyard.png

clean: ## remove what was built
	rm -rf build
