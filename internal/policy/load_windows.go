package policy

import (
	"context"
	"errors"
	"fmt"

	"golang.org/x/sys/windows/registry"
)

// key is where an administrator, or a group policy, writes the policy. Only they can.
const key = `Software\Policies\Lanyard`

// Load reads the policy of this computer; nil where there is none. Its errors are an
// [*Error].
func Load(context.Context) (*Policy, error) {
	where := `HKLM\` + key
	k, err := registry.OpenKey(registry.LOCAL_MACHINE, key, registry.QUERY_VALUE|registry.WOW64_64KEY)
	if errors.Is(err, registry.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, &Error{Where: where, Err: err}
	}
	defer func() { _ = k.Close() }()
	names, err := k.ReadValueNames(0)
	if err != nil {
		return nil, &Error{Where: where, Err: err}
	}
	p := &Policy{Where: where}
	for _, name := range names {
		value, err := read(k, name)
		if err == nil {
			err = p.set(name, value)
		}
		if err != nil {
			return nil, &Error{Where: where, Err: fmt.Errorf("%s: %w", name, err)}
		}
	}
	return p, nil
}

// read gives a value as the file would have it. A DWORD is a number, and true or false
// for a rule that is that; a list is a REG_MULTI_SZ, or a REG_SZ with one text.
func read(k registry.Key, name string) (any, error) {
	_, kind, err := k.GetValue(name, nil)
	if err != nil {
		return nil, err
	}
	switch kind {
	case registry.DWORD, registry.QWORD:
		n, _, err := k.GetIntegerValue(name)
		if isBool(name) && n <= 1 {
			return n == 1, err
		}
		return float64(n), err
	case registry.MULTI_SZ:
		texts, _, err := k.GetStringsValue(name)
		list := make([]any, 0, len(texts))
		for _, s := range texts {
			list = append(list, s)
		}
		return list, err
	case registry.SZ:
		text, _, err := k.GetStringValue(name)
		return []any{text}, err
	}
	return nil, errors.New("it has to be a DWORD or a REG_MULTI_SZ")
}

func isBool(rule string) bool {
	switch rule {
	case LockWithSession, InsecureTLS, SnippetsWithKey, ServeCommands:
		return true
	}
	return false
}
