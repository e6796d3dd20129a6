package main

import (
	"bytes"
	"debug/buildinfo"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime/debug"
	"slices"
	"strings"

	slsa "github.com/in-toto/attestation/go/predicates/provenance/v1"
	intoto "github.com/in-toto/attestation/go/v1"
	"google.golang.org/protobuf/encoding/protojson"
	"google.golang.org/protobuf/types/known/structpb"
)

const (
	predicateType = "https://slsa.dev/provenance/v1"
	buildType     = "https://lanyard.app/provenance/make-package/v1"
)

// build is what whoever builds says of it.
type build struct {
	builder, repository  string
	commit               string
	modified             bool
	parameters, internal map[string]string
	tools                []string
}

// write says how the files of a folder came to be, and what the programs in them are
// made of.
func (b build) write(w io.Writer, folder string, programs []string) error {
	subjects, err := subjectsOf(folder, "")
	if err != nil {
		return err
	}
	sums, err := modulesOf(programs, b.commit)
	if err != nil {
		return err
	}
	provenance := &slsa.Provenance{
		BuildDefinition: &slsa.BuildDefinition{
			BuildType:            buildType,
			ExternalParameters:   texts(b.parameters),
			InternalParameters:   texts(b.internal),
			ResolvedDependencies: slices.Concat([]*intoto.ResourceDescriptor{b.source()}, modules(sums), toolsOf(b.tools)),
		},
		RunDetails: &slsa.RunDetails{Builder: &slsa.Builder{Id: b.builder}},
	}
	if err := provenance.Validate(); err != nil {
		return err
	}
	var predicate structpb.Struct
	if err := convert(provenance, &predicate); err != nil {
		return err
	}
	s := &intoto.Statement{Type: intoto.StatementTypeUri, Subject: subjects, PredicateType: predicateType, Predicate: &predicate}
	if err := s.Validate(); err != nil {
		return err
	}
	text, err := protojson.Marshal(s)
	if err != nil {
		return err
	}
	// protojson puts blanks where it likes, so that nobody compares its bytes.
	var even bytes.Buffer
	if err := json.Indent(&even, text, "", "  "); err != nil {
		return err
	}
	even.WriteByte('\n')
	_, err = even.WriteTo(w)
	return err
}

// source is the commit that was built. A tree with changes that no commit has is named as
// such, and no commit is said to be it.
func (b build) source() *intoto.ResourceDescriptor {
	d := &intoto.ResourceDescriptor{Name: "source"}
	switch {
	case b.commit == "":
		d.Annotations = texts(map[string]string{"commit": "unknown: not built from a git repository"})
	case b.modified:
		d.Annotations = texts(map[string]string{"commit": "changed since " + b.commit})
	default:
		d.Digest = map[string]string{"gitCommit": b.commit}
		if b.repository != "" {
			d.Uri = "git+" + b.repository + "@" + b.commit
		}
	}
	return d
}

// modulesOf are the sums of the modules that programs tell to be made of, by package url.
// A program that tells of another commit is none of this build.
func modulesOf(programs []string, commit string) (map[string]string, error) {
	sums := map[string]string{}
	for _, file := range programs {
		info, err := buildinfo.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if revision := revisionOf(info); revision != "" && commit != "" && revision != commit {
			return nil, fmt.Errorf("%s is of commit %s", file, revision)
		}
		sums["pkg:golang/std@"+strings.TrimPrefix(info.GoVersion, "go")] = ""
		for _, d := range info.Deps {
			if d.Replace != nil {
				return nil, errors.New(d.Path + " is replaced: say by what before anybody gets the program")
			}
			sums["pkg:golang/"+d.Path+"@"+d.Version] = d.Sum
		}
	}
	return sums, nil
}

func revisionOf(info *debug.BuildInfo) string {
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return s.Value
		}
	}
	return ""
}

// modules are those that are linked into the programs, with go.sum's sums.
func modules(sums map[string]string) []*intoto.ResourceDescriptor {
	var list []*intoto.ResourceDescriptor
	for _, url := range slices.Sorted(maps.Keys(sums)) {
		d := &intoto.ResourceDescriptor{Uri: url}
		if sum, ok := strings.CutPrefix(sums[url], "h1:"); ok {
			if raw, err := base64.StdEncoding.DecodeString(sum); err == nil {
				d.Digest = map[string]string{"dirHash": hex.EncodeToString(raw)}
			}
		}
		list = append(list, d)
	}
	return list
}

func toolsOf(names []string) []*intoto.ResourceDescriptor {
	var list []*intoto.ResourceDescriptor
	for _, name := range names {
		list = append(list, &intoto.ResourceDescriptor{Name: "tool", Uri: "pkg:golang/" + name})
	}
	return list
}

func texts(values map[string]string) *structpb.Struct {
	s := &structpb.Struct{Fields: map[string]*structpb.Value{}}
	for name, value := range values {
		s.Fields[name] = structpb.NewStringValue(value)
	}
	return s
}
