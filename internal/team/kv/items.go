package kv

import (
	"context"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/team"
)

// Item is what lies under a path: fields, each the JSON text of its value.
type Item struct {
	Version int // for a check-and-set; of a deleted item that of its deletion
	At      time.Time
	Fields  map[string]secret.Text
}

// Text gives a field that is a text, false where there is none.
func (i Item) Text(field string) (secret.Text, bool) {
	var text string
	if json.Unmarshal([]byte(i.Fields[field].Reveal()), &text) != nil || text == "" {
		return secret.Text{}, false
	}
	return secret.New(text), true
}

// With gives a copy that has a text in a field; an empty one takes the field out.
func (i Item) With(field string, text secret.Text) Item {
	i.Fields = maps.Clone(i.Fields)
	if i.Fields == nil {
		i.Fields = map[string]secret.Text{}
	}
	if text.Empty() {
		delete(i.Fields, field)
		return i
	}
	raw, _ := json.Marshal(text.Reveal()) // of a text that never fails
	i.Fields[field] = secret.New(string(raw))
	return i
}

// Equal reports whether two items have the same fields, whatever their versions.
func (i Item) Equal(o Item) bool {
	return maps.EqualFunc(i.Fields, o.Fields, func(a, b secret.Text) bool { return sameJSON(a, b) })
}

// sameJSON compares values as JSON does: a store may write them in another way.
func sameJSON(a, b secret.Text) bool {
	var x, y any
	if json.Unmarshal([]byte(a.Reveal()), &x) != nil || json.Unmarshal([]byte(b.Reveal()), &y) != nil {
		return a.Equal(b)
	}
	p, _ := json.Marshal(x)
	q, _ := json.Marshal(y)
	return secret.New(string(p)).Equal(secret.New(string(q)))
}

// metadata is what a store tells of a version.
type metadata struct {
	Created  time.Time `json:"created_time"`
	Deletion string    `json:"deletion_time"`
	Version  int       `json:"version"`
}

// readAnswer is the answer to a read.
type readAnswer struct {
	Data struct {
		Data     map[string]json.RawMessage `json:"data"`
		Metadata metadata                   `json:"metadata"`
	} `json:"data"`
}

func (c *Client) at(kind, path string) (full, about string) {
	return strings.Join([]string{c.Team.Mount, kind, path}, "/"), c.Team.Mount + "/" + path
}

// Read reads an item. One that was deleted is a [team.Deleted], and the version for a
// check-and-set comes with it; where nothing ever was it is a [team.Missing].
func (c *Client) Read(ctx context.Context, token secret.Text, path string) (Item, error) {
	full, about := c.at("data", path)
	r := call{method: http.MethodGet, path: full, token: token, about: about}
	a, err := c.do(ctx, r)
	if err != nil {
		return Item{}, err
	}
	var got readAnswer
	switch {
	case a.status == http.StatusNotFound && json.Unmarshal(a.body, &got) == nil && got.Data.Metadata.Version > 0:
		return Item{Version: got.Data.Metadata.Version}, c.fail(r, team.Deleted, a, nil)
	case a.status/100 != 2:
		return Item{}, c.refused(r, a)
	}
	if err := c.read(r, a, &got); err != nil {
		return Item{}, err
	}
	i := Item{Version: got.Data.Metadata.Version, At: got.Data.Metadata.Created, Fields: map[string]secret.Text{}}
	if i.Version < 1 || got.Data.Data == nil {
		return Item{}, c.fail(r, team.NotKV, answer{status: a.status, host: a.host}, errors.New("the answer has no version"))
	}
	for name, raw := range got.Data.Data {
		i.Fields[name] = secret.New(string(raw))
		clear(raw)
	}
	return i, nil
}

// Write puts an item's fields where its version still is the newest; 0: where nothing is.
// Who loses that gets a [team.Conflict]. The answer to a write can be lost, so a conflict is
// looked into: fields that lie there as they were to be written were written.
func (c *Client) Write(ctx context.Context, token secret.Text, path string, i Item) (version int, err error) {
	full, about := c.at("data", path)
	fields := map[string]json.RawMessage{}
	r := call{method: http.MethodPost, path: full, token: token, about: about}
	for name, value := range i.Fields {
		fields[name] = json.RawMessage(value.Reveal())
		r.hide = append(r.hide, value)
		if text, ok := i.Text(name); ok {
			r.hide = append(r.hide, text)
		}
	}
	r.body = map[string]any{"options": map[string]int{"cas": i.Version}, "data": fields}
	var got struct {
		Data metadata `json:"data"`
	}
	err = c.get(ctx, r, &got)
	if team.Is(err, team.Conflict) {
		if back, readErr := c.Read(ctx, token, path); readErr == nil && back.Version == i.Version+1 && back.Equal(i) {
			return back.Version, nil
		}
	}
	return got.Data.Version, err
}

// Delete deletes the newest version of an item, from which it can be brought back.
func (c *Client) Delete(ctx context.Context, token secret.Text, path string) error {
	full, about := c.at("data", path)
	return c.get(ctx, call{method: http.MethodDelete, path: full, token: token, about: about}, nil)
}

// Meta is what a store tells of an item without its fields.
type Meta struct {
	Version   int
	ChangedAt time.Time
	Deleted   bool
}

// Meta reads what a store tells of an item, not its fields.
func (c *Client) Meta(ctx context.Context, token secret.Text, path string) (Meta, error) {
	full, about := c.at("metadata", path)
	var got struct {
		Data struct {
			Current  int                 `json:"current_version"`
			Updated  time.Time           `json:"updated_time"`
			Versions map[string]metadata `json:"versions"`
		} `json:"data"`
	}
	if err := c.get(ctx, call{method: http.MethodGet, path: full, token: token, about: about}, &got); err != nil {
		return Meta{}, err
	}
	m := Meta{Version: got.Data.Current, ChangedAt: got.Data.Updated}
	m.Deleted = got.Data.Versions[strconv.Itoa(m.Version)].Deletion != ""
	return m, nil
}

// pageSize is how many names one page of a list has, where the store knows pages.
const pageSize = 1000

// List gives the names below a path, in pages, without reading what they name. Vault gives
// all in one page. Nothing there is no names.
func (c *Client) List(ctx context.Context, token secret.Text, path string, page func([]string) error) error {
	full, about := c.at("metadata", path)
	after := ""
	for {
		query := url.Values{"list": {"true"}, "limit": {strconv.Itoa(pageSize)}}
		if after != "" {
			query.Set("after", after)
		}
		var got struct {
			Data struct {
				Keys []string `json:"keys"`
			} `json:"data"`
		}
		err := c.get(ctx, call{method: http.MethodGet, path: full, query: query, token: token, about: about}, &got)
		if team.Is(err, team.Missing) {
			return nil
		}
		if err != nil {
			return err
		}
		names := slices.Sorted(slices.Values(got.Data.Keys))
		whole := len(names) != pageSize // fewer than a page, or more: it knows no pages
		names = slices.DeleteFunc(names, func(n string) bool { return n <= after })
		if len(names) > 0 {
			if err := page(names); err != nil {
				return err
			}
			after = names[len(names)-1]
		}
		if whole || len(names) == 0 {
			return nil
		}
	}
}
