package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
)

// maxCAFile is more than any bundle of certificates for one server.
const maxCAFile = 256 << 10

// chooseCA asks for a file with certificates.
func (f *form) chooseCA() {
	f.w.chooseFile(f.w.t.CA, f.readCA)
}

// takeCAPath reads the certificates when what is in the field is the path of a file:
// it is the content that is stored, so that it is there on another computer too.
func (f *form) takeCAPath() {
	text := strings.Trim(strings.TrimSpace(f.entry(fCA).Text), "\"'")
	text = strings.TrimPrefix(text, "file://")
	if home, err := os.UserHomeDir(); err == nil && strings.HasPrefix(text, "~/") {
		text = filepath.Join(home, text[2:])
	}
	if filepath.IsAbs(text) && !strings.ContainsAny(text, "\r\n") {
		f.readCA(text)
	}
}

func (f *form) readCA(path string) {
	w := f.w
	background(w.ctx, w, func(context.Context) (string, error) {
		file, err := os.Open(path)
		if err != nil {
			return "", err
		}
		defer file.Close()
		text, err := io.ReadAll(io.LimitReader(file, maxCAFile+1))
		return string(text), err
	}, func(text string, err error) {
		switch row := f.rows[fCA]; {
		case err != nil:
			row.setProblem(fmt.Sprintf(w.t.FileUnread, path))
		case len(text) > maxCAFile:
			row.setProblem(w.t.FileTooBig)
		default:
			f.entry(fCA).SetText(strings.TrimSpace(text))
			row.setProblem("")
			row.setNote(fmt.Sprintf(w.t.FileTaken, path))
		}
		w.dump()
	})
}
