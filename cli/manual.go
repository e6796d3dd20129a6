package cli

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"lanyard/assets"
	"lanyard/internal/explain"
)

// Manual is the manual: pages in the language of man(7), by file name, one for the
// program and one for each of its commands. They are made from the same texts as the help.
// day is the date at their foot; the zero time leaves it out. Nothing in the program
// calls this, so that it takes no room there; package manual writes the pages when the
// program is packaged.
func Manual(day time.Time) map[string]string {
	root := newProgram(Env{}).root()
	date := ""
	if !day.IsZero() {
		date = day.UTC().Format(time.DateOnly)
	}
	pages := map[string]string{}
	eachCommand(root, func(c *cobra.Command) {
		pages[pageName(c)+".1"] = manualPage(c, date)
	})
	return pages
}

// eachCommand visits a command and those below it that people are told of.
func eachCommand(c *cobra.Command, visit func(c *cobra.Command)) {
	visit(c)
	for _, sub := range c.Commands() {
		if sub.IsAvailableCommand() {
			eachCommand(sub, visit)
		}
	}
}

// pageName is what man knows a command by.
func pageName(c *cobra.Command) string { return strings.ReplaceAll(c.CommandPath(), " ", "-") }

func manualPage(c *cobra.Command, date string) string {
	var p page
	p.line(`.TH %s 1 "%s" "Lanyard %s" "Lanyard"`, roff(strings.ToUpper(pageName(c))), date, assets.Version())
	p.line(".nh\n.ad l") // words of commands are not for hyphens, nor for stretched lines
	p.section("Name")
	short := c.Short
	if c.HasParent() {
		short = strings.ToLower(short[:1]) + short[1:]
	}
	p.line(`%s \- %s`, roff(pageName(c)), roff(short))
	p.section("Synopsis")
	p.synopsis(c)
	p.section("Description")
	about := c.Long
	if about == "" {
		about = c.Short + "."
	}
	p.prose(about)
	p.commands(c)
	p.flags("Options", helpFlags(c))
	global := c.InheritedFlags()
	if !c.HasParent() {
		global = c.PersistentFlags()
	}
	p.flags("Options of every command", global)
	if c.Example != "" {
		p.section("Examples")
		p.literal(c.Example)
	}
	p.exitStatus(c)
	if !c.HasParent() {
		p.terms("Environment", manualEnvironment())
		p.terms("Files", manualFiles())
	}
	p.seeAlso(c)
	return p.String()
}

// page is a page of the manual in the making.
type page struct{ strings.Builder }

// line writes a line as it is.
func (p *page) line(format string, args ...any) { _, _ = fmt.Fprintf(p, format+"\n", args...) }

func (p *page) section(title string) { p.line(".SH %s", strings.ToUpper(title)) }

// synopsis writes the line of use, in bold what is typed as it stands.
func (p *page) synopsis(c *cobra.Command) {
	rest := strings.TrimPrefix(c.UseLine(), c.CommandPath())
	p.line(`\fB%s\fR%s`, roff(c.CommandPath()), bold(roff(rest)))
	if !c.HasParent() {
		p.line(".br\n" + `\fBlanyard \-\-demo\fR`)
	}
}

// prose writes a text of paragraphs. One with lines that are moved in is kept as it is.
func (p *page) prose(text string) {
	for i, paragraph := range strings.Split(strings.TrimSpace(text), "\n\n") {
		switch {
		case strings.HasPrefix(paragraph, "  "):
			p.literal(paragraph)
			continue
		case i > 0:
			p.line(".PP")
		}
		p.text(paragraph)
	}
}

// text writes lines to be filled, with flags in bold.
func (p *page) text(lines string) {
	for line := range strings.Lines(lines) {
		p.line("%s", guard(bold(roff(strings.TrimSpace(line)))))
	}
}

// literal writes lines that are typed or read as they stand.
func (p *page) literal(lines string) {
	p.line(".PP\n.RS 2\n.nf")
	for line := range strings.Lines(lines) {
		p.line("%s", guard(roff(strings.TrimPrefix(strings.TrimRight(line, "\n"), "  "))))
	}
	p.line(".fi\n.RE")
}

// commands lists what a command has below it, by its groups.
func (p *page) commands(c *cobra.Command) {
	groups := c.Groups()
	if len(groups) == 0 && c.HasAvailableSubCommands() {
		groups = []*cobra.Group{{Title: "Commands:"}}
	}
	for i, g := range groups {
		if i == 0 {
			p.section("Commands")
		}
		if len(groups) > 1 {
			p.line(".SS %s", roff(strings.TrimSuffix(g.Title, ":")))
		}
		for _, sub := range c.Commands() {
			if sub.GroupID == g.ID && sub.IsAvailableCommand() {
				p.line(".TP\n.BR %s (1)\n%s", roff(pageName(sub)), roff(sub.Short+"."))
			}
		}
	}
}

// flags lists flags with the names of their values.
func (p *page) flags(title string, fs *pflag.FlagSet) {
	if !fs.HasAvailableFlags() {
		return
	}
	p.section(title)
	fs.VisitAll(func(f *pflag.Flag) {
		value, usage := pflag.UnquoteUsage(f)
		name := `\-\-` + roff(f.Name)
		if f.Shorthand != "" {
			name = `\-` + f.Shorthand + `\fR, \fB` + name
		}
		if value != "" {
			value = ` \fI` + roff(value) + `\fR`
		}
		p.line(".TP\n\\fB%s\\fR%s", name, value)
		if f.Value.Type() == "duration" && f.DefValue != "0s" {
			usage += " (default " + f.DefValue + ")"
		}
		p.text(upperFirst(usage) + ".")
	})
}

// term is an entry of a list of explained names.
type entry struct{ name, about string }

func (p *page) terms(title string, list []entry) {
	p.section(title)
	for _, t := range list {
		p.line(".TP\n\\fB%s\\fR", roff(t.name))
		p.text(t.about)
	}
}

func manualEnvironment() []entry {
	return []entry{
		{"LANYARD_PROFILE", "The profile to use where no NAME is given."},
		{"LANYARD_CONFIG_DIR", "As --config-dir."},
		{"LANYARD_SECRETS", "As --secrets."},
		{"LANYARD_PASSPHRASE_FILE", "A file with the passphrase of the secrets file. It is refused when others can read it."},
		{"LANYARD_STATE_DIR", "The folder where the activity is noted."},
		{"LANYARD_NO_SLEEP", "Set to anything: the window looks for events 60 times a second instead of sleeping until one comes."},
		{"HTTPS_PROXY, NO_PROXY", "The proxy of connections whose profile names none."},
		{"NO_COLOR", "No colours, also on a terminal."},
	}
}

func manualFiles() []entry {
	return []entry{
		{"~/.config/lanyard/profiles.json", "The profiles. No secret is in it."},
		{"~/.config/lanyard/settings.json", "What was chosen in the window's settings."},
		{"~/.config/lanyard/secrets.age", "The secrets file, where keys are kept in it rather than in the keyring: encrypted with a passphrase."},
		{"~/.config/lanyard/backups/", "Earlier profiles files."},
		{"~/.local/state/lanyard/activity.jsonl", "What was done when, without secrets."},
		{"$XDG_RUNTIME_DIR", "The socket by which commands reach the running Lanyard lies there, for you alone."},
	}
}

// The exit codes by what a command does.
const (
	finds   = "3"     // a profile by its name
	unlocks = "6"     // the place of the keys
	signsIn = "45678" // and all that can go wrong on the way
)

// exitsOf are the codes that a command can end with besides those that all have. Commands
// that are not here have no others.
func exitsOf(c *cobra.Command) string {
	return map[string]string{
		"lanyard add": finds + unlocks, "lanyard edit": finds + unlocks, "lanyard show": finds, "lanyard rename": finds,
		"lanyard duplicate": finds, "lanyard remove": finds + unlocks, "lanyard import": finds + unlocks, "lanyard backup": unlocks, "lanyard restore": unlocks,
		"lanyard share": finds, "lanyard snippet": finds + unlocks, "lanyard token": finds + signsIn, "lanyard test": finds + signsIn,
		"lanyard exec": finds + signsIn, "lanyard unlock": unlocks, "lanyard secrets move": unlocks, "lanyard secrets passphrase": unlocks, "lanyard": finds + signsIn,
	}[c.CommandPath()]
}

func exitMeanings() map[int]string {
	return map[int]string{
		0:                       "Done.",
		explain.ExitOther:       "Another failure, such as a file that cannot be read or a name that is taken.",
		explain.ExitUsage:       "The command line cannot be run as it is.",
		explain.ExitNotFound:    "There is no such profile.",
		explain.ExitRefused:     "The sign-in was refused.",
		explain.ExitUnreachable: "A server could not be reached: name, connection, TLS, proxy or time.",
		explain.ExitKeyring:     "There is no key: the keyring or the secrets file is missing, locked or refused, or the key is not bound to this place.",
		explain.ExitUnusable:    "The service answered something unusable, or stayed busy.",
		explain.ExitNoAccess:    "Signed in, but the service, space or project refuses.",
		explain.ExitInterrupted: "Interrupted.",
	}
}

func (p *page) exitStatus(c *cobra.Command) {
	also := exitsOf(c)
	p.section("Exit status")
	code := func(code int, about string) { p.line(".TP\n\\fB%d\\fR\n%s", code, roff(about)) }
	if c.Name() == "exec" {
		p.line("That of the COMMAND, or 128 and the number of the signal that ended it. Where it was not run:")
		code(exitExec, "A failure of Lanyard's own. The message has the code that it would have elsewhere, as lanyard(1) lists them.")
		code(exitNotRun, "The command was found and cannot be run.")
		code(exitNotFound, "The command was not found.")
		code(explain.ExitInterrupted, "Interrupted.")
		return
	}
	meanings := exitMeanings()
	for _, n := range slices.Sorted(maps.Keys(meanings)) {
		always := n <= explain.ExitUsage || n == explain.ExitInterrupted
		if always || strings.Contains(also, strconv.Itoa(n)) {
			code(n, meanings[n])
		}
	}
	if !c.HasParent() {
		p.line(".PP\n%s(1) has codes of its own.", `\fBlanyard\-exec\fR`)
	}
}

// seeAlso names the pages beside this one.
func (p *page) seeAlso(c *cobra.Command) {
	p.section("See also")
	var others []string
	switch {
	case !c.HasParent():
		eachCommand(c, func(sub *cobra.Command) {
			if sub != c {
				others = append(others, pageName(sub))
			}
		})
	default:
		others = append(others, pageName(c.Parent()))
		for _, sub := range c.Parent().Commands() {
			if sub != c && sub.GroupID == c.GroupID && sub.IsAvailableCommand() {
				others = append(others, pageName(sub))
			}
		}
		for _, sub := range c.Commands() {
			others = append(others, pageName(sub))
		}
	}
	for i, name := range others {
		end := ","
		if i == len(others)-1 {
			end = ""
		}
		p.line(".BR %s (1)%s", roff(name), end)
	}
}

// roff writes a text so that man shows the same characters, which can be copied.
func roff(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch {
		case r == '\\':
			b.WriteString(`\e`)
		case r == '-':
			b.WriteString(`\-`)
		case r == '\'':
			b.WriteString(`\(aq`)
		case r == '`':
			b.WriteString(`\(ga`)
		case r == '^':
			b.WriteString(`\(ha`)
		case r == '~':
			b.WriteString(`\(ti`)
		case r > '~':
			fmt.Fprintf(&b, `\[u%04X]`, r)
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

// guard keeps a line that begins like a request from being one.
func guard(line string) string {
	if strings.HasPrefix(line, ".") {
		return `\&` + line
	}
	return line
}

// bold sets flags in bold, in a text that roff has written.
func bold(s string) string {
	return regexp.MustCompile(`(^|[\s(\[])(\\-(?:\\-)?[A-Za-z](?:[A-Za-z0-9]|\\-[A-Za-z0-9])*)`).ReplaceAllString(s, `$1\fB$2\fR`)
}
