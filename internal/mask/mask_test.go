package mask_test

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"pgregory.net/rapid"

	"lanyard/internal/mask"
	"lanyard/internal/secret"
)

const (
	apiKey  = "Zq3-0b_yTf8kW1xLr9vHs6dNpJm2cGaEuR4iOoX7-_wB"
	hostile = `p'a"ss\w$(x)%40 ü+/=`
	token   = "eyJraWQiOiIyMDI0MDkwMjA4NDIiLCJhbGciOiJSUzI1NiJ9.eyJpYW1faWQiOiJJQk1pZC0xIiwiZXhwIjoxNzYwMDAwMDAwfQ.c2lnbmF0dXJlLXdpdGgtXy1hbmQtLQ"
)

// shown is what came out of a writer, which also writes from its timer's goroutine.
type shown struct {
	mu  sync.Mutex
	out bytes.Buffer
}

func (s *shown) Write(p []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.Write(p)
}

func (s *shown) String() string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.out.String()
}

func hiding(all ...string) *mask.Secrets {
	s := &mask.Secrets{}
	for _, one := range all {
		s.Add(secret.New(one))
	}
	return s
}

// through writes pieces and gives what comes out.
func through(t interface{ Fatal(...any) }, s *mask.Secrets, pieces ...string) string {
	var out bytes.Buffer
	w := mask.NewWriter(&out, s)
	for _, p := range pieces {
		if n, err := w.Write([]byte(p)); err != nil || n != len(p) {
			t.Fatal(n, err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return out.String()
}

func TestFormsAreHidden(t *testing.T) {
	asJSON := func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[1 : len(b)-1])
	}
	wrapped := func(s string) string {
		var b strings.Builder
		for len(s) > 76 {
			b.WriteString(s[:76] + "\r\n")
			s = s[76:]
		}
		return b.String() + s
	}
	std, raw := base64.StdEncoding, base64.RawURLEncoding
	for name, form := range map[string]func(s string) string{
		"as it is":             func(s string) string { return s },
		"for a query":          url.QueryEscape,
		"for a path":           url.PathEscape,
		"with small digits":    func(s string) string { return lowerEscapes(url.QueryEscape(s)) },
		"every letter":         func(s string) string { return everyByte(s, "%%%02X") },
		"JSON":                 asJSON,
		"JSON of ASCII":        func(s string) string { return strconv.QuoteToASCII(s)[1 : len(strconv.QuoteToASCII(s))-1] },
		"base64":               func(s string) string { return std.EncodeToString([]byte(s)) },
		"base64 for URLs":      func(s string) string { return raw.EncodeToString([]byte(s)) },
		"base64 in lines":      func(s string) string { return wrapped(std.EncodeToString([]byte(s))) },
		"base64 in a query":    func(s string) string { return url.QueryEscape(std.EncodeToString([]byte(s))) },
		"base64, JSON's slash": func(s string) string { return strings.ReplaceAll(std.EncodeToString([]byte(s)), "/", `\/`) },
		"JSON of ASCII, large": func(s string) string {
			return strings.ReplaceAll(strings.Trim(strconv.QuoteToASCII(s), `"`), "fc", "FC")
		},
		"on a screen":           func(s string) string { return s[:3] + " \r\r\n\x1b[7m" + s[3:5] + "\x1b[27m\x1b(B" + s[5:] },
		"base64 with a newline": func(s string) string { return std.EncodeToString([]byte(s + "\n")) },
	} {
		for _, one := range []string{apiKey, hostile, token, "pass"} {
			if one == "pass" && (strings.HasPrefix(name, "base64") || name == "on a screen") {
				continue // three letters of its own are too few to tell
			}
			got := through(t, hiding(one), "before ["+form(one)+"] after\n")
			if !strings.HasPrefix(got, "before ["+mask.Text) || !strings.HasSuffix(got, "] after\n") || len(got) > len("before ["+mask.Text+"] after\n")+4 {
				t.Errorf("%s: %q", name, got)
			}
		}
	}
}

func lowerEscapes(s string) string {
	b := []byte(s)
	for i := range b {
		if b[i] == '%' && i+2 < len(b) {
			copy(b[i+1:], bytes.ToLower(b[i+1:i+3]))
		}
	}
	return string(b)
}

func everyByte(s, format string) string {
	var b strings.Builder
	for i := range len(s) {
		fmt.Fprintf(&b, format, s[i])
	}
	return b.String()
}

// TestBase64AmongOthers: what stands before and after a secret moves its bits.
func TestBase64AmongOthers(t *testing.T) {
	for _, before := range []string{"", "a", "ab", "abc", "user:", "Bearer "} {
		for _, after := range []string{"", "x", "xy", "xyz", "\n"} {
			for _, one := range []string{apiKey, token, hostile} {
				text := base64.StdEncoding.EncodeToString([]byte(before + one + after))
				got := through(t, hiding(one), text)
				if len(got) > len(mask.Text)+2*len(before)+2*len(after)+8 || !strings.Contains(got, mask.Text) {
					t.Errorf("%q, %q: %q", before, after, got)
				}
			}
		}
	}
}

func TestWhatIsNoSecretStays(t *testing.T) {
	s := hiding(apiKey, token, hostile)
	for _, text := range []string{
		"", "e", "ey", token[:60], apiKey[:43] + "!\n", "\\", "%", "%2", `\u00`, "\x00\xff\xfe", strings.Repeat("eyJ", 1000), "p'a\"ss", url.QueryEscape(hostile)[:12] + "!", "no secret here\n",
	} {
		if len(text) >= 8 && strings.HasPrefix(token, text) {
			text += "!"
		}
		if got := through(t, s, text); got != text {
			t.Errorf("%q comes out as %q", text, got)
		}
	}
}

// TestBeginningAtTheEnd: what is long and breaks off in a secret is hidden, as the rest may
// come by another way.
func TestBeginningAtTheEnd(t *testing.T) {
	if got := through(t, hiding(apiKey), "key "+apiKey[:30]); got != "key "+mask.Text {
		t.Errorf("%q", got)
	}
}

func TestSecretsThatContainEachOther(t *testing.T) {
	s := hiding("abcdef", "abcdefghij", "efghijkl")
	for text, want := range map[string]string{
		"abcdef": mask.Text, "abcdefghij!": mask.Text + "!", "abcdefghi!": mask.Text + "ghi!", "abcdefabcdefghij": mask.Text + mask.Text, "xefghijkl": "x" + mask.Text,
	} {
		for cut := range len(text) + 1 {
			if got := through(t, s, text[:cut], text[cut:]); got != want {
				t.Errorf("%q, cut at %d: %q, want %q", text, cut, got, want)
			}
		}
	}
}

func TestShortSecretsAreNotHidden(t *testing.T) {
	if got := through(t, hiding("abc", ""), "an abc"); got != "an abc" {
		t.Errorf("%q", got)
	}
}

func TestAddedLater(t *testing.T) {
	s := &mask.Secrets{}
	var out bytes.Buffer
	w := mask.NewWriter(&out, s)
	for _, step := range []func(){
		func() { _, _ = io.WriteString(w, token+" ") }, func() { s.Add(secret.New(token)) }, func() { _, _ = io.WriteString(w, token+" ") },
	} {
		step()
	}
	if want := token + " " + mask.Text + " "; out.String() != want {
		t.Errorf("%q", out.String())
	}
}

// TestPromptsAreShown: a few letters that could begin a secret are shown after a moment,
// and the secret is hidden all the same when it comes.
func TestPromptsAreShown(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out shown
		w := mask.NewWriter(&out, hiding(token))
		_, _ = io.WriteString(w, "continue? [ye")
		if got := out.String(); got != "continue? [y" {
			t.Errorf("at once: %q", got)
		}
		time.Sleep(time.Second)
		synctest.Wait()
		if got := out.String(); got != "continue? [ye" {
			t.Errorf("a moment later: %q", got)
		}
		_, _ = io.WriteString(w, token[1:]+"\n")
		if got := out.String(); got != "continue? [ye"+mask.Text+"\n" {
			t.Errorf("at the end: %q", got)
		}
	})
}

// TestAScreenIsLeft: what ends a program's screen is not held back, nor taken for a secret.
func TestAScreenIsLeft(t *testing.T) {
	const text = "[?1049h\x1b[23;0;0t\x1b[?12l\x1b[?25h"
	if got := through(t, hiding("hidden-secret"), text); got != text {
		t.Errorf("%q", got)
	}
	synctest.Test(t, func(t *testing.T) {
		var out shown
		w := mask.NewWriter(&out, hiding("hidden-secret"))
		_, _ = io.WriteString(w, text)
		time.Sleep(time.Second)
		synctest.Wait()
		if out.String() != text {
			t.Errorf("%q", out.String())
		}
	})
}

// TestSlowSecretsAreHidden: at most a few letters of a secret get through that comes letter
// by letter.
func TestSlowSecretsAreHidden(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out shown
		w := mask.NewWriter(&out, hiding(apiKey))
		for _, c := range []byte("a" + apiKey + "b") {
			_, _ = w.Write([]byte{c})
			time.Sleep(time.Second)
		}
		if got := out.String(); got != "a"+apiKey[:7]+mask.Text+"b" {
			t.Errorf("%q", got)
		}
	})
}

// TestNothingLeaksWhereverItIsCut writes random text with secrets in random forms, in random
// pieces: neither a secret nor a good part of one comes out, and the rest does.
func TestNothingLeaksWhereverItIsCut(t *testing.T) {
	rapid.Check(t, leaksNothing)
}

func FuzzNothingLeaksWhereverItIsCut(f *testing.F) {
	f.Fuzz(rapid.MakeFuzz(leaksNothing))
}

func leaksNothing(t *rapid.T) {
	secrets := []string{apiKey, token, hostile, rapid.StringMatching(`[!-~]{12,60}`).Draw(t, "another")}
	forms := []func(string) string{
		func(s string) string { return s }, url.QueryEscape, url.PathEscape,
		func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) },
		func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte("u:" + s + "x")) },
		func(s string) string { b, _ := json.Marshal(s); return string(b) },
	}
	var text, want strings.Builder
	for range rapid.IntRange(1, 8).Draw(t, "parts") {
		plain := rapid.StringMatching(`[a-z ]{0,20}`).Draw(t, "plain")
		text.WriteString(plain + "|")
		want.WriteString(plain + "|")
		text.WriteString(rapid.SampledFrom(forms).Draw(t, "form")(rapid.SampledFrom(secrets).Draw(t, "secret")) + "|")
	}
	var pieces []string
	for rest := text.String(); rest != ""; {
		n := rapid.IntRange(1, len(rest)).Draw(t, "cut")
		pieces, rest = append(pieces, rest[:n]), rest[n:]
	}
	got := through(t, hiding(secrets...), pieces...)
	for _, one := range secrets {
		for _, form := range forms {
			whole := strings.Trim(form(one), `"`)
			for i := 0; i+12 <= len(whole); i++ {
				if strings.Contains(got, whole[i:i+12]) {
					t.Fatalf("%q of a secret is in %q", whole[i:i+12], got)
				}
			}
		}
	}
	for plain := range strings.SplitSeq(want.String(), "|") {
		if !strings.Contains(got, plain) {
			t.Fatalf("%q is lost in %q", plain, got)
		}
	}
}

// BenchmarkWriter measures text without a secret, and base64 that could be one.
func BenchmarkWriter(b *testing.B) {
	s := hiding(apiKey, token, hostile)
	random := make([]byte, 3<<18)
	for i := range random {
		random[i] = byte(rand.Uint32())
	}
	for name, block := range map[string][]byte{
		"log":    bytes.Repeat([]byte("2026-12-01T12:00:00Z epoch 17: loss 0.0312, everything is fine so far\n"), 1<<20/70),
		"base64": []byte(base64.StdEncoding.EncodeToString(random)),
		"binary": random,
	} {
		b.Run(name, func(b *testing.B) {
			w := mask.NewWriter(io.Discard, s)
			b.SetBytes(int64(len(block)))
			for b.Loop() {
				if _, err := w.Write(block); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
