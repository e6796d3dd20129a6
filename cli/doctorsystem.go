package cli

import (
	"context"
	"fmt"
	"runtime"
	"strings"

	"lanyard/iam"
	"lanyard/internal/agent"
	"lanyard/internal/clipboard"
	"lanyard/internal/settings"
)

// checkSurroundings looks at what is around the program.
func (a *program) checkSurroundings(ctx context.Context, p *patient) []diagnosis {
	return []diagnosis{checkAgent(ctx, p.Agent()), checkClipboard(ctx), a.checkDisplay(), a.checkProxy(p.Settings()), checkPolicy(p.Policy())}
}

func checkAgent(ctx context.Context, c agent.Client) diagnosis {
	d := diagnosis{Check: "agent", Status: skipped, Detail: "No Lanyard runs on these profiles: each command signs in by itself."}
	hello, err := c.Hello(ctx)
	if err != nil {
		return d
	}
	d.Status, d.Detail = healthy, "lanyard unlock keeps tokens for commands."
	if hello.Window {
		d.Detail = "The window keeps tokens for commands."
	}
	if hello.Locked {
		d.Status, d.Detail = worthNote, d.Detail+" It is locked."
	}
	if hello.Secrets != c.Secrets {
		d.Status, d.Detail = attention, "A Lanyard that runs keeps keys in another place ("+hello.Secrets+") than this command ("+c.Secrets+")."
		d.Hint = "End it (lanyard lock, or close its window) and start it anew."
	}
	return d
}

func checkClipboard(ctx context.Context) diagnosis {
	d := diagnosis{Check: "clipboard", Status: healthy, Detail: "It can be used."}
	board, err := clipboard.Open()
	if err != nil {
		d.Status, d.Detail = worthNote, "Nothing can be copied here: "+sentence(err.Error())
		return d
	}
	defer func() { _ = board.Close() }()
	if r := board.Report(ctx); r.Manager != "" && r.Keeps != clipboard.SkipsMarked {
		d.Status, d.Detail = worthNote, r.Manager+" runs, and may keep copies of what Lanyard copies."
		d.Hint = "Tell it to leave out what is marked as a password, or Lanyard."
	}
	return d
}

func (a *program) checkDisplay() diagnosis {
	d := diagnosis{Check: "display", Status: healthy}
	switch {
	case !a.hasWindow():
		d.Status, d.Detail = skipped, "This build has no window."
	case runtime.GOOS == "windows" || runtime.GOOS == "darwin":
		d.Detail = "The system's."
	case a.getenv("WAYLAND_DISPLAY") != "":
		d.Detail = "Wayland, " + a.getenv("WAYLAND_DISPLAY") + "."
	case a.getenv("DISPLAY") != "":
		d.Detail = "X11, " + a.getenv("DISPLAY") + "."
	default:
		d.Status, d.Detail = worthNote, "Neither DISPLAY nor WAYLAND_DISPLAY is set: the commands work, the window doesn't."
	}
	return d
}

// checkProxy tells which proxy was chosen in the settings, or which proxies the
// environment names, without their passwords.
func (a *program) checkProxy(s settings.Settings) diagnosis {
	d := diagnosis{Check: "proxy", Status: healthy, Detail: "The environment names none; the desktop's settings may."}
	switch u, chosen, err := s.ChosenProxy(); {
	case err != nil:
		d.Status, d.Detail, d.Hint = attention, fmt.Sprintf("Nothing is sent: %v.", err), "Set it right in the window (Ctrl+,) or in settings.json: system, none, or like http://proxy.example.org:3128"
		return d
	case chosen && u == nil:
		d.Detail = "None, as the settings say."
		return d
	case chosen:
		d.Detail = u.String() + ", as the settings say."
		return d
	}
	var said []string
	for _, name := range []string{"HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy"} {
		value := a.getenv(name)
		if value == "" {
			continue
		}
		u, err := iam.ParseProxy(value)
		if err != nil {
			d.Status, d.Hint = attention, "Set it like http://proxy.example.org:3128"
			said = append(said, fmt.Sprintf("%s cannot be used: %v", name, err))
			continue
		}
		said = append(said, name+"="+u.Redacted())
	}
	if no := a.getenv("NO_PROXY") + a.getenv("no_proxy"); no != "" && len(said) > 0 {
		said = append(said, "not for "+no)
	}
	if len(said) > 0 {
		d.Detail = strings.Join(said, ", ")
	}
	return d
}
