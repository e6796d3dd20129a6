package detail

import (
	"slices"
	"strings"
)

// fingerprint writes a SHA-256 as certificate viewers do, so that it can be compared.
func fingerprint(hex string) string {
	var pairs []string
	for pair := range slices.Chunk([]byte(strings.ToUpper(hex)), 2) {
		pairs = append(pairs, string(pair))
	}
	return strings.Join(pairs, ":")
}

// fingerprintLines is the same for reading: where one line is too long it goes on after
// eight or sixteen pairs.
func fingerprintLines(hex string) string {
	var lines []string
	for line := range slices.Chunk([]byte(hex), 32) {
		var parts []string
		for part := range slices.Chunk(line, 16) {
			parts = append(parts, fingerprint(string(part)))
		}
		lines = append(lines, strings.Join(parts, ": "))
	}
	return strings.Join(lines, ":\n")
}
