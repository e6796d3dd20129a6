//go:build !race

// What the race detector keeps for itself is more than what is measured here.

package store

import (
	"bytes"
	"os"
	"strconv"
	"testing"

	"lanyard/internal/secret"
)

// resident is this process's memory, in MiB.
func resident(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	_, after, _ := bytes.Cut(text, []byte("VmRSS:"))
	kib, err := strconv.Atoi(string(bytes.Fields(after)[0]))
	if err != nil {
		t.Fatal(err)
	}
	return kib >> 10
}

// Opening and sealing take 256 MiB each, and keep nothing of it.
func TestScryptMemoryIsGivenBack(t *testing.T) {
	before := resident(t)
	p := secret.New("passphrase")
	sealed, err := sealDoc(newSecretsDoc(), p, workFactor)
	if err != nil {
		t.Fatal(err)
	}
	if now := resident(t); now > before+60 {
		t.Errorf("%d MiB before sealing, %d after", before, now)
	}
	if _, err := openDoc("x", sealed, p); err != nil {
		t.Fatal(err)
	}
	if now := resident(t); now > before+60 {
		t.Errorf("%d MiB before, %d after opening", before, now)
	}
}
