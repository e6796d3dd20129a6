package main

import (
	"fmt"
	"os"
	"strings"
)

// equivalents are mutants that make no difference, by file, function and change.
type equivalents map[string]bool

func (e equivalents) has(m mutant) bool { return e[m.file+" "+m.String()] }

// readEquivalent reads the list: a line for each mutant as it is printed, without the
// number of its line, and an indented one or more with the reason, without which it does
// not count.
func readEquivalent(file string) (equivalents, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	known := equivalents{}
	open := ""
	for line := range strings.Lines(string(text)) {
		line = strings.TrimRight(line, "\r\n")
		switch {
		case strings.TrimSpace(line) == "" || strings.HasPrefix(line, "#"):
		case strings.HasPrefix(line, " "), strings.HasPrefix(line, "\t"):
			known[open] = true
		default:
			if open != "" && !known[open] {
				return nil, fmt.Errorf("%s: no reason is given for: %s", file, open)
			}
			open = line
		}
	}
	if open != "" && !known[open] {
		return nil, fmt.Errorf("%s: no reason is given for: %s", file, open)
	}
	return known, nil
}
