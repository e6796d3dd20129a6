//go:build !soak

package compat

import "time"

// servedFor is how long served programs run. With -tags soak it is longer than a token
// lives.
const servedFor = 8 * time.Second
