//go:build !linux && !darwin && !windows

package tcppeer

func sameUser(Ends) error { return ErrUnknown }
