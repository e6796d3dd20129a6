// The command provenance says how the files of a release came to be, as an in-toto
// statement with SLSA's provenance that is ready to be signed:
//
//	provenance write -builder URI -parameter NAME=VALUE... FOLDER PROGRAM... >FILE
//	provenance check FILE FOLDER
//
// It takes from the programs themselves from which commit and of which modules they were
// built. The same files and programs give the same statement, byte for byte.
package main

import (
	"flag"
	"fmt"
	"os"
	"strings"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "provenance:", err)
		os.Exit(1)
	}
}

// run is called with the arguments behind the program's name.
func run(args []string) error {
	b := build{parameters: map[string]string{}, internal: map[string]string{}}
	f := flag.NewFlagSet("provenance", flag.ContinueOnError)
	f.StringVar(&b.builder, "builder", "", "`URI` of who builds")
	f.StringVar(&b.repository, "repository", "", "`URI` of the source's repository, without the commit")
	f.StringVar(&b.commit, "commit", "", "`SHA` that is checked out")
	f.BoolVar(&b.modified, "modified", false, "there are changes that no commit has")
	f.Func("parameter", "`NAME=VALUE` that whoever builds has chosen", pair(b.parameters))
	f.Func("internal", "`NAME=VALUE` of the machine that builds", pair(b.internal))
	f.Func("tool", "`MODULE@VERSION` that has a part in the build", func(s string) error {
		b.tools = append(b.tools, s)
		return nil
	})
	if len(args) == 0 {
		return fmt.Errorf("write or check?")
	}
	if err := f.Parse(args[1:]); err != nil {
		return err
	}
	switch rest := f.Args(); {
	case args[0] == "write" && len(rest) > 1:
		return b.write(os.Stdout, rest[0], rest[1:])
	case args[0] == "check" && len(rest) == 2:
		return check(rest[0], rest[1])
	}
	return fmt.Errorf("%s takes other arguments", args[0])
}

func pair(values map[string]string) func(string) error {
	return func(s string) error {
		name, value, ok := strings.Cut(s, "=")
		if !ok || name == "" {
			return fmt.Errorf("%q is not NAME=VALUE", s)
		}
		values[name] = value
		return nil
	}
}
