package store

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"

	"lanyard/internal/testall"
)

const (
	testResultsName    = "tests.json"
	testResultsVersion = 1
)

// TestResults are the last tests' results of one state folder, by the profiles' ids. Nothing
// in them is secret. Any number of processes may read and change them.
type TestResults struct{ file *safeFile }

// OpenTestResults names the results of a state folder. Nothing is read or made yet.
func OpenTestResults(stateDir string) *TestResults {
	return &TestResults{newSafeFile(stateDir, testResultsName)}
}

// testResultsJSON is the form of tests.json.
type testResultsJSON struct {
	Version int                       `json:"version"`
	Results map[string]testall.Result `json:"results"`
}

// All gives the results. What cannot be read or understood is none.
func (n *TestResults) All() map[string]testall.Result {
	all, _, _ := n.load()
	return all
}

func (n *TestResults) load() (all map[string]testall.Result, content []byte, err error) {
	content, err = n.file.read()
	var doc testResultsJSON
	if err != nil || json.Unmarshal(content, &doc) != nil || doc.Version > testResultsVersion || doc.Results == nil {
		return map[string]testall.Result{}, content, err
	}
	return doc.Results, content, nil
}

// Change alters the results while nobody else does.
func (n *TestResults) Change(ctx context.Context, change func(map[string]testall.Result)) error {
	err := n.file.locked(ctx, func() error {
		all, old, err := n.load()
		if err != nil {
			return err
		}
		before := maps.Clone(all)
		if change(all); maps.Equal(before, all) {
			return nil
		}
		text, err := marshal(testResultsJSON{Version: testResultsVersion, Results: all})
		if err != nil {
			return err
		}
		return n.file.write(old, text)
	})
	if err != nil {
		return fmt.Errorf("keep a test's result: %w", err)
	}
	return nil
}
