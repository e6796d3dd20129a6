package sim

import (
	"context"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"
)

// A call whose client has left must end without an answer; an empty one could
// still arrive, and would look like the server's.
func TestWaitAbortsWhenTheClientLeaves(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	c := &call{r: httptest.NewRequestWithContext(ctx, "GET", "/", nil)}
	defer func() {
		if got := recover(); got != http.ErrAbortHandler {
			t.Errorf("recovered %v", got)
		}
	}()
	c.wait(time.Hour)
	t.Error("the call went on")
}
