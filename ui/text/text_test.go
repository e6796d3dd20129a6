package text

import (
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
)

// Each language has every text, with the same values in it.
func TestNoTextIsMissing(t *testing.T) {
	verbs := regexp.MustCompile(`%[-+0-9.\[\]]*[a-z]`)
	want := reflect.ValueOf(*English())
	for name, words := range Languages() {
		got := reflect.ValueOf(*words())
		for i := range got.NumField() {
			field, text := got.Type().Field(i).Name, got.Field(i).String()
			if strings.TrimSpace(text) == "" {
				t.Errorf("%s: the text %s is empty", name, field)
			}
			have, asked := verbs.FindAllString(text, -1), verbs.FindAllString(want.Field(i).String(), -1)
			if slices.Sort(have); !slices.Equal(have, slices.Sorted(slices.Values(asked))) {
				t.Errorf("%s: %s takes %q, the English one %q", name, field, have, asked)
			}
		}
	}
}
