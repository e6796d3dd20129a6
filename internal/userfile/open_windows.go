package userfile

import "os"

func open(name string) (*os.File, error) { return os.Open(name) }

// handedOver is about descriptors with names, which Windows hasn't got.
func handedOver(string) bool { return false }
