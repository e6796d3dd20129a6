package tray

import (
	"maps"
	"strings"
	"sync"

	"lanyard/internal/platform/bus"

	"github.com/godbus/dbus/v5"
	"github.com/godbus/dbus/v5/prop"
)

const (
	iconMenuPath = "/MenuBar"
	dbusMenu     = "com.canonical.dbusmenu"
)

// iconMenu serves the menu of a status icon (DBusMenu). The desktop draws it.
type iconMenu struct {
	conn *dbus.Conn

	mu       sync.Mutex
	items    []Item
	first    int32 // the number of the first item; 0 is the menu itself
	revision uint32
}

// at finds an item by its number. Numbers are never used for two items: a click on a menu
// that has changed meanwhile is not taken for one on what stands there now.
func (m *iconMenu) at(id int32) (Item, bool) {
	n := int(id - m.first)
	if n < 0 || n >= len(m.items) || id == 0 {
		return Item{}, false
	}
	return m.items[n], true
}

// layout is an item of a menu with what is below it.
type layout struct {
	ID         int32
	Properties map[string]dbus.Variant
	Children   []dbus.Variant
}

// itemProperties are an item's number and what it looks like.
type itemProperties struct {
	ID         int32
	Properties map[string]dbus.Variant
}

// menuEvent is what happened to an item.
type menuEvent struct {
	ID   int32
	Name string
	Data dbus.Variant
	Time uint32
}

func (m *iconMenu) export() error {
	methods := map[string]any{
		"GetLayout": m.getLayout, "GetGroupProperties": m.getGroup, "GetProperty": m.getProperty,
		"Event": m.event, "EventGroup": m.eventGroup,
		"AboutToShow":      func(int32) (bool, *dbus.Error) { return false, nil },
		"AboutToShowGroup": func([]int32) ([]int32, []int32, *dbus.Error) { return []int32{}, []int32{}, nil },
	}
	if err := m.conn.ExportMethodTable(methods, iconMenuPath, dbusMenu); err != nil {
		return err
	}
	fixed := func(v any) *prop.Prop { return &prop.Prop{Value: v, Emit: prop.EmitFalse} }
	_, err := prop.Export(m.conn, iconMenuPath, prop.Map{dbusMenu: {
		"Version": fixed(uint32(3)), "Status": fixed("normal"), "TextDirection": fixed("ltr"), "IconThemePath": fixed([]string{}),
	}})
	return err
}

func (m *iconMenu) set(items []Item) {
	m.mu.Lock()
	m.first = max(1, m.first+int32(len(m.items)))
	m.items = items
	m.revision++
	revision := m.revision
	m.mu.Unlock()
	go func() { _ = m.conn.Emit(iconMenuPath, dbusMenu+".LayoutUpdated", revision, int32(0)) }() // a bus that hangs holds up nobody
}

// properties are what an item looks like.
func (m *iconMenu) properties(id int32) map[string]dbus.Variant {
	item, ok := m.at(id)
	switch {
	case id == 0:
		return map[string]dbus.Variant{"children-display": dbus.MakeVariant("submenu")}
	case !ok:
		return map[string]dbus.Variant{}
	case item.Text == "":
		return map[string]dbus.Variant{"type": dbus.MakeVariant("separator")}
	}
	return map[string]dbus.Variant{
		"label":   dbus.MakeVariant(strings.ReplaceAll(bus.Clean(item.Text), "_", "__")), // one underscore would underline a letter
		"enabled": dbus.MakeVariant(!item.Off),
		"visible": dbus.MakeVariant(true),
	}
}

func (m *iconMenu) getLayout(parent, depth int32, _ []string) (uint32, layout, *dbus.Error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	l := layout{ID: parent, Properties: m.properties(parent), Children: []dbus.Variant{}}
	if parent != 0 || depth == 0 {
		return m.revision, l, nil
	}
	for n := range m.items {
		id := m.first + int32(n)
		l.Children = append(l.Children, dbus.MakeVariant(layout{ID: id, Properties: m.properties(id), Children: []dbus.Variant{}}))
	}
	return m.revision, l, nil
}

func (m *iconMenu) getGroup(ids []int32, names []string) ([]itemProperties, *dbus.Error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if len(ids) == 0 {
		for n := range m.items {
			ids = append(ids, m.first+int32(n))
		}
	}
	out := []itemProperties{}
	for _, id := range ids {
		p := m.properties(id)
		if len(names) > 0 {
			wanted := map[string]dbus.Variant{}
			for _, name := range names {
				if v, ok := p[name]; ok {
					wanted[name] = v
				}
			}
			p = wanted
		}
		out = append(out, itemProperties{id, maps.Clone(p)})
	}
	return out, nil
}

func (m *iconMenu) getProperty(id int32, name string) (dbus.Variant, *dbus.Error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if v, ok := m.properties(id)[name]; ok {
		return v, nil
	}
	return dbus.MakeVariant(""), dbus.NewError("org.freedesktop.DBus.Error.InvalidArgs", nil)
}

func (m *iconMenu) event(id int32, name string, _ dbus.Variant, _ uint32) *dbus.Error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if item, ok := m.at(id); ok && name == "clicked" && item.Do != nil && !item.Off {
		go item.Do()
	}
	return nil
}

func (m *iconMenu) eventGroup(events []menuEvent) ([]int32, *dbus.Error) {
	for _, e := range events {
		_ = m.event(e.ID, e.Name, e.Data, e.Time) // never fails
	}
	return []int32{}, nil
}
