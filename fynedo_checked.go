//go:build no_metadata

package main

const checkedGoroutines = true
