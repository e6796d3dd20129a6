package credimport

import (
	"encoding/base64"
	"errors"
	"io"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// yaml reads a document of YAML by its structure: lines alone tell nothing of texts that
// span several, of lists in one line, and of what a secret of Kubernetes has encoded. It
// reports false for a text that is none, such as a template, which is read by its lines.
func (r *reader) yaml() (bool, error) {
	if !r.looksLikeYAML() {
		return false, nil
	}
	var documents []*yaml.Node
	for d := yaml.NewDecoder(strings.NewReader(r.doc.text)); ; {
		var n yaml.Node
		err := d.Decode(&n)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || len(n.Content) == 0 || n.Content[0].Kind == yaml.ScalarNode {
			return false, nil //nolint:nilerr // a text that is no YAML is read otherwise
		}
		documents = append(documents, n.Content[0])
	}
	for _, n := range documents {
		if r.orchestrateConfig(n) {
			continue
		}
		if err := r.yamlNode(n, 0); err != nil {
			return true, err
		}
	}
	return len(documents) > 0, r.yamlComments()
}

// looksLikeYAML goes by the file's name; a text without one has to show what only YAML
// has, for people write notes that look much like it.
func (r *reader) looksLikeYAML() bool {
	if strings.Contains(r.doc.text, ": {{") {
		return false // a template, whose braces YAML takes for its own
	}
	if hasSuffix(baseName(r.opts.Source), ".yml", ".yaml") || r.style == styleSettings && strings.Contains(r.doc.text, " wxo_url: ") {
		return true
	}
	if r.opts.Source != "" || r.style != styleSettings {
		return false
	}
	for line := range strings.Lines(r.doc.text) {
		line = strings.TrimRight(line, " \t\n")
		if strings.HasPrefix(line, "apiVersion:") || line == "---" || hasSuffix(line, ": |", ": |-", ": >", ": >-", ": |+", ": >+") || strings.Contains(line, ": {") {
			return true
		}
	}
	return false
}

// yamlNode reads a mapping or a list.
func (r *reader) yamlNode(n *yaml.Node, depth int) error {
	if r.ctx.Err() != nil || depth > maxDepth {
		return r.ctx.Err()
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for _, element := range n.Content {
			if err := r.yamlElement(element, depth); err != nil {
				return err
			}
		}
	case yaml.MappingNode:
		if r.yamlPair(n) {
			return nil
		}
		return r.yamlMembers(n, depth)
	}
	return nil
}

// yamlMembers reads the members of a mapping. What a manifest says of itself is left
// aside.
func (r *reader) yamlMembers(n *yaml.Node, depth int) error {
	manifest := yamlMember(n, "apiVersion") != nil
	compose := depth == 0 && yamlMember(n, "services") != nil
	kind := yamlMember(n, "kind")
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, v := n.Content[i].Value, n.Content[i+1]
		switch {
		case manifest && (name == "metadata" || name == "kind" || name == "type"), name == "apiVersion", name == "encryptedData", compose && name == "version", name == "name":
			continue
		case name == "data" && kind != nil && kind.Value == "Secret" && v.Kind == yaml.MappingNode:
			r.yamlSecret(v)
			continue
		case v.Kind == yaml.ScalarNode:
			r.yamlScalar(name, v, v.Value)
			continue
		}
		if err := r.yamlNode(v, depth+1); err != nil {
			return err
		}
	}
	return nil
}

// yamlElement reads an element of a list, which may be a variable and its value.
func (r *reader) yamlElement(n *yaml.Node, depth int) error {
	if n.Kind != yaml.ScalarNode {
		return r.yamlNode(n, depth+1)
	}
	if name, text, ok := strings.Cut(n.Value, "="); ok && isEnvName(name) && !strings.Contains(text, "\n") {
		r.setting("yaml", name, text, r.yamlAt(n)+len(name)+1, true)
		return nil
	}
	r.yamlText("", n, n.Value)
	return nil
}

// yamlPair reads {name: WATSONX_APIKEY, value: …}, and one whose value is elsewhere.
func (r *reader) yamlPair(n *yaml.Node) bool {
	name := yamlMember(n, "name")
	if name == nil {
		name = yamlMember(n, "key")
	}
	if name == nil || name.Kind != yaml.ScalarNode {
		return false
	}
	if v := yamlMember(n, "value"); v != nil && v.Kind == yaml.ScalarNode {
		r.yamlScalar(name.Value, v, v.Value)
		return true
	}
	if from := yamlMember(n, "valueFrom"); from != nil {
		r.setting("yaml", name.Value, "", r.yamlAt(from), false)
		return true
	}
	return false
}

// yamlSecret reads the data of a Kubernetes secret, which are in base64. People who fill
// one in by hand forget that.
func (r *reader) yamlSecret(n *yaml.Node) {
	begin, decoded := len(r.records), false
	for i := 0; i+1 < len(n.Content); i += 2 {
		v := n.Content[i+1]
		if v.Kind != yaml.ScalarNode {
			continue
		}
		text, ok := decodeData(v.Value)
		decoded = decoded || ok
		r.yamlScalar(n.Content[i].Value, v, text)
	}
	for _, c := range r.records[begin:] {
		if decoded {
			c.mended = appendNew(c.mended, decodedNote)
		}
	}
}

const decodedNote = "The values of the Kubernetes secret were decoded from base64."

// decodeData decodes a value of a Kubernetes secret. What is not the base64 of a text is
// taken as it is, and ok is false.
func decodeData(s string) (text string, ok bool) {
	b, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(s), ""))
	if err != nil || !utf8.Valid(b) {
		return s, false
	}
	text = strings.ReplaceAll(string(b), "\r\n", "\n")
	if strings.IndexFunc(text, func(c rune) bool { return unicode.IsControl(c) && c != '\n' && c != '\t' }) >= 0 {
		return s, false
	}
	return strings.TrimRight(text, "\n"), true
}

// decodedSecret gives a Kubernetes secret, as kubectl writes it in JSON, with its data
// decoded.
func decodedSecret(v value) value {
	v.members = slices.Clone(v.members)
	for i, m := range v.members {
		if m.name != "data" || m.value.kind != isObject {
			continue
		}
		data := &v.members[i].value
		data.members = slices.Clone(data.members)
		for j, d := range data.members {
			if text, ok := decodeData(d.value.text); ok && d.value.kind == isText {
				data.members[j].value.text = text
				data.mended = appendNew(data.mended, decodedNote)
			}
		}
	}
	return v
}

// yamlScalar reads a named text. One with a tag of its own (!vault, !Ref) says where the
// value is.
func (r *reader) yamlScalar(name string, n *yaml.Node, text string) {
	at := r.yamlAt(n)
	tagged := strings.HasPrefix(n.Tag, "!") && !strings.HasPrefix(n.Tag, "!!")
	switch {
	case n.Tag == "!!null":
	case tagged:
		r.setting("yaml", name, "", at, false)
	case r.names.of(name).field == "":
		if isEnvName(name) {
			r.keep(name, text)
		}
		r.yamlText(name, n, text)
	default:
		if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 {
			text = strings.TrimRight(text, " \t\n") // what the lines of a text end with
		}
		r.setting("yaml", name, text, at, true)
	}
}

// yamlText looks into a text whose name says nothing: a file in a text, a script, JSON.
func (r *reader) yamlText(name string, n *yaml.Node, text string) {
	const deepest = 2
	if !strings.ContainsAny(text, " \n{=") || r.embedded >= deepest {
		r.text(value{kind: isText, text: text, at: r.yamlAt(n), written: true})
		return
	}
	r.embedded++
	source, begin := r.opts.Source, r.doc.spot(r.yamlAt(n))
	doc := newDocument(text)
	for i := range doc.begins {
		if n.Style&yaml.LiteralStyle != 0 {
			doc.lines = append(doc.lines, spot{begin.line + i, begin.column})
		} else {
			doc.lines = append(doc.lines, begin)
		}
	}
	r.opts.Source = name
	back := r.open(doc, styleOf(name, text))
	_ = r.all() // the caller checks the context itself
	back()
	r.opts.Source = source
	r.embedded--
}

// yamlComments looks into comments, for a search.
func (r *reader) yamlComments() error {
	for at := 0; r.lenient && at < len(r.doc.text); {
		if r.cancelled() {
			return r.ctx.Err()
		}
		line, next := r.doc.line(at)
		if s, start := dropPrompt(line, at); s != "" && s[0] == '#' {
			next = max(r.comment(s, start, next), at+1)
		}
		at = next
	}
	return nil
}

// yamlAt is where a text begins, its quotes and the line of its sign left aside.
func (r *reader) yamlAt(n *yaml.Node) int {
	line, column := n.Line-1, n.Column-1
	if n.Style&(yaml.LiteralStyle|yaml.FoldedStyle) != 0 && line+1 < len(r.doc.begins) {
		text, _ := r.doc.line(r.doc.begins[line+1])
		return r.doc.begins[line+1] + len(text) - len(strings.TrimLeft(text, " "))
	}
	if line < 0 || line >= len(r.doc.begins) {
		return 0
	}
	text, _ := r.doc.line(r.doc.begins[line])
	at := 0
	for range column {
		_, size := utf8.DecodeRuneInString(text[at:])
		at += size
	}
	if n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle) != 0 {
		at++
	}
	return r.doc.begins[line] + at
}

// yamlMember is the value of a mapping under a name, nil if there is none.
func yamlMember(n *yaml.Node, name string) *yaml.Node {
	for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == name {
			return n.Content[i+1]
		}
	}
	return nil
}
