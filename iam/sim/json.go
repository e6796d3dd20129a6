package sim

import (
	"bytes"
	"encoding/json"
)

// object is a JSON object that keeps the order of its members, so that answers
// read like the real ones.
type object []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the members in their order.
func (o object) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	b.WriteByte('{')
	for i, m := range o {
		if i > 0 {
			b.WriteByte(',')
		}
		name, err := json.Marshal(m.name)
		if err != nil {
			return nil, err
		}
		value, err := json.Marshal(m.value)
		if err != nil {
			return nil, err
		}
		b.Write(name)
		b.WriteByte(':')
		b.Write(value)
	}
	b.WriteByte('}')
	return b.Bytes(), nil
}

// with gives a copy in which the member called name has that value; a name it
// does not have is left out.
func (o object) with(name string, value any) object {
	out := make(object, len(o))
	copy(out, o)
	for i := range out {
		if out[i].name == name {
			out[i].value = value
		}
	}
	return out
}

// without gives a copy that lacks the members called names.
func (o object) without(names ...string) object {
	out := make(object, 0, len(o))
next:
	for _, m := range o {
		for _, n := range names {
			if m.name == n {
				continue next
			}
		}
		out = append(out, m)
	}
	return out
}

// tokenName gives the name of the member that holds the bearer token.
func (o object) tokenName() string {
	for _, m := range o {
		switch m.name {
		case "access_token", "accessToken", "token":
			return m.name
		}
	}
	return ""
}
