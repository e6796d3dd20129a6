package cli

import (
	"sync"

	"lanyard/iam"
)

// retries tells whoever listens of waits before another try. The zero value is ready.
type retries struct {
	mu   sync.Mutex
	tell func(iam.Retry) // nil: nobody listens
}

// listen has tell called with each wait from now on, from the goroutine that waits.
func (r *retries) listen(tell func(iam.Retry)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.tell = tell
}

func (r *retries) waiting(x iam.Retry) {
	r.mu.Lock()
	tell := r.tell
	r.mu.Unlock()
	if tell != nil {
		tell(x)
	}
}
