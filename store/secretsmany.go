package store

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"maps"
)

// Batch is what changes in a place for keys at once.
type Batch struct {
	Put    map[string]Entry
	Delete []string     // those that aren't there are no error
	Agreed ChangeAgreed // nil: nothing that was agreed to changes
}

// Write changes several keys, and what was agreed to, all or nothing: each write of a
// secrets file takes a second. What changes nothing writes nothing.
func (s *SecretsFile) Write(ctx context.Context, b Batch) error {
	texts := map[string]json.RawMessage{}
	for id, e := range b.Put {
		text, err := encodeEntry(id, e)
		if err != nil {
			return err
		}
		texts[id] = json.RawMessage(text)
	}
	if content, err := s.file.read(); len(texts) == 0 && err == nil && content == nil && !agreesWithoutKey(b.Agreed) {
		return ctx.Err() // no file: there is no key that could go anywhere
	}
	var failed error
	err := s.change(ctx, func(doc secretsDoc) bool {
		before := len(doc.secrets)
		for _, id := range b.Delete {
			delete(doc.secrets, id)
		}
		changes := len(doc.secrets) < before || len(texts) > 0 || b.Agreed != nil
		maps.Copy(doc.secrets, texts)
		if failed = nil; b.Agreed != nil {
			failed = doc.changeAgreed(b.Agreed)
		}
		return changes && failed == nil
	})
	return errors.Join(err, failed)
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
