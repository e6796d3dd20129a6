//go:build !linux

package platform

import "context"

// ChooseFile asks nobody here: there is no portal.
func ChooseFile(context.Context, FileQuestion) (string, error) { return "", errAbsent }
