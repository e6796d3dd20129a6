package clipboard

import (
	"runtime"

	"github.com/ebitengine/purego/objc"
)

func openBackend() (backend, error) {
	return openNative(native{
		list: macFormats, text: macTextType, probe: macConcealed, count: changeCount,
	})
}

// changeCount is the general pasteboard's changeCount. AppKit hands out objects
// that an autorelease pool of the same thread has to take back.
func changeCount() int {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	pool := objc.ID(objc.GetClass("NSAutoreleasePool")).Send(objc.RegisterName("alloc")).Send(objc.RegisterName("init"))
	defer pool.Send(objc.RegisterName("drain"))
	board := objc.ID(objc.GetClass("NSPasteboard")).Send(objc.RegisterName("generalPasteboard"))
	return int(board.Send(objc.RegisterName("changeCount")))
}
