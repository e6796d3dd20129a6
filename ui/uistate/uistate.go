// Package uistate is what a window shows, as a document: a window built for tests (tag
// uistate) writes it again and again, the tests that drive the real window read it. It has
// no secret: secret fields are masked, tokens are not in it.
package uistate

// State is what the window shows. Lengths and places are in pixels of the window.
type State struct {
	Title    string   `json:"title"`
	Rows     []Row    `json:"rows"`
	Chosen   string   `json:"chosen"` // name; "": no profile
	Focus    string   `json:"focus"`  // "search", "list", a field's label, a button's words
	Search   string   `json:"search"`
	Token    Token    `json:"token"`
	Status   string   `json:"status"`
	Undo     string   `json:"undo"`     // what can be undone; "": nothing
	Error    Error    `json:"error"`    // zero: none
	Question Question `json:"question"` // zero: none
	Form     Form     `json:"form"`
	Import   Import   `json:"import"`
	Scan     Scan     `json:"scan"`
	Busy     string   `json:"busy"`   // what is under way; "": nothing
	Dialog   string   `json:"dialog"` // its title; "menu"; "": none is open
	Narrow   bool     `json:"narrow"` // list and detail do not stand side by side

	// A test, a choice and certificates.
	Test    []Check  `json:"test"`
	Verdict string   `json:"verdict"` // once the test has ended
	Tone    string   `json:"tone"`    // "good", "limited", "bad"; "": no test
	Hints   string   `json:"hints"`
	Place   Place    `json:"place"`
	Chooser *Chooser `json:"chooser"` // nil: closed
	Chain   []string `json:"chain"`   // the SHA-256 of the certificates on the screen
	Claims  []string `json:"claims"`  // of the token, as "label: value"
	About   []string `json:"key_at_ibm"`

	// Signing in with one-time codes.
	Code    *Code  `json:"code"`    // what is asked for; nil: nothing
	Session string `json:"session"` // what a code has opened; "": nothing

	// Locks, questions and settings.
	Locked   bool              `json:"locked"`
	LockWay  string            `json:"lock_way"` // what it takes to unlock: click, passphrase or choose; "": not known yet
	Problem  string            `json:"problem"`  // with a passphrase
	Asking   string            `json:"asking"`   // what is asked below the toolbar
	Banner   string            `json:"banner"`
	Broken   string            `json:"broken"`   // what is said of a rotation that was interrupted; "": nothing
	Settings map[string]string `json:"settings"` // by label; nil while they are closed
	Buttons  []string          `json:"buttons"`  // that can be pressed
	Places   map[string][2]int `json:"places"`   // of these buttons: their middles
	Sleeps   string            `json:"sleeps"`   // how long the window does nothing by itself; "": until something happens
	Keyring  string            `json:"keyring"`  // where keys are kept, as the toolbar says
	Page     Page              `json:"page"`
}

// Names are the names in the list, from top to bottom.
func (s State) Names() []string {
	names := make([]string, 0, len(s.Rows))
	for _, r := range s.Rows {
		names = append(names, r.Name)
	}
	return names
}

// Checks are the checks of the test that is shown, as "sign-in failed".
func (s State) Checks() []string {
	out := make([]string, 0, len(s.Test))
	for _, c := range s.Test {
		out = append(out, c.Check+" "+c.Status)
	}
	return out
}

// Row is one row of the list.
type Row struct {
	Name  string `json:"name"`
	Host  string `json:"host"`
	Kind  string `json:"kind"`
	State string `json:"state"`
	Key   string `json:"key"` // what is said of its API key; "": nothing
	X     int    `json:"x"`   // its middle; 0 when it is out of sight
	Y     int    `json:"y"`
}

// Token is the token of the chosen profile.
type Token struct {
	There     bool   `json:"there"`
	Shown     bool   `json:"shown"` // in clear
	Zone      string `json:"zone"`
	Countdown string `json:"countdown"` // to the second, also while minutes are shown
	Drawn     string `json:"drawn"`     // the countdown as it was drawn last
	Words     string `json:"words"`
	Expires   string `json:"expires"`
	Who       string `json:"who"`
}

// Error is the failure that the detail shows.
type Error struct {
	What      string `json:"what"`
	Why       string `json:"why"`
	Next      string `json:"next"`
	Code      string `json:"code"`
	RequestID string `json:"request_id"`
}

// Question asks whether the key may go to another place.
type Question struct {
	Changes []string `json:"changes"`
	To      string   `json:"to"`
}

// Code asks for a one-time code, or for an account.
type Code struct {
	Why      string   `json:"why"`
	Page     string   `json:"page"` // "" while it is not known
	Wrong    string   `json:"wrong"`
	Accounts []string `json:"accounts"` // to choose from
}

// Form is the form of a profile.
type Form struct {
	Open     bool              `json:"open"`
	Title    string            `json:"title"`
	Fields   map[string]string `json:"fields"` // by label; secrets are masked
	Problems []string          `json:"problems"`
	Notes    []string          `json:"notes"`
	Error    string            `json:"error"`
	Discard  bool              `json:"discard"` // it asks before it drops what was typed
}

// Import is what the importer shows: the finds, and why a source gave none.
type Import struct {
	Open     bool   `json:"open"`
	Found    []Find `json:"found"`
	Problems int    `json:"problems"`
	Discard  bool   `json:"discard"` // it asks before it drops what was found
}

// Find is one credential that was found in what is imported.
type Find struct {
	Name    string `json:"name"`
	Kind    string `json:"kind"`
	URL     string `json:"url"`
	Key     bool   `json:"key"`
	Wanted  bool   `json:"wanted"`
	Token   bool   `json:"token"` // a bearer token, not to be stored
	Problem string `json:"problem"`
}

// Scan is what the search for keys in files shows.
type Scan struct {
	Open    bool   `json:"open"`
	Busy    bool   `json:"busy"`
	Files   int    `json:"files"`
	Summary string `json:"summary"`
	Wrong   string `json:"wrong"`
	Hits    []Hit  `json:"hits"`
}

// Hit is a key that was found in a file.
type Hit struct {
	Place string `json:"place"` // the file and the line
	What  string `json:"what"`
	Saved bool   `json:"saved"`
}

// Check is one check of a test.
type Check struct {
	Check  string `json:"check"`
	Status string `json:"status"` // "" while it has not ended
	Detail string `json:"detail"`
}

// Place is a deployment space or project.
type Place struct {
	Label string `json:"label"`
	Name  string `json:"name"`
	ID    string `json:"id"`
}

// Chooser is the dialog in which a space or project is chosen.
type Chooser struct {
	Rows   []Place `json:"rows"`
	Chosen string  `json:"chosen"` // id
	Search string  `json:"search"`
	Note   string  `json:"note"`
}

// Page is what stands in place of the detail for one task, such as a backup.
type Page struct {
	Title   string            `json:"title"`  // "": there is none
	Steps   []string          `json:"steps"`  // of a rotation, as "name: status"
	Fields  map[string]string `json:"fields"` // by label; secrets are masked
	Doing   string            `json:"doing"`  // "" while nothing is under way
	Trouble string            `json:"trouble"`
	Said    []string          `json:"said"` // what it came to, once it is done
	Main    string            `json:"main"` // its button
}
