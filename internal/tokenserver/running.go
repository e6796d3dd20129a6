package tokenserver

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanyard/internal/userfile"
)

// The files in which servers say that they run: one each, in the folder of what lives no
// longer than a session, which is this user's alone.
const (
	cardPrefix = "serve-"
	cardExt    = ".json"
	maxCard    = 16 << 10
	maxCards   = 1000
	askTime    = 2 * time.Second
	keepTime   = 2 * time.Hour // such folders are cleaned of what nobody has touched for six
)

// Running is a server that runs, in whichever process: whose sign-in it has and for what.
type Running struct {
	Process   int       `json:"pid"`
	Profile   string    `json:"profile"` // its name
	ProfileID string    `json:"profile_id"`
	Command   string    `json:"command"`    // the program that it serves, without arguments
	Started   time.Time `json:"started"`    // UTC
	ConfigDir string    `json:"config_dir"` // the folder of its profiles, links resolved
	Control   string    `json:"control"`    // the address at which it can be asked and ended; it gives no token
	file      string
}

// Announce says, in a folder of this user alone, that the server runs, until it ends.
// Process, Started and Control of r are filled in.
func (s *Server) Announce(dir string, r Running) error {
	r.Process, r.Started, r.Control = os.Getpid(), s.cfg.now().UTC().Truncate(time.Second), "http://"+s.host+"/"+s.control
	r.ConfigDir = resolved(r.ConfigDir)
	card, err := json.Marshal(r)
	if err != nil {
		return fmt.Errorf("say that commands are served: %w", err)
	}
	f, err := os.CreateTemp(dir, cardPrefix+"*.tmp") // 0600
	if err != nil {
		return fmt.Errorf("say that commands are served: %w", err)
	}
	_, err = f.Write(card)
	name := filepath.Join(dir, fmt.Sprintf("%s%d-%s%s", cardPrefix, r.Process, random(6), cardExt))
	if err = cmp.Or(err, f.Close()); err == nil {
		err = os.Rename(f.Name(), name)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("say that commands are served: %w", err)
	}
	s.card.Store(&name)
	go s.keep(name)
	return nil
}

// keep keeps the file from being cleaned away.
func (s *Server) keep(name string) {
	for {
		select {
		case <-s.ended:
			return
		case <-time.After(keepTime):
			now := time.Now()
			_ = os.Chtimes(name, now, now)
		}
	}
}

// List gives the servers that run for a folder of profiles, the oldest first. It asks
// each, and takes away what was left behind by those that were killed.
func List(ctx context.Context, dir, configDir string) ([]Running, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("look for running commands: %w", err)
	}
	var all []Running
	configDir = resolved(configDir)
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), cardPrefix) || !strings.HasSuffix(e.Name(), cardExt) || len(all) == maxCards {
			continue
		}
		r, err := readCard(ctx, filepath.Join(dir, e.Name()))
		if err != nil || r.ConfigDir != configDir {
			continue
		}
		if err := r.ask(ctx, "hello"); err != nil {
			if ctx.Err() == nil {
				_ = os.Remove(r.file)
			}
			continue
		}
		all = append(all, r)
	}
	slices.SortStableFunc(all, func(a, b Running) int { return a.Started.Compare(b.Started) })
	return all, nil
}

// resolved is a folder by the one name that it has without links.
func resolved(dir string) string {
	if real, err := filepath.EvalSymlinks(dir); err == nil {
		return real
	}
	return filepath.Clean(dir)
}

func readCard(ctx context.Context, file string) (Running, error) {
	text, err := userfile.Read(ctx, file, maxCard)
	if err != nil {
		return Running{}, err
	}
	r := Running{file: file}
	if err := json.Unmarshal(text, &r); err != nil {
		return Running{}, fmt.Errorf("read %s: %w", file, err)
	}
	return r, nil
}

// End makes a server forget key and tokens. The command that it serves goes on, and gets
// no more tokens. One that has ended already is no error.
func (r Running) End(ctx context.Context) error {
	if err := r.ask(ctx, "end"); err != nil && ctx.Err() != nil {
		return fmt.Errorf("end the sign-in of %s: %w", r.Command, err)
	}
	return nil
}

// ask posts to a server and expects it to know its own process: another program may have
// its port by now.
func (r Running) ask(ctx context.Context, what string) error {
	ctx, cancel := context.WithTimeout(ctx, askTime)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, r.Control+"/"+what, bytes.NewReader(nil))
	if err != nil {
		return err
	}
	client := http.Client{
		Transport:     &http.Transport{DisableKeepAlives: true}, // and no proxy
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	defer func() { _ = resp.Body.Close() }()
	var a controlAnswer
	if err := json.NewDecoder(io.LimitReader(resp.Body, maxCard)).Decode(&a); err != nil || a.Process != r.Process {
		return errors.New("another program answers there")
	}
	return nil
}

// controlAnswer says who answers.
type controlAnswer struct {
	Process int `json:"pid"`
}

// obey answers what [Running] asks.
func (s *Server) obey(w http.ResponseWriter, what string) {
	switch what {
	case "hello":
		reply(w, http.StatusOK, controlAnswer{os.Getpid()})
	case "end":
		reply(w, http.StatusOK, controlAnswer{os.Getpid()})
		go s.closeGently()
	default:
		s.turn(w, "wrong path")
	}
}
