//go:build linux || darwin

package harden

import "golang.org/x/sys/unix"

// coreLimit is the limit on core files as it was before [Process].
type coreLimit struct {
	was   unix.Rlimit
	known bool
}

// lower switches core files off and reports whether it could.
func (c *coreLimit) lower() bool {
	if unix.Getrlimit(unix.RLIMIT_CORE, &c.was) != nil {
		return false
	}
	c.known = unix.Setrlimit(unix.RLIMIT_CORE, &unix.Rlimit{Cur: 0, Max: c.was.Max}) == nil
	return c.known
}

// OwnLimits gives back the limit on core files while start starts a program of the
// user's, which inherits it.
func (h Result) OwnLimits(start func() error) error {
	c := h.limits
	if !c.known {
		return start()
	}
	_ = unix.Setrlimit(unix.RLIMIT_CORE, &c.was)
	defer c.lower()
	return start()
}
