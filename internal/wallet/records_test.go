package wallet_test

import (
	"context"
	"sync"
	"testing"

	"lanyard/iam"
	"lanyard/internal/profile"
	"lanyard/internal/wallet"
	"lanyard/store"
)

// records keeps what was agreed beside a keyring in memory. It can be told to fail.
type records struct {
	mu   sync.Mutex
	kept *store.Memory
	fail error
}

func (r *records) memory() (*store.Memory, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.kept == nil {
		r.kept = store.NewMemory()
	}
	return r.kept, r.fail
}

func (r *records) Agreed(ctx context.Context) (store.Agreed, error) {
	m, err := r.memory()
	if err != nil {
		return store.Agreed{}, err
	}
	return m.Agreed(ctx)
}

func (r *records) ChangeAgreed(ctx context.Context, change store.ChangeAgreed) error {
	m, err := r.memory()
	if err != nil {
		return err
	}
	return m.ChangeAgreed(ctx, change)
}

// SeenAgreed shows what is kept: here nobody has to be asked for it.
func (r *records) SeenAgreed() (store.Agreed, bool) {
	a, err := r.Agreed(context.Background())
	return a, err == nil
}

// testUnsaved gives the first failure of a test of a profile as it stands in a form.
func (w world) testUnsaved(t *testing.T, p profile.Profile) error {
	t.Helper()
	for _, r := range w.TestUnsaved(t.Context(), p, wallet.Secrets{}, func(iam.Result) {}) {
		if r.Err != nil {
			return r.Err
		}
	}
	return nil
}
