package store

import (
	"context"
	"crypto/sha256"
	"fmt"
)

// DeleteAll removes several keys at once, all or none: each write of a secrets file
// takes a second. Those that aren't there are no error.
func (s *SecretsFile) DeleteAll(ctx context.Context, ids []string) error {
	if content, err := s.file.read(); err == nil && content == nil {
		return ctx.Err() // no file: nothing to ask a passphrase for
	}
	err := s.change(ctx, func(doc secretsDoc) bool {
		before := len(doc.secrets)
		for _, id := range ids {
			delete(doc.secrets, id)
		}
		return len(doc.secrets) < before
	})
	if err != nil {
		return fmt.Errorf("delete keys: %w", err)
	}
	return nil
}

// Reread makes the next reading decrypt the file as it lies on the disk, with the
// passphrase at hand: for those who want to see that what they wrote can be read.
func (s *SecretsFile) Reread() {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.open != nil {
		s.open = &opened{passphrase: s.open.passphrase, sum: [sha256.Size]byte{}, doc: newSecretsDoc()}
	}
}
