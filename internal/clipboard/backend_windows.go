package clipboard

import "golang.org/x/sys/windows"

func openBackend() (backend, error) {
	sequence := windows.NewLazySystemDLL("user32.dll").NewProc("GetClipboardSequenceNumber")
	if err := sequence.Find(); err != nil {
		return nil, err
	}
	return openNative(native{
		list: windowsFormats, text: winText, probe: winExclude,
		count: func() int { n, _, _ := sequence.Call(); return int(uint32(n)) },
	})
}
