package ui

import (
	"strings"
	"testing"

	"fyne.io/fyne/v2/driver/desktop"
)

func TestFullTextUnderThePointer(t *testing.T) {
	name := strings.Repeat("a-long-name-", 10)
	r := newRig(t, []string{name, "b"})
	rest := func(o desktop.Hoverable) string {
		o.MouseIn(&desktop.MouseEvent{})
		r.until("the pointer rested for a while", func() bool { return r.host.Tips.Box.Visible() || r.host.Tips.Of == nil })
		if !r.host.Tips.Box.Visible() {
			return ""
		}
		return r.host.Tips.Label.Text
	}
	title := r.tipLine(name)
	if got := rest(title); got != name {
		t.Errorf("over the name it says %q", got)
	}
	box, room := r.host.Tips.Box, r.host.Tips.Layer.Size()
	if p := box.Position(); p.X < 0 || p.Y < 0 || p.X+box.Size().Width > room.Width || p.Y+box.Size().Height > room.Height {
		t.Errorf("the text stands at %v, %v large, outside of %v", p, box.Size(), room)
	}
	title.MouseOut()
	if box.Visible() {
		t.Error("it stays when the pointer goes on")
	}
	for row := range r.list.List.Drawn() {
		want := ""
		if row.Name.Text == name {
			want = name + "\neu-de.ml.cloud.ibm.com"
		}
		if row.Name.Text == " " {
			continue
		}
		if got := rest(row); got != want {
			t.Errorf("over the row of %s it says %q, want %q", row.Name.Text, got, want)
		}
		row.MouseOut()
	}
	title.MouseIn(&desktop.MouseEvent{})
	title.MouseOut()
	r.settle()
	if box.Visible() {
		t.Error("a pointer that only passes by shows a text")
	}
}
