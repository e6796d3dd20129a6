package profile

import (
	"testing"

	"lanyard/internal/jsonscan"
)

// TestLabelsAreReadInOnePass whatever stands beside them; what is no JSON takes the other
// road, which says what is wrong.
func TestLabelsAreReadInOnePass(t *testing.T) {
	for name, c := range map[string]struct {
		text  string
		quick bool
	}{
		"alone":               {`{"id":"a","name":"b"}`, true},
		"blanks of each kind": {"\r\n{ \"id\"\t:\r\"a\" ,\n\"name\": \"b\" }\r\n", true},
		"an object before":    {`{"tls":{"mode":"verify","more":[1,{"x":[]}]},"id":"a","name":"b"}`, true},
		"lists between":       {`{"id":"a","tags":["x","]","\"}"],"n":[[1],[2,-3.5e1]],"name":"b"}`, true},
		"words behind":        {`{"id":"a","name":"b","production":true,"x":null,"y":false,"z":12}`, true},
		"a name of ours":      {`{"größe":1,"id":"a","name":"b"}`, true},
		"an escape":           {`{"id":"\u0061","name":"b"}`, true},
		"an open list":        {`{"x":[1,"id":"a","name":"b"}`, false},
		"one end too many":    {`{"id":"a","name":"b"}}`, false},
		"nothing to skip":     {`{"x":},"id":"a","name":"b"}`, false},
		"a list's end":        {`{"x":],"id":"a","name":"b"}`, false},
		"an open text":        {`{"x":"id`, false},
		"cut off":             {`{"id":"a","name":"b","x":`, false},
		"twice":               {`{"id":"a","name":"b","id":"c"}`, false},
		"the name twice":      {`{"id":"a","name":"b","name":"c"}`, false},
		"no text":             {`{"id":1,"name":"b"}`, false},
	} {
		t.Run(name, func(t *testing.T) {
			s := scanner{jsonscan.Scanner[string]{Text: c.text}}
			id, label, ok := s.label()
			if ok != c.quick || ok && (id != "a" || label != "b") {
				t.Errorf("gives %q, %q, %v", id, label, ok)
			}
		})
	}
}
