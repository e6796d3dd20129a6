package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
)

// PutAgreed writes several keys together with what was agreed to, all or none: each write
// takes a second. A nil change agrees to nothing.
func (s *SecretsFile) PutAgreed(ctx context.Context, entries map[string]Entry, change ChangeAgreed) error {
	texts := map[string]json.RawMessage{}
	for id, e := range entries {
		text, err := encodeEntry(id, e)
		if err != nil {
			return err
		}
		texts[id] = json.RawMessage(text)
	}
	var failed error
	err := s.change(ctx, func(doc secretsDoc) bool {
		if failed = nil; change != nil {
			failed = doc.changeAgreed(change)
		}
		maps.Copy(doc.secrets, texts)
		return failed == nil
	})
	return errors.Join(err, failed)
}

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
