package editor

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"lanyard/internal/profile"
	"lanyard/internal/userfile"
	"lanyard/ui/kit"
)

// maxCAFile is more than any bundle of certificates for one server.
const maxCAFile = 256 << 10

// chooseCA asks for a file with certificates.
func (f *Form) chooseCA() {
	f.w.nav.ChooseFile(f.w.t.CA, f.readCA)
}

// takeCAPath reads the certificates when what is in the field is the path of a file:
// it is the content that is stored, so that it is there on another computer too.
func (f *Form) takeCAPath() {
	text := strings.Trim(strings.TrimSpace(f.Entry(FCA).Text), "\"'")
	text = strings.TrimPrefix(text, "file://")
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(text, "~/") {
		text = filepath.Join(home, text[2:])
	}
	if filepath.IsAbs(text) && !strings.ContainsAny(text, "\r\n") {
		f.readCA(text)
	}
}

func (f *Form) readCA(path string) {
	w := f.w
	kit.Background(w.Context(), w.host, func(ctx context.Context) (string, error) {
		content, err := userfile.Read(ctx, path, maxCAFile)
		return profile.TidyCA(userfile.Decode(content)), err
	}, func(text string, err error) {
		switch row := f.Rows[FCA]; {
		case errors.As(err, new(*userfile.TooLargeError)):
			row.setProblem(w.t.FileTooBig)
		case err != nil:
			row.setProblem(fmt.Sprintf(w.t.FileUnread, path))
		default:
			f.Entry(FCA).SetText(strings.TrimSpace(text))
			row.setProblem("")
			row.setNote(fmt.Sprintf(w.t.FileTaken, path))
		}
	})
}
