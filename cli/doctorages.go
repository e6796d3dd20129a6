package cli

import (
	"context"
	"fmt"
	"strings"

	"lanyard/internal/rotation"
	"lanyard/store"
)

// checkKeyAges tells which API keys have ended, end soon, or are old, where IBM has told of
// any, and what rotations wait for somebody, where there was one. Nobody is asked.
func (a *program) checkKeyAges(ctx context.Context, p *patient) []diagnosis {
	var all []diagnosis
	if notes := p.KeyNotes.All(); len(notes) > 0 {
		all = append(all, a.keyAges(p, notes))
	}
	if list, err := p.Journal.All(ctx); len(list) > 0 || err != nil {
		all = append(all, openRotations(p, list, err))
	}
	return all
}

func (a *program) keyAges(p *patient, notes map[string]store.KeyNote) diagnosis {
	d := diagnosis{Check: "key-ages", Status: healthy, Detail: "No API key ends soon or is old, as far as IBM has told."}
	var loud, quiet []string
	for _, prof := range p.list {
		n, ok := notes[prof.KeyID]
		mark := rotation.MarkOf(n.CreatedAt, n.ExpiresAt, a.now(), p.Settings().KeyAgeDays)
		switch text := fmt.Sprintf("%s (%s)", prof.Name, strings.ToLower(keyBadge(mark, n, a.now()))); {
		case !ok || mark == rotation.MarkNone:
		case mark == rotation.MarkEnded || mark == rotation.MarkLoud:
			loud = append(loud, text)
		default:
			quiet = append(quiet, text)
		}
	}
	if len(loud)+len(quiet) > 0 {
		d.Status, d.Hint = worthNote, "lanyard key rotate NAME changes a key for a new one."
		d.Detail = "To be changed: " + strings.Join(append(loud, quiet...), ", ") + "."
	}
	if len(loud) > 0 {
		d.Status = attention
	}
	return d
}

func openRotations(p *patient, list []rotation.Record, err error) diagnosis {
	d := diagnosis{Check: "rotations", Status: healthy, Detail: "No rotation of a key was interrupted."}
	var names []string
	for _, r := range list {
		if r.Open() {
			names = append(names, r.Name)
		}
	}
	switch {
	case len(names) > 0:
		d.Status, d.Detail = attention, "Interrupted for: "+strings.Join(names, ", ")+". The keys in use work."
		d.Hint = "lanyard key rotate NAME --resume goes on, --undo goes back."
	case err != nil:
		d.Status, d.Detail = attention, "The journal of rotations cannot be read: "+explained(err).What+"."
		d.Hint = "Look at the folder rotations in " + p.StateDir() + "."
	}
	return d
}
