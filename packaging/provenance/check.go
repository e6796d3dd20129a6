package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	slsa "github.com/in-toto/attestation/go/predicates/provenance/v1"
	intoto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/proto"
)

// check compares a statement with the files of a folder: they must be the same, and none
// may be without it but the statement itself.
func check(file, folder string) error {
	text, err := os.ReadFile(file)
	if err != nil {
		return err
	}
	var s intoto.Statement
	if err := protojson.Unmarshal(text, &s); err != nil {
		return err
	}
	if err := s.Validate(); err != nil {
		return err
	}
	if s.GetType() != intoto.StatementTypeUri || s.GetPredicateType() != predicateType {
		return fmt.Errorf("it is a %s of a %s", s.GetType(), s.GetPredicateType())
	}
	var p slsa.Provenance
	if err := convert(s.GetPredicate(), &p); err != nil {
		return err
	}
	if err := p.Validate(); err != nil {
		return err
	}
	if !strings.Contains(p.GetRunDetails().GetBuilder().GetId(), ":") {
		return fmt.Errorf("the builder's id is no URI")
	}
	want, err := subjectsOf(folder, filepath.Base(file))
	if err != nil {
		return err
	}
	return compare(s.GetSubject(), want)
}

func compare(said, there []*intoto.ResourceDescriptor) error {
	sums := map[string]string{}
	for _, d := range there {
		sums[d.GetName()] = d.GetDigest()["sha256"]
	}
	for _, d := range said {
		name := d.GetName()
		sum, ok := sums[name]
		switch {
		case !ok:
			return fmt.Errorf("%s is named, once too often or without being there", name)
		case sum != d.GetDigest()["sha256"]:
			return fmt.Errorf("%s is another file than the one that was built", name)
		}
		delete(sums, name)
	}
	for name := range sums {
		return fmt.Errorf("nothing is said of %s", name)
	}
	return nil
}

// subjectsOf are the files of a folder, by name, without the one that is left out.
func subjectsOf(folder, without string) ([]*intoto.ResourceDescriptor, error) {
	entries, err := os.ReadDir(folder) // sorted
	if err != nil {
		return nil, err
	}
	var list []*intoto.ResourceDescriptor
	for _, e := range entries {
		if e.Name() == without {
			continue
		}
		sum, err := sumOf(filepath.Join(folder, e.Name()))
		if err != nil {
			return nil, err
		}
		list = append(list, &intoto.ResourceDescriptor{Name: e.Name(), Digest: map[string]string{"sha256": sum}})
	}
	return list, nil
}

func sumOf(file string) (string, error) {
	f, err := os.Open(file)
	if err != nil {
		return "", err
	}
	defer func() { _ = f.Close() }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// convert makes one message of another that has the same JSON.
func convert(from, to proto.Message) error {
	text, err := protojson.Marshal(from)
	if err != nil {
		return err
	}
	return protojson.Unmarshal(text, to)
}
