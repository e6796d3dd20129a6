package sim

import (
	"net/http/httptest"
	"strconv"
	"testing"
)

// A simulator may run for days.
func TestJournalIsBounded(t *testing.T) {
	j := &journal{}
	const n = 25_000
	for i := range n {
		j.answered(j.add(Request{}, httptest.NewRequest("GET", "/"+strconv.Itoa(i), nil), nil), 200)
	}
	all := j.all()
	if len(all) < 5_000 || len(all) > 10_000 {
		t.Errorf("%d requests are kept", len(all))
	}
	if last := all[len(all)-1]; last.Path != "/24999" || last.Status != 200 {
		t.Errorf("the last is %+v", last)
	}
}
