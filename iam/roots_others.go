//go:build !unix || darwin

package iam

// namedRoots is empty: the system keeps its authorities, and no variable names others.
func namedRoots() []rootsFile { return nil }
