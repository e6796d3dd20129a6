package store

import (
	"context"
	"hash/maphash"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"github.com/fsnotify/fsnotify"
)

const (
	watchPoll   = time.Second            // for drives that tell nothing, such as network drives
	watchSettle = 100 * time.Millisecond // several events of one save become one call
)

// Watch calls changed, on a goroutine of its own, whenever the file's content is no
// longer what it was: within a second, also on drives that report no changes. What was
// read or written last is what it was, so that nothing is missed between reading and
// watching; else what there is when Watch is called. It returns at once and goes on until
// ctx ends. A file that became damaged, unreadable or went away counts as changed; Load
// tells. Changes made through these Profiles are reported like all others.
func (p *Profiles) Watch(ctx context.Context, changed func()) {
	w := newWatcher(p.file, changed)
	w.last, w.seen = p.lastLoaded()
	w.start(ctx)
}

// Watch is [Profiles.Watch] for the settings. What they were is what there is when it is
// called.
func (f *SettingsFile) Watch(ctx context.Context, changed func()) {
	newWatcher(f.file, changed).start(ctx)
}

func newWatcher(file *safeFile, changed func()) *watcher {
	w := &watcher{file: file, changed: changed, poll: watchPoll}
	w.notify, _ = fsnotify.NewWatcher() // without one (no more watches to be had) polling does
	return w
}

// watcher compares contents; events and polling only tell it when to look.
type watcher struct {
	file    *safeFile
	changed func()
	poll    time.Duration
	notify  *fsnotify.Watcher // nil when there is none
	last    fingerprint
	seen    bool // last is known before the watch begins
	info    fs.FileInfo
}

// fingerprint stands for a content, in this process only.
type fingerprint struct {
	fate fate
	hash uint64
}

// fate is whether there was a content.
type fate int

const (
	unread fate = iota // it could not be read
	absent
	present
)

// fingerprint gives that of a content, which is nil where there is no file.
func (f *safeFile) fingerprint(content []byte) fingerprint {
	if content == nil {
		return fingerprint{fate: absent}
	}
	return fingerprint{present, maphash.Bytes(f.seed, content)}
}

// start takes the state of now as seen, unless an older one was.
func (w *watcher) start(ctx context.Context) {
	w.info = w.stat()
	if !w.seen {
		w.last = w.fingerprint()
	}
	w.follow()
	go w.run(ctx)
}

func (w *watcher) run(ctx context.Context) {
	var events chan fsnotify.Event
	if w.notify != nil {
		defer func() { _ = w.notify.Close() }()
		events = w.notify.Events
		go func() {
			for range w.notify.Errors { // an overflow: polling finds what it hid
			}
		}()
	}
	poll := time.NewTicker(w.poll)
	defer poll.Stop()
	settle := time.NewTimer(time.Hour)
	settle.Stop()
	if w.seen {
		settle.Reset(watchSettle) // a change before the watch began tells no more
	}
	for {
		select {
		case <-ctx.Done():
			return
		case e := <-events:
			if w.concerns(e) {
				settle.Reset(watchSettle)
			}
		case <-settle.C:
			w.look()
		case <-poll.C:
			w.follow()
			if info := w.stat(); !sameStat(w.info, info) {
				w.look()
			}
		}
	}
}

// look calls back when the content differs from the last one seen.
func (w *watcher) look() {
	w.info = w.stat() // before reading: what changes in between is looked at again
	now := w.fingerprint()
	if now == w.last {
		return
	}
	w.last = now
	w.changed()
}

// fingerprint stands for what Load would see; failures of reading are all alike.
func (w *watcher) fingerprint() fingerprint {
	content, err := w.file.read()
	if err != nil {
		return fingerprint{fate: unread}
	}
	return w.file.fingerprint(content)
}

func (w *watcher) stat() fs.FileInfo {
	info, err := w.file.disk.Stat(w.file.path())
	if err != nil {
		return nil
	}
	return info
}

func sameStat(a, b fs.FileInfo) bool {
	if a == nil || b == nil {
		return a == nil && b == nil
	}
	return a.Size() == b.Size() && a.ModTime().Equal(b.ModTime()) && os.SameFile(a, b)
}

// follow watches the file's directory, and its target's, as soon as they are there.
func (w *watcher) follow() {
	if w.notify == nil {
		return
	}
	watched := w.notify.WatchList()
	for _, name := range w.names() {
		if dir := filepath.Dir(name); !slices.Contains(watched, dir) {
			_ = w.notify.Add(dir) // not there yet: at the next poll
		}
	}
}

func (w *watcher) names() []string {
	names := []string{w.file.path()}
	if target, err := w.file.target(); err == nil && target != names[0] {
		names = append(names, target)
	}
	return names
}

// concerns leaves out the lock file, files in the making and the like.
func (w *watcher) concerns(e fsnotify.Event) bool {
	return !e.Op.Has(fsnotify.Chmod) && slices.Contains(w.names(), filepath.Clean(e.Name))
}
