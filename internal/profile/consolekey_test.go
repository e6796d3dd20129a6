package profile_test

import (
	"encoding/base64"
	"testing"

	"lanyard/internal/profile"
)

func TestConsoleKeyOwner(t *testing.T) {
	const owner = "usr_5b0ab00a-3bc8-4c6b-9ba2-c6362e633958"
	made := func(text string) string { return base64.StdEncoding.EncodeToString([]byte(text)) }
	for name, c := range map[string]struct{ key, want string }{
		"a key":                {made("k1:" + owner + ":aW52ZW50ZWQtc2VjcmV0LW9mLW5vYm9keS0xMjM0NTY=:Ab1x"), owner},
		"with blanks around":   {"  " + made("k1:"+owner+":c2VjcmV0:Ab1x") + "\n", owner},
		"of IBM Cloud":         {"kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM", ""},
		"another version":      {made("k9:" + owner + ":c2VjcmV0:Ab1x"), ""},
		"a part too few":       {made("k1:" + owner + ":c2VjcmV0"), ""},
		"a strange owner":      {made("k1:usr\x1b[31m:c2VjcmV0:Ab1x"), ""},
		"nothing":              {"", ""},
		"cut off in the midst": {made("k1:" + owner + ":c2VjcmV0:Ab1x")[:61], ""},
	} {
		if got, ok := profile.ConsoleKeyOwner(c.key); got != c.want || ok != (c.want != "") {
			t.Errorf("%s: %q, %v", name, got, ok)
		}
	}
}
