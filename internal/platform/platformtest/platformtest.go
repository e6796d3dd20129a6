// Package platformtest has a desktop's services for the tests of the packages beside it: a
// message bus, an X server, a compositor. The tests of each run with [Main].
package platformtest

import "time"

// Soon is how long a test waits for something that happens at once.
const Soon = 10 * time.Second
