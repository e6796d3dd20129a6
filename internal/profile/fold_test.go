package profile_test

import (
	"testing"

	"lanyard/internal/profile"
)

func TestFoldName(t *testing.T) {
	for _, same := range [][2]string{
		{"prod-eu", " Prod-EU "},
		{"\u00e9t\u00e9", "e\u0301te\u0301"},
		{"\u00c9T\u00c9", "e\u0301te\u0301"},
		{"\u212bngstr\u00f6m", "a\u030angstro\u0308m"},
		{"\ud55c\uae00", "\u1112\u1161\u11ab\u1100\u1173\u11af"},
	} {
		if !profile.SameName(same[0], same[1]) {
			t.Errorf("%q and %q are two", same[0], same[1])
		}
	}
	for _, two := range [][2]string{{"ete", "\u00e9t\u00e9"}, {"a b", "ab"}, {"ﬁ", "fi"}} {
		if profile.SameName(two[0], two[1]) {
			t.Errorf("%q and %q are one", two[0], two[1])
		}
	}
}
