package cli

import (
	"context"
	"os"
	"path/filepath"
	"runtime"

	"lanyard/internal/agent"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// stateDir is the folder of what the program notes for itself: beside the profiles where
// their folder was named, so that two such folders don't share it; otherwise where the
// system keeps such things.
func (a *app) stateDir(configDir string) string {
	if dir := a.getenv("LANYARD_STATE_DIR"); dir != "" {
		return dir
	}
	if a.configDir != "" || runtime.GOOS == "darwin" {
		return filepath.Join(configDir, "state")
	}
	if runtime.GOOS == "windows" {
		if dir := a.getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "lanyard")
		}
		return filepath.Join(configDir, "state")
	}
	if dir := a.getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "lanyard")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(configDir, "state")
	}
	return filepath.Join(home, ".local", "state", "lanyard")
}

// keepActivity makes the desk's wallet note what it does, unless the settings say not to.
func (a *app) keepActivity(d *desk, from string) {
	if !d.settings.Activity {
		return
	}
	if a.activity == nil {
		a.activity = store.OpenActivity(a.stateDir(d.dir))
	}
	d.UseJournal(a.activity, from)
}

// end writes what waits to be noted. It takes half a second at most.
func (a *app) end() {
	if a.activity != nil {
		a.activity.Close()
	}
}

// noting lets every program of the user ask the agent, and notes what they got.
type noting struct{ *wallet.Wallet }

// Allow implements agent.Gate.
func (noting) Allow(context.Context, agent.Caller, agent.Op, profile.Profile) bool { return true }

// Served implements agent.Gate.
func (n noting) Served(who agent.Caller, op agent.Op, p profile.Profile, err error) {
	if op == agent.OpToken && err == nil {
		n.Record(wallet.DeedServed, p, who.Program)
	}
}

// tellAdopted says that profiles of an earlier version were taken over, which happens once.
func (a *app) tellAdopted(n int) {
	a.note("%s taken over from the version before; from now on Lanyard asks when what decides where a key or token goes was changed outside of it", plural(n, "profile"))
}
