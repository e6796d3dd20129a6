package sim_test

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/iam/sim"
)

// TestFramesReachAnHTTP2Client: the rows do to a client of HTTP/2 what they say. None gets
// an answer; at the first row net/http hangs whatever its context says, or, once it is
// mended, tells why it gave the request up.
func TestFramesReachAnHTTP2Client(t *testing.T) {
	b := start(t, sim.Options{})
	told := map[string]string{ // what net/http says of some rows
		"h2-window-zero": "PROTOCOL_ERROR", "h2-settings-odd": "FRAME_SIZE_ERROR", "h2-ping-short": "FRAME_SIZE_ERROR",
		"h2-headers-interleaved": "PROTOCOL_ERROR", "h2-continuation-alone": "PROTOCOL_ERROR", "h2-reset": "INTERNAL_ERROR",
		"h2-push": "PROTOCOL_ERROR", "h2-data-first": "PROTOCOL_ERROR", "h2-headers-junk": "COMPRESSION_ERROR",
	}
	for _, f := range sim.Faults() {
		if !strings.HasPrefix(f.Name, "h2-") {
			continue
		}
		t.Run(f.Name, func(t *testing.T) {
			t.Parallel()
			tr := b.client.Transport.(*http.Transport).Clone() // a broken connection is its own
			ctx, cancel := context.WithTimeout(t.Context(), time.Second)
			defer cancel()
			done := make(chan error, 1)
			go func() {
				res, err := b.on(t).hostile(ctx, &http.Client{Transport: tr}, f.Name)
				if err == nil {
					_, err = res.Body.Read(make([]byte, 1))
				}
				done <- err
			}()
			var err error
			select {
			case err = <-done:
			case <-time.After(3 * time.Second):
				err = errHangs
			}
			switch {
			case f.Name == "h2-window-overflow" && (errors.Is(err, errHangs) || err != nil && strings.Contains(err.Error(), "FLOW_CONTROL")):
			case f.Name == "h2-data-endless" && err == nil: // the windows hold until then
			case err == nil || errors.Is(err, errHangs):
				t.Errorf("%v", err)
			case !strings.Contains(err.Error(), told[f.Name]):
				t.Errorf("%v, want %s", err, told[f.Name])
			}
		})
	}
}

var errHangs = errors.New("it hangs")
