package filepick

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"lanyard/internal/userfile"
	"lanyard/ui/text"
)

// mostListed is how much of a folder is read: whoever has more in it types the name.
const mostListed = 5000

// folderEntry is something in a folder.
type folderEntry struct {
	name   string
	folder bool
}

// folderSeen is what is in a folder, folders first.
type folderSeen struct {
	entries []folderEntry
	cut     bool // there is more
}

// errNoFolder is what is no folder but a file.
var errNoFolder = errors.New("this is not a folder")

// readFolder reads what is in a folder. It opens nothing but folders: some of what lies
// among files would make it wait for ever.
func readFolder(ctx context.Context, dir string) (folderSeen, error) {
	about, err := os.Stat(dir)
	switch {
	case err != nil:
		return folderSeen{}, err
	case !about.IsDir():
		return folderSeen{}, errNoFolder
	}
	f, err := os.Open(dir)
	if err != nil {
		return folderSeen{}, err
	}
	defer f.Close()
	list, err := f.ReadDir(mostListed + 1)
	if err != nil && !errors.Is(err, io.EOF) { // an empty folder is the end at once
		return folderSeen{}, err
	}
	seen := folderSeen{cut: len(list) > mostListed}
	for _, e := range list[:min(len(list), mostListed)] {
		if ctx.Err() != nil {
			return folderSeen{}, ctx.Err()
		}
		seen.entries = append(seen.entries, folderEntry{e.Name(), isFolder(dir, e)})
	}
	slices.SortFunc(seen.entries, compareEntries)
	return seen, nil
}

// isFolder follows links: what they lead to counts.
func isFolder(dir string, e fs.DirEntry) bool {
	if e.Type()&fs.ModeSymlink == 0 {
		return e.IsDir()
	}
	about, err := os.Stat(filepath.Join(dir, e.Name()))
	return err == nil && about.IsDir()
}

func compareEntries(a, b folderEntry) int {
	if a.folder != b.folder {
		if a.folder {
			return -1
		}
		return 1
	}
	if by := strings.Compare(strings.ToLower(a.name), strings.ToLower(b.name)); by != 0 {
		return by
	}
	return strings.Compare(a.name, b.name)
}

// fitting gives the entries that have a text in their names, whatever its case, and which
// of them fits best, -1 where nothing is typed or fits. Hidden ones, whose names begin with
// a dot, are there when the text begins with one too, and then no others.
func fitting(all []folderEntry, typed string, folders bool) (found []folderEntry, best int) {
	typed = strings.ToLower(typed)
	wanted := strings.HasPrefix(typed, ".")
	best, score := -1, 0
	for _, e := range all {
		name := strings.ToLower(e.name)
		if strings.HasPrefix(name, ".") != wanted || folders && !e.folder || !strings.Contains(name, typed) {
			continue
		}
		fit := 1
		switch {
		case name == typed:
			fit = 3
		case strings.HasPrefix(name, typed):
			fit = 2
		}
		if typed != "" && fit > score {
			best, score = len(found), fit
		}
		found = append(found, e)
	}
	return found, best
}

// typedPath takes apart what is typed: the folder, and what follows its last slash. What
// names no folder from the root on is below the user's home.
func typedPath(text string) (dir, name string) {
	if strings.TrimSpace(text) == "~" {
		text = "~" + slash
	}
	at := strings.LastIndexFunc(text, func(r rune) bool { return r < 0x80 && os.IsPathSeparator(uint8(r)) })
	dir, name = userfile.Path(text[:at+1]), text[at+1:]
	if !filepath.IsAbs(dir) {
		dir = filepath.Join(userfile.Path("~"), dir)
	}
	return filepath.Clean(dir), name
}

// begunAnew drops what stands before a path that was begun anew behind a slash: "~//etc/"
// means /etc/, and "/etc/~/" the user's home. No path has either in it.
func begunAnew(text string) string {
	if at := strings.LastIndex(text, slash+slash); at > 0 {
		text = text[at+1:]
	}
	if at := strings.LastIndex(text, slash+"~"+slash); at >= 0 {
		text = text[at+1:]
	}
	return text
}

const slash = string(filepath.Separator)

// folderText is how a folder is written into the field: below the user's home with ~, and
// always with a slash behind it.
func folderText(dir string) string {
	text := userfile.UnderHome(filepath.Clean(dir))
	if !os.IsPathSeparator(text[len(text)-1]) {
		text += slash
	}
	return text
}

// tidyPath makes a path of what was copied as one elsewhere: with quotes, or as an address.
func tidyPath(text string) string {
	text = strings.Trim(strings.TrimSpace(text), "\"'")
	if u, err := url.Parse(text); err == nil && u.Scheme == "file" && u.Path != "" {
		return filepath.FromSlash(u.Path)
	}
	return text
}

// folderTrouble says why a folder or a file cannot be looked at.
func folderTrouble(t *text.Texts, path string, err error) string {
	where := userfile.Printable(userfile.UnderHome(path))
	var at *fs.PathError
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return fmt.Sprintf(t.FilesMissing, where)
	case errors.Is(err, fs.ErrPermission):
		return fmt.Sprintf(t.FilesDenied, where)
	case errors.Is(err, errNoFolder):
		return fmt.Sprintf(t.FilesNoFolder, where)
	case errors.As(err, &at):
		err = at.Err
	}
	return fmt.Sprintf(t.FilesFailed, where, err)
}
