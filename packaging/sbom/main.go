// The command sbom lists what programs are made of, in the form of CycloneDX: every Go
// module that is linked into one of them, as the program itself tells.
//
//	sbom VERSION TIME PROGRAM... >lanyard.cdx.json
//
// TIME is seconds since 1970: the list of the same programs is the same, byte for byte.
package main

import (
	"debug/buildinfo"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strconv"
	"time"

	cdx "github.com/CycloneDX/cyclonedx-go"
)

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "usage: sbom VERSION TIME PROGRAM...")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "sbom:", err)
		os.Exit(1)
	}
}

func write(w io.Writer, version, epoch string, programs []string) error {
	seconds, err := strconv.ParseInt(epoch, 10, 64)
	if err != nil {
		return err
	}
	bom := cdx.NewBOM()
	main := cdx.Component{
		BOMRef: "lanyard", Type: cdx.ComponentTypeApplication, Name: "lanyard", Version: version,
		PackageURL: "pkg:golang/lanyard@v" + version, Licenses: &cdx.Licenses{{License: &cdx.License{ID: "Apache-2.0"}}},
	}
	bom.Metadata = &cdx.Metadata{Timestamp: time.Unix(seconds, 0).UTC().Format(time.RFC3339), Component: &main}
	parts := map[string]cdx.Component{} // by package url
	for _, file := range programs {
		info, err := buildinfo.ReadFile(file)
		if err != nil {
			return err
		}
		add(parts, module("std", info.GoVersion, ""), file)
		for _, m := range info.Deps {
			if m.Replace != nil {
				return errors.New(m.Path + " is replaced: say by what in the list before anybody gets the program")
			}
			add(parts, component(m), file)
		}
	}
	var list []cdx.Component
	var refs []string
	for _, url := range slices.Sorted(maps.Keys(parts)) {
		list, refs = append(list, parts[url]), append(refs, url)
	}
	bom.Components = &list
	bom.Dependencies = &[]cdx.Dependency{{Ref: main.BOMRef, Dependencies: &refs}}
	return cdx.NewBOMEncoder(w, cdx.BOMFileFormatJSON).SetPretty(true).SetEscapeHTML(false).Encode(bom)
}

func component(m *debug.Module) cdx.Component { return module(m.Path, m.Version, m.Sum) }

// module describes one Go module. Its sum is go.sum's, which is not the hash of a file,
// so it stands among the properties.
func module(path, version, sum string) cdx.Component {
	url := "pkg:golang/" + path + "@" + version
	c := cdx.Component{BOMRef: url, Type: cdx.ComponentTypeLibrary, Name: path, Version: version, PackageURL: url, Properties: &[]cdx.Property{}}
	if sum != "" {
		*c.Properties = append(*c.Properties, cdx.Property{Name: "lanyard:go.sum", Value: sum})
	}
	return c
}

// add notes that a program has a module in it.
func add(parts map[string]cdx.Component, c cdx.Component, program string) {
	if known, ok := parts[c.PackageURL]; ok {
		c = known
	}
	*c.Properties = append(*c.Properties, cdx.Property{Name: "lanyard:linked-into", Value: filepath.Base(filepath.Dir(program)) + "/" + filepath.Base(program)})
	parts[c.PackageURL] = c
}
