//go:build soak

package compat

// servedFor is how long served programs run: four lives of a token.
const servedFor = 4 * servedLife
