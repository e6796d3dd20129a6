//go:build linux

package rig

// Looks is what the window shows of a test, a choice and certificates.
type Looks struct {
	Test []struct {
		Check  string `json:"check"`
		Status string `json:"status"` // "" while it has not ended
		Detail string `json:"detail"`
	} `json:"test"`
	Verdict string `json:"verdict"` // once the test has ended
	Tone    string `json:"tone"`    // "good", "limited", "bad"; "" without
	Place   Place  `json:"place"`
	Chooser *struct {
		Rows   []Place `json:"rows"`
		Chosen string  `json:"chosen"` // id
		Search string  `json:"search"`
		Note   string  `json:"note"`
	} `json:"chooser"`
	Chain  []string `json:"chain"` // the SHA-256 of the certificates on the screen
	Claims []string `json:"claims"`
	About  []string `json:"key_at_ibm"`
}

// Place is a deployment space or project.
type Place struct {
	Name string `json:"name"`
	ID   string `json:"id"`
}

// Checks are the checks of the test that is shown, as "sign-in failed".
func (l Looks) Checks() []string {
	out := make([]string, 0, len(l.Test))
	for _, c := range l.Test {
		out = append(out, c.Check+" "+c.Status)
	}
	return out
}
