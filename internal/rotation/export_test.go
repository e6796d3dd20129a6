package rotation

// Before has may asked before each change of the journal, so that a test can end a program
// there.
func (j *Journal) Before(may func() error) { j.write = may }
