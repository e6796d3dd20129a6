package wallet

import (
	"context"
	"errors"

	"lanyard/store"
)

// many is a place for keys in which each change takes long, so that it takes several at
// once, all or nothing. A [store.SecretsFile] is one.
type many interface {
	Write(ctx context.Context, b store.Batch) error
}

// write changes several keys, and what was agreed to. Where that is not done at once it
// stops at the first key that cannot be put, and goes on where one cannot be deleted.
func write(ctx context.Context, keys Keys, b store.Batch) error {
	if len(b.Put) == 0 && len(b.Delete) == 0 && b.Agreed == nil {
		return nil
	}
	if m, ok := keys.(many); ok {
		return m.Write(ctx, b)
	}
	for id, e := range b.Put {
		if err := keys.Put(ctx, id, e); err != nil {
			return err
		}
	}
	var errs []error
	for _, id := range b.Delete {
		errs = append(errs, keys.Delete(ctx, id))
	}
	if b.Agreed != nil {
		errs = append(errs, keys.ChangeAgreed(ctx, b.Agreed))
	}
	return errors.Join(errs...)
}
