package detail

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// A hostile token cannot turn the text around it, nor print what looks like something
// else; what is shown stays JSON of the same meaning.
func TestPayloadPrintsNothingHidden(t *testing.T) {
	raw := map[string]any{"name": "a\u202eb\u0007\u009b\U000e0041", "exp": json.Number("1e400"), "html": "<b>&"}
	got := payloadText(raw)
	for _, r := range got {
		if r != '\n' && (r < ' ' || r > '~') {
			t.Errorf("%q has %U in it", got, r)
		}
	}
	var back map[string]any
	d := json.NewDecoder(strings.NewReader(got))
	d.UseNumber()
	if err := d.Decode(&back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(raw, back); diff != "" {
		t.Errorf("read back (-want +got):\n%s", diff)
	}
	if !strings.Contains(got, "<b>&") {
		t.Errorf("what prints is not as it was: %s", got)
	}
}
