package clipboard

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

// f is a form under its own name, ft one with a type of its own.
func f(name, data string) format { return format{Name: name, Data: []byte(data)} }

func ft(name, typ, data string) format { return format{Name: name, Type: typ, Data: []byte(data)} }

// TestFormatsByValue holds the lists of every platform to what the platforms
// document, byte for byte, on whichever platform the test runs.
func TestFormatsByValue(t *testing.T) {
	zero := "\x00\x00\x00\x00" // a DWORD
	for _, tt := range []struct {
		name string
		got  []format
		want []format
	}{
		{"x11, marked", x11Formats("tok", true), []format{
			f("UTF8_STRING", "tok"), f("text/plain;charset=utf-8", "tok"),
			f("STRING", "tok"), ft("TEXT", "STRING", "tok"), f("text/plain", "tok"),
			f("x-kde-passwordManagerHint", "secret"),
		}},
		{"x11, not marked", x11Formats("tok", false), []format{
			f("UTF8_STRING", "tok"), f("text/plain;charset=utf-8", "tok"),
			f("STRING", "tok"), ft("TEXT", "STRING", "tok"), f("text/plain", "tok"),
		}},
		{"x11, latin-1", x11Formats("Grüße", false), []format{
			f("UTF8_STRING", "Gr\xc3\xbc\xc3\x9fe"), f("text/plain;charset=utf-8", "Gr\xc3\xbc\xc3\x9fe"),
			f("STRING", "Gr\xfc\xdfe"), ft("TEXT", "STRING", "Gr\xfc\xdfe"), f("text/plain", "Gr\xc3\xbc\xc3\x9fe"),
		}},
		{"x11, beyond latin-1", x11Formats("鍵", false), []format{
			f("UTF8_STRING", "\xe9\x8d\xb5"), f("text/plain;charset=utf-8", "\xe9\x8d\xb5"),
			ft("TEXT", "UTF8_STRING", "\xe9\x8d\xb5"), f("text/plain", "\xe9\x8d\xb5"),
		}},
		{"wayland, marked", waylandFormats("tok", true), []format{
			f("text/plain;charset=utf-8", "tok"), f("UTF8_STRING", "tok"), f("text/plain", "tok"),
			f("STRING", "tok"), f("TEXT", "tok"), f("x-kde-passwordManagerHint", "secret"),
		}},
		{"wayland, beyond latin-1", waylandFormats("鍵", false), []format{
			f("text/plain;charset=utf-8", "\xe9\x8d\xb5"), f("UTF8_STRING", "\xe9\x8d\xb5"), f("text/plain", "\xe9\x8d\xb5"),
		}},
		{"windows, marked", windowsFormats("tok", true), []format{
			f("CF_UNICODETEXT", "tok"), f("ExcludeClipboardContentFromMonitorProcessing", "1"),
			f("CanIncludeInClipboardHistory", zero), f("CanUploadToCloudClipboard", zero),
		}},
		{"windows, not marked", windowsFormats("tok", false), []format{f("CF_UNICODETEXT", "tok")}},
		{"macos, marked", macFormats("tok", true), []format{
			f("public.utf8-plain-text", "tok"),
			f("org.nspasteboard.ConcealedType", "1"), f("org.nspasteboard.TransientType", "1"),
		}},
		{"macos, not marked", macFormats("tok", false), []format{f("public.utf8-plain-text", "tok")}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			if diff := cmp.Diff(tt.want, tt.got); diff != "" {
				t.Errorf("-want +got:\n%s", diff)
			}
		})
	}
}

func TestLatin1ComesBack(t *testing.T) {
	if got := fromLatin1([]byte("Gr\xfc\xdfe")); got != "Grüße" {
		t.Errorf("%q", got)
	}
}
