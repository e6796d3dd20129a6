//go:build cgo && !ci

package native

import (
	"os"
	"sync/atomic"
	"time"
	_ "unsafe" // for go:linkname

	"fyne.io/fyne/v2"
	"github.com/go-gl/glfw/v3.4/glfw"
)

// The toolkit's loop looks for events 60 times a second for as long as the window is open,
// which takes a processor 460 wake-ups a second and up to 2 % of its time for nothing.
// sleeper has it wait for the next event instead: a function that is queued on the
// toolkit's goroutine sits in GLFW's own wait, which ends at any event of the display, at
// whatever is queued meanwhile, and after [longestSleep].
type sleeper struct {
	app     fyne.App
	touched atomic.Int64 // when a key, click or move was last seen, in nanoseconds
}

const (
	// awakeAfterInput is how long the loop runs as ever after somebody has done something.
	awakeAfterInput = 1500 * time.Millisecond
	// awakeAfterWork is how long it does after something was queued, such as the next second
	// of a countdown: a frame, in which it is drawn.
	awakeAfterWork = 20 * time.Millisecond
	// longestSleep lets the toolkit clean its caches from time to time.
	longestSleep = 10 * time.Second
)

// noSleep names the environment variable that leaves the toolkit's loop alone.
const noSleep = "LANYARD_NO_SLEEP"

func newSleeper(a fyne.App) *sleeper { return &sleeper{app: a} }

// begin lets the toolkit's loop sleep from now on, until it ends. It has to be called when
// the loop runs.
func (s *sleeper) begin() {
	if os.Getenv(noSleep) == "" {
		s.later(awakeAfterInput)
	}
}

// touch is called for each key, click and move of the pointer.
func (s *sleeper) touch() { s.touched.Store(time.Now().UnixNano()) }

// later queues the next attempt to sleep.
func (s *sleeper) later(wait time.Duration) {
	time.AfterFunc(wait, func() { fyne.Do(s.sleep) })
}

// sleep waits for whatever comes next, on the toolkit's goroutine, unless somebody is
// using the window or something is still to be drawn.
func (s *sleeper) sleep() {
	if left := awakeAfterInput - time.Since(time.Unix(0, s.touched.Load())); left > 0 {
		s.later(left)
		return
	}
	if s.toDraw() {
		s.later(awakeAfterWork)
		return
	}
	began := time.Now()
	queued := s.wait()
	switch {
	case queued || time.Since(began) >= longestSleep:
		s.later(awakeAfterWork)
	default: // an event of the display; what it is, the toolkit has been told already
		s.touch()
		s.later(awakeAfterInput)
	}
}

// toDraw reports whether a window waits to be drawn, which only the toolkit's loop does.
func (s *sleeper) toDraw() bool {
	for _, w := range s.app.Driver().AllWindows() {
		c, ok := w.Canvas().(interface {
			CheckDirtyAndClear() bool
			SetDirty()
		})
		if !ok {
			return true // a toolkit that tells nothing of it: never sleep
		}
		if c.CheckDirtyAndClear() {
			c.SetDirty()
			return true
		}
	}
	return false
}

// wait returns at the next event of the display, at the next thing that is queued for the
// toolkit's goroutine, which has run then, or after longestSleep. It reports whether
// something was queued.
func (s *sleeper) wait() bool {
	var (
		next  queued
		got   bool
		stop  = make(chan struct{})
		ended = make(chan struct{})
	)
	go func() {
		defer close(ended)
		select {
		case next = <-toolkitQueue.out:
			got = true
			glfw.PostEmptyEvent()
		case <-stop:
		}
	}()
	glfw.WaitEventsTimeout(longestSleep.Seconds())
	close(stop)
	<-ended
	if !got {
		return false
	}
	next.run()
	if next.done != nil {
		next.done <- struct{}{}
	}
	return true
}

// toolkitQueue is the toolkit's queue of what has to run on its goroutine: what this
// program queues by fyne.Do, and what the toolkit queues by itself, such as a change of the
// desktop's colours. The toolkit has no public way to be told of these. The two types have
// its layout (fyne.io/fyne/v2 2.8: internal/driver/glfw/loop.go, internal/async/chan.go);
// TestToolkitQueueHasTheLayoutThatSleepKnows fails when that has changed.
//
//go:linkname toolkitQueue fyne.io/fyne/v2/internal/driver/glfw.funcQueue
var toolkitQueue *queue

type queue struct {
	_   chan queued // in
	out chan queued
	_   chan struct{} // close
	_   []queued      // what waits
}

type queued struct {
	run  func()
	done chan struct{} // not nil: somebody waits until it has run
}
