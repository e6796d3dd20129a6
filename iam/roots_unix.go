//go:build unix && !darwin

package iam

import (
	"os"
	"path/filepath"
	"strings"
)

// namedRoots lists the files that the library reads because variables name them.
func namedRoots() []rootsFile {
	var out []rootsFile
	if file := os.Getenv("SSL_CERT_FILE"); file != "" {
		out = append(out, rootsFile{"SSL_CERT_FILE", file})
	}
	for dir := range strings.SplitSeq(os.Getenv("SSL_CERT_DIR"), ":") {
		if dir == "" {
			continue
		}
		entries, err := os.ReadDir(dir)
		if err != nil {
			continue // the library passes over it, too
		}
		for _, e := range entries {
			out = append(out, rootsFile{"SSL_CERT_DIR", filepath.Join(dir, e.Name())})
		}
	}
	return out
}
