package credimport

import (
	"fmt"
	"strings"
)

// ReadError says why an input gives no credential, where, and what would. It never
// repeats the input, which may hold a secret.
type ReadError struct {
	Source   string // the file's name, "" for pasted text
	Line     int    // from 1; 0 when the whole input is meant
	Column   int    // in characters, from 1; 0 when the whole line is meant
	Problem  string // what was found instead: "the file is empty"
	Expected string // what would have been right: "a value after the colon"
	Next     string // what to do, a sentence; "" when Expected says it
	Links    []Link
}

// Error gives the place, the problem and what was expected.
func (e *ReadError) Error() string {
	var b strings.Builder
	b.WriteString("read credentials")
	if e.Source != "" {
		fmt.Fprintf(&b, " in %q", e.Source)
	}
	if place := e.Place(); place != "" {
		b.WriteString(": " + place)
	}
	b.WriteString(": " + e.Problem)
	if e.Expected != "" {
		b.WriteString("; expected " + e.Expected)
	}
	return b.String()
}

// Place is where the problem is: "line 3, column 7", or "" for the whole input.
func (e *ReadError) Place() string {
	switch {
	case e.Line == 0:
		return ""
	case e.Column == 0:
		return fmt.Sprintf("line %d", e.Line)
	}
	return fmt.Sprintf("line %d, column %d", e.Line, e.Column)
}

// knownForms is what an input is expected to be, for messages.
const knownForms = "service credentials, an apikey.json, a Python dict or Credentials(…), lines of an .env file or a shell, a command such as curl, " +
	"a file that lanyard share wrote, or an API key alone"

// Pages that explain where credentials come from.
func keysPage() Link {
	return Link{"API keys of your account", "https://cloud.ibm.com/iam/apikeys"}
}

func resourcesPage() Link {
	return Link{"Your service instances", "https://cloud.ibm.com/resources"}
}

func migrationPage() Link {
	return Link{"Migrating Cloud Foundry service instances to a resource group", "https://cloud.ibm.com/docs/account?topic=account-migrate"}
}
