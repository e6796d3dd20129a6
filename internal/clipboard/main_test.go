package clipboard

import (
	"context"
	"os"
	"os/signal"
	"syscall"
	"testing"
)

// holdArg makes the test binary the background process that StartHolder starts.
const holdArg = "hold-the-clipboard"

func TestMain(m *testing.M) {
	if len(os.Args) == 2 && os.Args[1] == holdArg {
		ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
		defer stop()
		if err := ServeHold(ctx, os.Stdin, os.Stdout); err != nil {
			os.Exit(1)
		}
		return
	}
	os.Exit(m.Run())
}
