package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/gofrs/flock"
)

const (
	activityName    = "activity"
	activityExt     = ".jsonl"
	activityRotate  = 1 << 20 // bytes after which a new file begins
	activityKept    = 2       // older files beside the one in use
	activityWaiting = 1024    // events that may wait to be written; more are dropped
	activityEnd     = 500 * time.Millisecond
	maxDetail       = 200 // characters
	maxActivityLine = 8 << 10
)

// Deed is what was done with a profile.
type Deed string

// The deeds.
const (
	DeedCreated  Deed = "created"
	DeedEdited   Deed = "edited"
	DeedRenamed  Deed = "renamed"
	DeedRemoved  Deed = "removed"
	DeedFetched  Deed = "fetched"  // a new token, by signing in
	DeedFailed   Deed = "failed"   // a sign-in that failed
	DeedTested   Deed = "tested"   // the staged test
	DeedCopied   Deed = "copied"   // a token or key onto the clipboard
	DeedViewed   Deed = "viewed"   // a token or key in clear
	DeedExported Deed = "exported" // a key given away: backup, snippet, a command's environment
	DeedImported Deed = "imported"
	DeedRestored Deed = "restored"
	DeedServed   Deed = "served"  // a token handed to a command by a running Lanyard
	DeedRefused  Deed = "refused" // somebody asked the sign-in of a command that is served, and got nothing
)

// Where something was done: the window, a command, or the process that serves commands.
const (
	FromWindow  = "window"
	FromCommand = "command"
	FromAgent   = "agent"
)

// Event is one line of the activity: what was done, when, with which profile, from
// where. It has no field that could hold a secret; Detail is a word or two of our own.
type Event struct {
	Time      time.Time `json:"time"` // UTC, whole seconds
	Deed      Deed      `json:"event"`
	Profile   string    `json:"profile"` // its name then
	ProfileID string    `json:"profile_id"`
	From      string    `json:"from"`
	Detail    string    `json:"detail"`
}

// Activity is activity.jsonl of one directory: what was done, one JSON object a line,
// for the user alone to read. At 1 MiB the file becomes activity.1.jsonl, and that
// activity.2.jsonl. Any number of processes may write at once. It is safe for use by
// several goroutines.
//
// Writing never holds anybody up and never fails an action: events wait in memory for
// a goroutine to write them, and those that cannot be written are lost.
type Activity struct {
	dir string
	now func() time.Time

	mu     sync.Mutex
	queue  chan Event    // nil before the first event
	done   chan struct{} // closed when all is written
	closed bool
}

// OpenActivity names the activity of a directory. Nothing is read or made yet; the
// first event makes directory and file.
func OpenActivity(dir string) *Activity { return &Activity{dir: dir, now: time.Now} }

// Path is where the newest events are, or will be.
func (a *Activity) Path() string { return a.file(0) }

// file is the name of the n-th older file; 0 is the one in use.
func (a *Activity) file(n int) string {
	name := activityName
	if n > 0 {
		name += "." + strconv.Itoa(n)
	}
	return filepath.Join(a.dir, name+activityExt)
}

// Record notes an event and returns at once. A zero time means now. After Close nothing
// is noted.
func (a *Activity) Record(e Event) {
	if e.Time.IsZero() {
		e.Time = a.now()
	}
	e.Time = e.Time.UTC().Truncate(time.Second)
	e.Profile, e.Detail = shortText(e.Profile), shortText(e.Detail)
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.closed {
		return
	}
	if a.queue == nil {
		a.queue, a.done = make(chan Event, activityWaiting), make(chan struct{})
		go a.write(a.queue, a.done)
	}
	select {
	case a.queue <- e:
	default: // the disk is slower than whoever records; what comes later matters as much
	}
}

// shortText makes a text one clean line of bounded length.
func shortText(s string) string {
	s = cleanText(s)
	if r := []rune(s); len(r) > maxDetail {
		return string(r[:maxDetail]) + "…"
	}
	return s
}

// Close writes what waits, for at most half a second, and ends the activity.
func (a *Activity) Close() {
	a.mu.Lock()
	done := a.done
	if !a.closed && a.queue != nil {
		close(a.queue)
	}
	a.closed = true
	a.mu.Unlock()
	if done == nil {
		return
	}
	limit := time.NewTimer(activityEnd)
	defer limit.Stop()
	select {
	case <-done:
	case <-limit.C: // a drive that doesn't answer must not keep a program from ending
	}
}

func (a *Activity) write(queue chan Event, done chan struct{}) {
	defer close(done)
	for e := range queue {
		lines := [][]byte{lineOf(e)}
		for more := true; more; { // what has come meanwhile goes along
			select {
			case e, ok := <-queue:
				if more = ok; ok {
					lines = append(lines, lineOf(e))
				}
			default:
				more = false
			}
		}
		_ = a.append(lines)
	}
}

func lineOf(e Event) []byte {
	line, err := marshal(e)
	if err != nil { // a struct of texts always marshals
		return nil
	}
	return append(line, '\n')
}

// append writes each line with a call of its own: a file opened for appending takes it
// whole, whoever else writes at the same time.
func (a *Activity) append(lines [][]byte) error {
	f, err := a.openFile()
	if err != nil {
		return err
	}
	defer func() { _ = f.Close() }()
	for _, line := range lines {
		if _, err := f.Write(line); err != nil {
			return err
		}
	}
	return nil
}

func (a *Activity) openFile() (*os.File, error) {
	if info, err := os.Stat(a.file(0)); err == nil && info.Size() >= activityRotate {
		a.rotate()
	}
	open := func() (*os.File, error) {
		return os.OpenFile(a.file(0), os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	}
	f, err := open()
	if errors.Is(err, fs.ErrNotExist) {
		if err := os.MkdirAll(a.dir, dirMode); err != nil {
			return nil, err
		}
		return open()
	}
	return f, err
}

// rotate begins a new file, unless another process is doing so or has just done it.
// Lines that somebody still writes to the old one are where a reader looks next.
func (a *Activity) rotate() {
	lock := flock.New(filepath.Join(a.dir, activityName+activityExt+".lock"), flock.SetPermissions(0o600))
	if got, err := lock.TryLock(); err != nil || !got {
		return
	}
	defer func() { _ = lock.Unlock() }()
	if info, err := os.Stat(a.file(0)); err != nil || info.Size() < activityRotate {
		return
	}
	for n := activityKept; n > 0; n-- {
		if err := replaceFile(a.file(n-1), a.file(n)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return
		}
	}
}

// Recent gives up to n events, newest first: of one profile, or of all when profileID
// is "". No file yet means none; lines that make no sense are left out.
func (a *Activity) Recent(n int, profileID string) ([]Event, error) {
	var out []Event
	for i := 0; i <= activityKept && len(out) < n; i++ {
		content, err := loadFile(a.file(i))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return out, fmt.Errorf("read the activity: %w: %w", ErrUnavailable, err)
		}
		lines := bytes.Split(content, []byte("\n"))
		slices.Reverse(lines)
		for _, line := range lines {
			var e Event
			if len(out) == n {
				break
			}
			if len(line) > maxActivityLine || json.Unmarshal(line, &e) != nil || e.Deed == "" {
				continue
			}
			if profileID == "" || e.ProfileID == profileID {
				e.Profile, e.Detail = shortText(e.Profile), shortText(e.Detail)
				out = append(out, e)
			}
		}
	}
	return out, nil
}

// Clear removes all that is known of what was done.
func (a *Activity) Clear() error {
	for i := range activityKept + 1 {
		if err := os.Remove(a.file(i)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("clear the activity: %w: %w", ErrUnavailable, err)
		}
	}
	return nil
}
