package tray

import (
	"os"
	"testing"

	"lanyard/internal/platform/platformtest"
)

func TestMain(m *testing.M) { os.Exit(platformtest.Main(m, nil)) }
