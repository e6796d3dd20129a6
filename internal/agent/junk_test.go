//go:build !soak

package agent

// junkMessages is how many bad messages the server is fed.
const junkMessages = 2_000
