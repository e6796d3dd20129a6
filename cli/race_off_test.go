//go:build !race

package cli_test

// raceDetector tells scripts that computing takes many times longer.
const raceDetector = false
