package proxy

import (
	"os"
	"testing"

	"lanyard/internal/platform/platformtest"
)

func TestMain(m *testing.M) {
	os.Exit(platformtest.Main(m, platformtest.Roles{"portal": func() any { return tellPortal() }}))
}
