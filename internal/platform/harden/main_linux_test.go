package harden

import (
	"os"
	"testing"

	"lanyard/internal/platform/platformtest"
)

func TestMain(m *testing.M) {
	os.Exit(platformtest.Main(m, platformtest.Roles{"harden": func() any { return tellHardening() }, "sleep": sleep}))
}
