package proxy

import (
	"context"
	"testing"

	"lanyard/internal/platform/platformtest"
)

// TestSystemProxyAnswers asks for whatever this computer has: an answer, in time.
func TestSystemProxyAnswers(t *testing.T) {
	ctx, cancel := context.WithTimeout(t.Context(), platformtest.Soon)
	defer cancel()
	u, err := NewResolver().ProxyFor(ctx, mustURL(t, "https://iam.cloud.ibm.com"))
	if ctx.Err() != nil {
		t.Error("no answer")
	}
	t.Logf("%v, %v", u != nil, err)
}
