//go:build soak

package cli_test

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"lanyard/iam/sim"
)

// TestManyChangesSendNothingElsewhere makes 200 drawn changes of one field each.
func TestManyChangesSendNothingElsewhere(t *testing.T) {
	const seed, changes = 1, 200
	s, evil := startSim(t, sim.Options{}), newRecorder(t)
	r := rand.New(rand.NewPCG(seed, seed))
	for kind, c := range kinds(s.Info()) {
		t.Run(kind, func(t *testing.T) {
			h := newHome(t, s, evil, c.key, c.flags)
			for range changes / len(kinds(s.Info())) {
				field, value := randomChange(r, evil.URL)
				h.with(field, value, func() { h.staysHome(fmt.Sprintf("%s = %v", field, value)) })
			}
		})
	}
}

// randomChange changes any one field to something drawn.
func randomChange(r *rand.Rand, evil string) (field string, value any) {
	all := fields(evil)
	field = slices.Sorted(maps.Keys(all))[r.IntN(len(all))]
	texts := []any{evil, evil + "/x", "mallory", "", "another", strings.ToUpper(evil), evil + ":443", "https://u:p@" + strings.TrimPrefix(evil, "https://"), nil, 1, true}
	return field, texts[r.IntN(len(texts))]
}
