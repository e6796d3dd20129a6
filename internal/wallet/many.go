package wallet

import (
	"context"
	"errors"

	"lanyard/store"
)

// many is a place for keys in which each change takes long, so that it takes several at
// once. A [store.SecretsFile] is one.
type many interface {
	PutAll(ctx context.Context, entries map[string]store.Entry) error
	DeleteAll(ctx context.Context, ids []string) error
	PutAgreed(ctx context.Context, entries map[string]store.Entry, change store.ChangeAgreed) error
}

// putAll writes several keys. It stops at the first that fails.
func putAll(ctx context.Context, keys Keys, entries map[string]store.Entry) error {
	if len(entries) == 0 {
		return nil
	}
	if m, ok := keys.(many); ok {
		return m.PutAll(ctx, entries)
	}
	for id, e := range entries {
		if err := keys.Put(ctx, id, e); err != nil {
			return err
		}
	}
	return nil
}

// deleteAll removes several keys. It goes on where one fails.
func deleteAll(ctx context.Context, keys Keys, ids []string) error {
	if m, ok := keys.(many); ok {
		return m.DeleteAll(ctx, ids)
	}
	var errs []error
	for _, id := range ids {
		errs = append(errs, keys.Delete(ctx, id))
	}
	return errors.Join(errs...)
}
