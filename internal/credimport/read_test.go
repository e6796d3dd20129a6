package credimport_test

import (
	"encoding/binary"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"
	"pgregory.net/rapid"

	"lanyard/internal/credimport"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
)

// TestMutatedCorpus changes every input of the corpus in ways that change nothing of
// what it says.
func TestMutatedCorpus(t *testing.T) {
	files, err := filepath.Glob("testdata/import/*.txtar")
	if err != nil {
		t.Fatal(err)
	}
	mutations := []struct {
		name   string
		mutate func(string) []byte
		lines  int // how many lines further down everything stands
	}{
		{"line ends of Windows", func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }, 0},
		{"old line ends of the Mac", func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r")) }, 0},
		{"UTF-8 with a mark", func(s string) []byte { return []byte("\ufeff" + strings.TrimPrefix(s, "\ufeff")) }, 0},
		{"UTF-16, low byte first", func(s string) []byte { return toUTF16(s, binary.LittleEndian) }, 0},
		{"UTF-16, high byte first", func(s string) []byte { return toUTF16(s, binary.BigEndian) }, 0},
		{"UTF-16 without a mark", func(s string) []byte { return toUTF16(s, binary.LittleEndian)[2:] }, 0},
		{"UTF-16 without a mark, high byte first", func(s string) []byte { return toUTF16(s, binary.BigEndian)[2:] }, 0},
		{"blanks at the ends", func(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "  \t\n")) }, 0},
		{"no line end at the end", func(s string) []byte { return []byte(strings.TrimRight(s, "\n")) }, 0},
		{"empty lines in front", func(s string) []byte { return []byte("\n\n" + s) }, 2},
	}
	for _, file := range files {
		a, err := txtar.ParseFile(file)
		if err != nil {
			t.Fatal(err)
		}
		options := credimport.Options{Source: strings.TrimPrefix(a.Files[0].Name, "-")}
		plain := gist(credimport.Read(t.Context(), a.Files[0].Data, options))
		for _, m := range mutations {
			input := string(a.Files[0].Data)
			if m.lines > 0 {
				input = strings.TrimPrefix(input, "\ufeff")
			}
			got := gist(credimport.Read(t.Context(), m.mutate(input), options))
			for i := range got {
				if got[i].Line > 0 {
					got[i].Line -= m.lines
				}
			}
			if strings.HasPrefix(filepath.Base(file), "bad-") { // where it is bad may move, and does
				for i := range got {
					got[i].Line, plain[i].Line = 0, 0
				}
			}
			if diff := cmp.Diff(plain, got); diff != "" {
				t.Errorf("%s, %s (-plain +mutated):\n%s", filepath.Base(file), m.name, diff)
			}
		}
	}
}

func toUTF16(s string, order binary.AppendByteOrder) []byte {
	b := order.AppendUint16(nil, 0xfeff)
	for _, u := range utf16.Encode([]rune(strings.TrimPrefix(s, "\ufeff"))) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// found is what counts of a find, to be compared.
type found struct {
	Kind, URL, Username, Secret, Problem string
	Line                                 int
}

func gist(list []credimport.Found, err error) []found {
	if p, ok := errors.AsType[*credimport.ReadError](err); ok {
		return []found{{Problem: p.Problem, Line: p.Line}}
	}
	if err != nil {
		return []found{{Problem: err.Error()}}
	}
	var out []found
	for _, f := range list {
		s := f.Secret.Reveal() + f.Token.Reveal()
		for _, a := range f.Alternatives {
			s += fmt.Sprintf("%s=%s ", a.SecretKind, a.Secret.Reveal())
		}
		out = append(out, found{string(f.Profile.Kind), f.Profile.URL, f.Profile.Username, s, "", f.Line})
	}
	return out
}

func TestNotUTF8(t *testing.T) {
	_, err := credimport.Read(t.Context(), []byte("WATSONX_USERNAME=ana\nWATSONX_PASSWORD=p\xfcsword\n"), credimport.Options{Source: ".env"})
	p, ok := errors.AsType[*credimport.ReadError](err)
	if !ok || p.Line != 2 || p.Column != 19 || !strings.Contains(p.Problem, "not UTF-8") || p.Source != ".env" {
		t.Errorf("the error is %#v", err)
	}
}

func TestNoText(t *testing.T) {
	_, err := credimport.Read(t.Context(), []byte("\x89PNG\r\n\x1a\n\x00\x00\x00apikey"), credimport.Options{})
	if err == nil || !strings.Contains(err.Error(), "this is not a text") {
		t.Errorf("the error is %v", err)
	}
}

func TestChoose(t *testing.T) {
	const both = `{"username":"ana","password":"p4ss word","apikey":"` + clusterKey + `","url":"https://cpd-lab.apps.example.org"}`
	for kind, want := range map[profile.SecretKind]string{profile.Password: "p4ss word", profile.APIKey: clusterKey} {
		list, err := credimport.Read(t.Context(), []byte(both), credimport.Options{})
		if err != nil || len(list) != 1 {
			t.Fatalf("%d finds, %v", len(list), err)
		}
		f := list[0]
		if !f.HasSecret() || !f.Secret.Empty() || f.Profile.SecretKind != "" || len(f.Missing) != 1 {
			t.Errorf("before the choice: %+v", f)
		}
		if !f.Choose(kind) || f.Secret.Reveal() != want || f.Profile.SecretKind != kind || len(f.Missing) != 0 || len(f.Alternatives) != 0 {
			t.Errorf("after choosing %s: %+v", kind, f)
		}
		if f.Choose(kind) {
			t.Error("chosen twice")
		}
	}
}

// TestKindHint shows that a kind that somebody chose settles a doubt, and nothing else.
func TestKindHint(t *testing.T) {
	for _, c := range []struct {
		input string
		hint  profile.Kind
		want  profile.Kind
	}{
		{clusterKey, profile.Cloud, profile.Cloud},
		{clusterKey, profile.AWS, profile.AWS},
		{clusterKey, "", profile.CP4D},
		{"https://cpd.example.org", profile.StudioLocal, profile.StudioLocal},
		{"{'username': 'a', 'password': 'hunter2222', 'url': 'https://x.example.org', 'instance_id': 'openshift'}", profile.CP4D, profile.CP4D},
		{"https://eu-de.ml.cloud.ibm.com", profile.CP4D, profile.Cloud},
		{"IBMCLOUD_API_KEY=" + plantedKey, profile.CP4D, profile.Cloud},
	} {
		list, err := credimport.Read(t.Context(), []byte(c.input), credimport.Options{Kind: c.hint})
		if err != nil || len(list) != 1 || list[0].Profile.Kind != c.want {
			t.Errorf("%.20s with %q: %v, %v", c.input, c.hint, gist(list, err), err)
		}
	}
}

// TestReadErrorWords holds an error's text to its parts.
func TestReadErrorWords(t *testing.T) {
	e := &credimport.ReadError{Source: "a.json", Line: 3, Column: 7, Problem: "there is a comma", Expected: "a value"}
	if got, want := e.Error(), `read credentials in "a.json": line 3, column 7: there is a comma; expected a value`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	e = &credimport.ReadError{Line: 2, Problem: "x"}
	if got := e.Error(); got != "read credentials: line 2: x" || e.Place() != "line 2" {
		t.Errorf("got %s", got)
	}
}

// TestPasswordsSurvive writes passwords into the shapes that can hold them, in the way of
// each, and reads them back.
func TestPasswordsSurvive(t *testing.T) {
	const head = "https://cpd-lab.apps.example.org"
	quoteSh := func(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }
	escape := strings.NewReplacer(`\`, `\\`, `"`, `\"`)
	shapes := map[string]func(string) (source, text string){
		"json": func(s string) (string, string) {
			return "", `{"url":"` + head + `","username":"ana","password":"` + escape.Replace(s) + `"}`
		},
		"python": func(s string) (string, string) {
			return "", "from ibm_watsonx_ai import Credentials\nc = Credentials(url='" + head + "', username='ana', password='" + strings.NewReplacer(`\`, `\\`, `'`, `\'`).Replace(s) + "')"
		},
		"shell": func(s string) (string, string) {
			return "", "export WATSONX_URL=" + head + "\nexport WATSONX_USERNAME=ana\nexport WATSONX_PASSWORD=" + quoteSh(s)
		},
		"curl": func(s string) (string, string) {
			return "", "curl -X POST " + head + "/icp4d-api/v1/authorize -d " + quoteSh(`{"username":"ana","password":"`+escape.Replace(s)+`"}`)
		},
		"basic": func(s string) (string, string) {
			return "", "curl -u " + quoteSh("ana:"+s) + " https://10.0.0.7:31843/v1/preauth/validateAuth"
		},
		"powershell": func(s string) (string, string) {
			return "", "$env:WATSONX_URL = '" + head + "'\n$env:WATSONX_USERNAME = 'ana'\n$env:WATSONX_PASSWORD = '" + strings.ReplaceAll(s, "'", "''") + "'"
		},
		"env file": func(s string) (string, string) {
			return ".env", "WATSONX_URL=" + head + "\nWATSONX_USERNAME=ana\nWATSONX_PASSWORD=\"" + strings.NewReplacer(`\`, `\\`, `"`, `\"`, "$", `\$`, "`", "\\`").Replace(s) + `"`
		},
	}
	for name, shape := range shapes {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(t *rapid.T) {
				password := rapid.StringMatching(`[A-Za-z0-9 !"#$%&'()*+,./:;<=>?@\[\]^_{|}~\\ü€-]{6,24}[a-z0-9]`).Draw(t, "password")
				if profile.Placeholder(password) != profile.NoStandIn || strings.TrimSpace(password) != password {
					t.Skip("not a password that anybody would be given")
				}
				source, text := shape(password)
				list, err := credimport.Read(t.Context(), []byte(text), credimport.Options{Source: source})
				if err != nil || len(list) != 1 || list[0].Secret.Reveal() != password || list[0].Profile.Username != "ana" {
					t.Fatalf("%s\ngives %v, %v", text, gist(list, err), err)
				}
			})
		})
	}
}

func TestRecheckStillSaysWhatStoodInAFieldsPlace(t *testing.T) {
	const text = `c = {"url": "https://cpd.acme.org", "username": "MNOPQRS", "password": "TUVWXYZ", "instance_id": "openshift", "version": "5.1"}`
	found, err := credimport.Read(t.Context(), []byte(text), credimport.Options{})
	if err != nil || len(found) != 1 {
		t.Fatalf("found %d: %v", len(found), err)
	}
	f := found[0]
	const sample = "username: a sample value of the documents stands in its place: put in your own"
	f.Recheck()
	if !slices.Contains(f.Missing, sample) {
		t.Errorf("nothing filled in, it lacks %q", f.Missing)
	}
	f.Profile.Username, f.Profile.SecretKind, f.Secret = "ana", profile.Password, secret.New("wie-geht-das-7")
	f.Recheck()
	if len(f.Missing) > 0 {
		t.Errorf("all filled in, it lacks %q", f.Missing)
	}
}
