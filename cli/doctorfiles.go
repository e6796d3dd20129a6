package cli

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"lanyard/assets"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/shellquote"
	"lanyard/store"
)

func (a *program) checkProgram(context.Context, *patient) []diagnosis {
	program := diagnosis{"program", healthy, fmt.Sprintf("lanyard %s%s, %s, %s/%s", assets.Version(), revision(), runtime.Version(), runtime.GOOS, runtime.GOARCH), ""}
	if !a.hasWindow() {
		program.Detail += ", without a window"
	}
	memory := diagnosis{Check: "memory", Status: skipped, Detail: "It is not known how far this process is closed to others."}
	if h := a.env.Hardened; h != nil {
		memory.Status, memory.Detail = healthy, h.Words()
		if !h.NoCoreDumps {
			memory.Status = worthNote
		}
	}
	return []diagnosis{program, memory}
}

func (a *program) checkFolder(_ context.Context, p *patient) []diagnosis {
	d := diagnosis{Check: "folder", Status: healthy, Detail: p.Dir}
	info, err := os.Stat(p.Dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		d.Status, d.Detail = worthNote, p.Dir+" is not there yet; the first profile makes it."
	case err != nil:
		d.Status, d.Detail, d.Hint = attention, reasonOf(err), "Make the folder readable for yourself."
	case !info.IsDir():
		d.Status, d.Detail, d.Hint = attention, p.Dir+" is not a folder.", "Move it away, or name another folder with --config-dir."
	default:
		d = folderRights(d, p.Dir, info)
	}
	return []diagnosis{d}
}

// reasonOf is an error of the system as a sentence.
func reasonOf(err error) string { return sentence(err.Error()) }

func (a *program) checkProfiles(ctx context.Context, p *patient) []diagnosis {
	d := diagnosis{Check: "profiles", Status: healthy, Detail: upperFirst(plural(len(p.list), "profile")) + "."}
	p.ReadAgreed(ctx)
	var unusable, changed []string
	for _, one := range p.list {
		if len(p.Changed(one)) > 0 {
			changed = append(changed, one.Name)
		}
		if profile.Check(one) != nil {
			unusable = append(unusable, one.Name)
		}
	}
	switch path := p.Profiles.Path(); {
	case p.listErr != nil:
		f := explain.Explain(p.listErr)
		d.Status, d.Detail, d.Hint = attention, strings.TrimSpace(f.What+". "+f.Why), f.Next
	case len(unusable) > 0:
		d.Status, d.Detail = attention, fmt.Sprintf("Fields of %s make no sense.", strings.Join(unusable, ", "))
		d.Hint = "lanyard test NAME says which; lanyard edit corrects them."
	case len(changed) > 0:
		d.Status, d.Detail = attention, fmt.Sprintf("Of %s where it signs in or sends its token was changed since it was agreed.", strings.Join(changed, ", "))
		d.Hint = "lanyard show NAME says what; lanyard edit NAME --keep-secret agrees to it."
	case othersRead(path):
		d.Status, d.Hint = worthNote, "chmod 600 "+shellquote.Word(path)
		d.Detail += " Others can read the file: it has no keys in it, but addresses and user names."
	}
	return []diagnosis{d, a.checkBackups(ctx, p)}
}

func (a *program) checkBackups(ctx context.Context, p *patient) diagnosis {
	d := diagnosis{Check: "backups", Status: healthy}
	list, err := p.Profiles.Backups(ctx)
	files, _ := filepath.Glob(filepath.Join(p.Dir, "backups", "profiles-*.json"))
	switch {
	case err != nil:
		d.Status, d.Detail, d.Hint = attention, reasonOf(err), "Make the folder backups readable for yourself."
	case len(list) == 0 && len(files) == 0:
		d.Status, d.Detail = worthNote, "None yet; a change makes one, at most one an hour."
	case len(files) > len(list):
		d.Status, d.Detail = attention, fmt.Sprintf("%d of %d copies of the profiles cannot be read.", len(files)-len(list), len(files))
		d.Hint = "The disk may be failing: make a backup elsewhere (lanyard backup FILE)."
	default:
		d.Detail = fmt.Sprintf("%s of the profiles, the newest of %s.", copies(len(list)), list[0].Time.Local().Format("2006-01-02 15:04"))
	}
	return d
}

func copies(n int) string {
	if n == 1 {
		return "One copy"
	}
	return fmt.Sprintf("%d copies", n)
}

func (a *program) checkSettings(ctx context.Context, p *patient) []diagnosis {
	d := diagnosis{Check: "settings", Status: healthy, Detail: "settings.json makes sense."}
	if !exists(filepath.Join(p.Dir, "settings.json")) {
		d.Detail = "No settings.json: the defaults hold."
	}
	if _, err := store.OpenSettings(p.Dir).Load(ctx); err != nil {
		f := explain.Explain(err)
		d.Status, d.Detail, d.Hint = attention, strings.TrimSpace(f.What+". "+f.Why+" The defaults hold meanwhile."), f.Next
	}
	return []diagnosis{d}
}

// checkSecretsFile looks at the secrets file whether or not it is in use, and at the
// file that has its passphrase. Neither is opened.
func (a *program) checkSecretsFile(ctx context.Context, p *patient) []diagnosis {
	file := filepath.Join(p.Dir, secretsFileName)
	d := diagnosis{Check: "secrets-file", Status: skipped, Detail: "There is none."}
	if exists(file) {
		d.Status, d.Detail = healthy, file
		st := store.OpenSecretsFile(p.Dir, nil).Status(ctx)
		switch {
		case st.State == store.StateDamaged, st.State == store.StateAbsent:
			d.Status, d.Detail, d.Hint = attention, file+": "+sentence(st.Detail), "Put a copy of it back, or move it away and enter the keys once more."
		case othersRead(file):
			d.Status, d.Detail, d.Hint = attention, file+" can be read by others, who then need only its passphrase.", "chmod 600 "+shellquote.Word(file)
		case p.Location != store.BackendFile:
			d.Status, d.Detail = worthNote, file+" is there, but keys are kept elsewhere."
			d.Hint = "lanyard secrets move --to keyring brings over what is still in it."
		}
	}
	return []diagnosis{d, a.checkPassphraseFile()}
}

func (a *program) checkPassphraseFile() diagnosis {
	d := diagnosis{Check: "passphrase-file", Status: skipped, Detail: "LANYARD_PASSPHRASE_FILE is not set."}
	if name := a.getenv("LANYARD_PASSPHRASE_FILE"); name != "" {
		d.Status, d.Detail = healthy, name
		if _, err := store.ReadPassphraseFile(name); err != nil {
			d.Status, d.Detail, d.Hint = attention, reasonOf(err), "Correct LANYARD_PASSPHRASE_FILE, or the file that it names."
		}
	}
	return d
}

// activityShown is how far back the doctor looks in the activity.
const activityShown = 1

func (a *program) checkState(_ context.Context, p *patient) []diagnosis {
	d := diagnosis{Check: "activity", Status: skipped, Detail: "It is turned off."}
	if p.Settings().Activity {
		activity := store.OpenActivity(p.StateDir())
		d.Status, d.Detail = healthy, activity.Path()
		events, err := activity.Recent(activityShown, "")
		switch {
		case err != nil:
			d.Status, d.Detail, d.Hint = attention, reasonOf(err), "Make the file readable for yourself, or name another folder with LANYARD_STATE_DIR."
		case othersRead(activity.Path()):
			d.Status, d.Hint = worthNote, "chmod 600 "+shellquote.Word(activity.Path())
			d.Detail += " can be read by others; it has no keys in it, but names and times."
		case len(events) > 0:
			d.Detail += ", last used " + events[0].Time.Local().Format(time.DateTime)
		}
	}
	return []diagnosis{d}
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return err == nil
}
