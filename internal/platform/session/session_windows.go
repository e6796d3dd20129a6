package session

import (
	"context"
	"runtime"
	"unsafe"

	"golang.org/x/sys/windows"
)

// Messages to a window and what they carry (winuser.h).
const (
	wmClose            = 0x0010
	wmDestroy          = 0x0002
	wmEndSession       = 0x0016
	wmPowerBroadcast   = 0x0218
	wmWTSSessionChange = 0x02B1

	pbtSuspend         = 4
	pbtResumeSuspend   = 7
	pbtResumeAutomatic = 18

	wtsSessionLock   = 7
	wtsSessionUnlock = 8
	wtsThisSession   = 0
)

// winClass is WNDCLASSEXW.
type winClass struct {
	size       uint32
	style      uint32
	proc       uintptr
	classExtra int32
	extra      int32
	instance   windows.Handle
	icon       windows.Handle
	cursor     windows.Handle
	background windows.Handle
	menuName   *uint16
	className  *uint16
	smallIcon  windows.Handle
}

// winMessage is MSG.
type winMessage struct {
	window  windows.HWND
	message uint32
	wParam  uintptr
	lParam  uintptr
	time    uint32
	x, y    int32
	private uint32
}

// winUser is the part of Windows that a hidden window takes.
type winUser struct {
	register, unregister, create, destroy, defaultProc, getMessage, dispatch, post, postQuit *windows.LazyProc
	registerSession, unregisterSession                                                       *windows.LazyProc
}

func newWinUser() *winUser {
	user := windows.NewLazySystemDLL("user32.dll")
	wts := windows.NewLazySystemDLL("wtsapi32.dll")
	return &winUser{
		register: user.NewProc("RegisterClassExW"), unregister: user.NewProc("UnregisterClassW"),
		create: user.NewProc("CreateWindowExW"), destroy: user.NewProc("DestroyWindow"),
		defaultProc: user.NewProc("DefWindowProcW"), getMessage: user.NewProc("GetMessageW"),
		dispatch: user.NewProc("DispatchMessageW"), post: user.NewProc("PostMessageW"), postQuit: user.NewProc("PostQuitMessage"),
		registerSession:   wts.NewProc("WTSRegisterSessionNotification"),
		unregisterSession: wts.NewProc("WTSUnRegisterSessionNotification"),
	}
}

// watch has a hidden window hear of the session. It is a top-level window, as windows for
// messages alone hear nothing of power or of the session's end. Where there can be no
// window, such as in a service, nothing is told.
func watch(ctx context.Context, tell func(Event)) {
	done := make(chan bool)
	go func() {
		runtime.LockOSThread() // a window's messages come to the thread that made it
		defer runtime.UnlockOSThread()
		done <- newWinUser().hear(ctx, tell)
	}()
	if heard := <-done; !heard {
		<-ctx.Done()
	}
}

// hear runs the window until ctx ends, and reports whether there was one.
func (u *winUser) hear(ctx context.Context, tell func(Event)) bool {
	name, err := windows.UTF16PtrFromString("LanyardSession")
	if err != nil {
		return false
	}
	var instance windows.Handle
	if windows.GetModuleHandleEx(0, nil, &instance) != nil {
		return false
	}
	class := winClass{
		proc: windows.NewCallback(u.proc(tell)), instance: instance, className: name, // the callback stays for the program's life
	}
	class.size = uint32(unsafe.Sizeof(class))
	if atom, _, _ := u.register.Call(uintptr(unsafe.Pointer(&class))); atom == 0 {
		return false
	}
	defer u.unregister.Call(uintptr(unsafe.Pointer(name)), uintptr(instance)) //nolint:errcheck // nothing follows from it
	window, _, _ := u.create.Call(0, uintptr(unsafe.Pointer(name)), uintptr(unsafe.Pointer(name)), 0, 0, 0, 0, 0, 0, 0, uintptr(instance), 0)
	if window == 0 {
		return false
	}
	_, _, _ = u.registerSession.Call(window, wtsThisSession)
	stop := context.AfterFunc(ctx, func() { _, _, _ = u.post.Call(window, wmClose, 0, 0) })
	defer stop()
	for {
		var m winMessage
		got, _, _ := u.getMessage.Call(uintptr(unsafe.Pointer(&m)), 0, 0, 0)
		if int32(got) <= 0 { // the window is gone, or never was
			return ctx.Err() != nil
		}
		_, _, _ = u.dispatch.Call(uintptr(unsafe.Pointer(&m)))
	}
}

// proc is the window's procedure. Windows waits for it, so tell is done before the
// computer sleeps.
func (u *winUser) proc(tell func(Event)) func(window windows.HWND, message uint32, w, l uintptr) uintptr {
	return func(window windows.HWND, message uint32, w, l uintptr) uintptr {
		if e, ok := windowsEvent(message, w); ok {
			tell(e)
		}
		switch message {
		case wmClose:
			_, _, _ = u.unregisterSession.Call(uintptr(window))
			_, _, _ = u.destroy.Call(uintptr(window))
			return 0
		case wmDestroy:
			_, _, _ = u.postQuit.Call(0)
			return 0
		case wmPowerBroadcast:
			return 1
		}
		result, _, _ := u.defaultProc.Call(uintptr(window), uintptr(message), w, l)
		return result
	}
}

// windowsEvent reads a message.
func windowsEvent(message uint32, w uintptr) (Event, bool) {
	switch {
	case message == wmWTSSessionChange && w == wtsSessionLock:
		return Locked, true
	case message == wmWTSSessionChange && w == wtsSessionUnlock:
		return Unlocked, true
	case message == wmPowerBroadcast && w == pbtSuspend:
		return Sleeping, true
	case message == wmPowerBroadcast && (w == pbtResumeSuspend || w == pbtResumeAutomatic):
		return Woke, true
	case message == wmEndSession && w != 0:
		return SessionEnding, true
	}
	return 0, false
}
