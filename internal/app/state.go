package app

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

// StateDir is the folder of what the program notes for itself: beside the profiles where
// their folder was named, so that two such folders don't share it; otherwise where the
// system keeps such things.
func (r *Runtime) StateDir() string {
	if dir := r.options.Getenv("LANYARD_STATE_DIR"); dir != "" {
		return dir
	}
	if r.options.Named || runtime.GOOS == "darwin" {
		return filepath.Join(r.Dir, "state")
	}
	if runtime.GOOS == "windows" {
		if dir := r.options.Getenv("LOCALAPPDATA"); dir != "" {
			return filepath.Join(dir, "lanyard")
		}
		return filepath.Join(r.Dir, "state")
	}
	if dir := r.options.Getenv("XDG_STATE_HOME"); filepath.IsAbs(dir) {
		return filepath.Join(dir, "lanyard")
	}
	home, err := os.UserHomeDir()
	if err != nil {
		return filepath.Join(r.Dir, "state")
	}
	return filepath.Join(home, ".local", "state", "lanyard")
}

// KeepActivity makes a wallet note what it does, unless the settings say not to.
func (r *Runtime) KeepActivity(w *wallet.Wallet, from string) {
	if !r.Settings().Activity {
		return
	}
	if r.activity == nil {
		r.activity = store.OpenActivity(r.StateDir())
	}
	w.UseJournal(r.activity, from)
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
