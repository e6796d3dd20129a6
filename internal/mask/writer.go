package mask

import (
	"io"
	"slices"
	"sync"
	"time"
)

// The times and sizes of holding back what may be the beginning of a secret.
const (
	showAfter  = 50 * time.Millisecond // what is shorter than showUnder is shown then: it may be a prompt
	showUnder  = 8                     // letters of the secret
	bufferSize = 128 << 10
)

// Writer passes on what is written to it, with secrets hidden. What may be the beginning of
// one is held back until that is certain. Close tells that nothing more comes.
type Writer struct {
	to      io.Writer
	secrets *Secrets

	mu    sync.Mutex
	held  []byte // may be the beginning of a secret
	known int    // how many letters of it
	shown int    // how many bytes of held were passed on already
	timer *time.Timer
	err   error // of a write by the timer
}

// NewWriter makes one that passes on to another.
func NewWriter(to io.Writer, s *Secrets) *Writer { return &Writer{to: to, secrets: s} }

// Write implements [io.Writer].
func (w *Writer) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.err != nil {
		return 0, w.err
	}
	data := p
	if len(w.held) > 0 {
		data = append(slices.Clip(w.held), p...)
	}
	if err := w.pass(data, false); err != nil {
		return 0, err
	}
	return len(p), nil
}

// ReadFrom implements [io.ReaderFrom] with pieces that are larger than those of [io.Copy].
func (w *Writer) ReadFrom(r io.Reader) (int64, error) {
	buffer := make([]byte, bufferSize)
	var total int64
	for {
		n, err := r.Read(buffer)
		total += int64(n)
		if n > 0 {
			if _, werr := w.Write(buffer[:n]); werr != nil {
				return total, werr
			}
		}
		switch {
		case err == io.EOF:
			return total, nil
		case err != nil:
			return total, err
		}
	}
}

// Close passes on what is held back. What is so long that it hardly is anything else than
// the beginning of a secret is hidden.
func (w *Writer) Close() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.timer != nil {
		w.timer.Stop()
	}
	if w.err != nil {
		return w.err
	}
	return w.pass(w.held, true)
}

// pass passes data on, which begins with what was held. At the end nothing is held.
func (w *Writer) pass(data []byte, end bool) error {
	shown := w.shown // how much of data is out already
	w.held, w.shown = nil, 0
	t := w.secrets.table.Load()
	if t == nil {
		return w.write(data, shown)
	}
	done := 0
	for i := t.next(data, 0); i < len(data); i = t.next(data, i) {
		length, open := t.find(data[i:])
		switch {
		case open > 0 && !end:
			if err := w.write(data[done:i], shown-done); err != nil {
				return err
			}
			w.hold(data[i:], open, max(0, shown-i))
			return nil
		case open >= showUnder && length == 0:
			length = len(data) - i
		case length == 0:
			i++
			continue
		}
		if err := w.write(data[done:i], shown-done); err != nil {
			return err
		}
		if _, err := io.WriteString(w.to, Text); err != nil {
			return err
		}
		i += length
		done = i
	}
	return w.write(data[done:], shown-done)
}

// write writes a piece without what of it was shown.
func (w *Writer) write(p []byte, shown int) error {
	if shown = max(0, shown); shown >= len(p) {
		return nil
	}
	_, err := w.to.Write(p[shown:])
	return err
}

// hold keeps a piece until more comes. One with few letters of a secret is shown when
// nothing does.
func (w *Writer) hold(p []byte, known, shown int) {
	w.held, w.known, w.shown = slices.Clone(p), known, shown
	if known >= showUnder || shown == len(p) {
		return
	}
	if w.timer == nil {
		w.timer = time.AfterFunc(showAfter, w.show)
		return
	}
	w.timer.Reset(showAfter)
}

func (w *Writer) show() {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.known >= showUnder || w.err != nil {
		return
	}
	w.err = w.write(w.held, w.shown)
	w.shown = len(w.held)
}
