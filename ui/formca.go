package ui

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"fyne.io/fyne/v2"
	"fyne.io/fyne/v2/dialog"
)

// maxCAFile is more than any bundle of certificates for one server.
const maxCAFile = 256 << 10

// chooseCA asks for a file with certificates.
func (f *form) chooseCA() {
	w := f.w
	if w.set.ChooseFile == nil {
		dialog.ShowFileOpen(func(r fyne.URIReadCloser, err error) {
			if err == nil && r != nil {
				_ = r.Close()
				f.readCA(r.URI().Path())
			}
		}, w.win)
		return
	}
	background(w.ctx, w, func(ctx context.Context) (string, error) {
		return w.set.ChooseFile(ctx, w.t.CA)
	}, func(path string, err error) {
		switch {
		case err != nil:
			w.sayFailure(err)
		case path != "":
			f.readCA(path)
		}
	})
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
