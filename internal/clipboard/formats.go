package clipboard

import "encoding/binary"

// The marks by which clipboard histories know a secret.
const (
	// kdeHint is honoured by Klipper and others, on X11 and Wayland alike; its
	// value is kdeSecret.
	kdeHint   = "x-kde-passwordManagerHint"
	kdeSecret = "secret"

	// The three registered formats that Microsoft documents under "Clipboard
	// Formats, Cloud Clipboard and Clipboard History Formats". The first counts by
	// being there; the others hold a DWORD, 0 meaning no.
	winExclude = "ExcludeClipboardContentFromMonitorProcessing"
	winHistory = "CanIncludeInClipboardHistory"
	winCloud   = "CanUploadToCloudClipboard"

	// The types nspasteboard.org describes: secret, and on the pasteboard for a
	// moment only. Both count by being there.
	macConcealed = "org.nspasteboard.ConcealedType"
	macTransient = "org.nspasteboard.TransientType"
)

// The names plain text goes by.
const (
	x11Text     = "UTF8_STRING"
	x11Latin1   = "STRING"
	x11AnyText  = "TEXT"
	mimeUTF8    = "text/plain;charset=utf-8"
	mimeText    = "text/plain"
	winText     = "CF_UNICODETEXT"
	macTextType = "public.utf8-plain-text"
)

// format is one form in which a text, or a mark beside it, is offered.
type format struct {
	// Name is the X11 target, the MIME type, the registered format or the
	// pasteboard type.
	Name string
	// Type is the type an X11 answer is labelled with where it is not Name.
	Type string
	Data []byte
}

// x11Formats lists the targets for an X11 selection, the best first. STRING is
// ISO 8859-1 (ICCCM 2.6.2), for programs that know no better; it is left out for a
// text that Latin-1 cannot say. An answer to TEXT carries the
// encoding the owner chose as its type.
func x11Formats(text string, mark bool) []format {
	data := []byte(text)
	fs := []format{
		{Name: x11Text, Data: data},
		{Name: mimeUTF8, Data: data},
	}
	if l1, ok := latin1(text); ok {
		fs = append(fs, format{Name: x11Latin1, Data: l1}, format{Name: x11AnyText, Type: x11Latin1, Data: l1})
	} else {
		fs = append(fs, format{Name: x11AnyText, Type: x11Text, Data: data})
	}
	fs = append(fs, format{Name: mimeText, Data: data})
	if mark {
		fs = append(fs, format{Name: kdeHint, Data: []byte(kdeSecret)})
	}
	return fs
}

// waylandFormats lists the MIME types for a Wayland selection. The names without
// a slash are for programs that run through XWayland.
func waylandFormats(text string, mark bool) []format {
	data := []byte(text)
	fs := []format{
		{Name: mimeUTF8, Data: data},
		{Name: x11Text, Data: data},
		{Name: mimeText, Data: data},
	}
	if l1, ok := latin1(text); ok {
		fs = append(fs, format{Name: x11Latin1, Data: l1}, format{Name: x11AnyText, Data: l1})
	}
	if mark {
		fs = append(fs, format{Name: kdeHint, Data: []byte(kdeSecret)})
	}
	return fs
}

// windowsFormats lists the clipboard formats for Windows.
func windowsFormats(text string, mark bool) []format {
	fs := []format{{Name: winText, Data: []byte(text)}}
	if mark {
		no := binary.LittleEndian.AppendUint32(nil, 0)
		fs = append(fs,
			format{Name: winExclude, Data: []byte("1")},
			format{Name: winHistory, Data: no},
			format{Name: winCloud, Data: no},
		)
	}
	return fs
}

// macFormats lists the pasteboard types for macOS.
func macFormats(text string, mark bool) []format {
	fs := []format{{Name: macTextType, Data: []byte(text)}}
	if mark {
		fs = append(fs,
			format{Name: macConcealed, Data: []byte("1")},
			format{Name: macTransient, Data: []byte("1")},
		)
	}
	return fs
}

// latin1 encodes a text in ISO 8859-1, if it can be.
func latin1(text string) ([]byte, bool) {
	out := make([]byte, 0, len(text))
	for _, r := range text {
		if r > 0xFF {
			return nil, false
		}
		out = append(out, byte(r))
	}
	return out, true
}

// fromLatin1 is the text that ISO 8859-1 bytes say.
func fromLatin1(b []byte) string {
	rs := make([]rune, len(b))
	for i, c := range b {
		rs[i] = rune(c)
	}
	return string(rs)
}
