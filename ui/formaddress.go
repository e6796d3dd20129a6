package ui

import (
	"fmt"
	"strings"

	"lanyard/internal/profile"
	"lanyard/ui/kit"
)

// fillRegions offers the kind's regions and marks the one the address belongs to.
func (f *form) fillRegions() {
	regions := profile.Regions(f.draft.kind)
	var names []string
	for _, r := range regions {
		names = append(names, r.Name)
	}
	c := f.choice(fRegion)
	c.Options = append(names, f.w.t.RegionOther)
	c.Selected = ""
	address := strings.TrimSpace(f.draft.text[fURL])
	for _, r := range regions {
		if r.URL == address {
			c.Selected = r.Name
		}
	}
	if c.Selected == "" && address != "" {
		c.Selected = f.w.t.RegionOther
	}
	c.Refresh()
}

func (f *form) regionChosen(name string) {
	for _, r := range profile.Regions(f.draft.kind) {
		if r.Name == name {
			f.setAddress(r.URL)
		}
	}
	if name == f.w.t.RegionOther {
		f.focus(fURL)
	}
	f.changed(name)
}

func (f *form) setAddress(address string) {
	f.filling = true
	f.entry(fURL).SetText(address)
	f.filling = false
	f.rows[fURL].setNote("")
	f.rows[fURL].setProblem("")
}

func (f *form) addressTyped() {
	if f.filling {
		return
	}
	f.draft = f.read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.typed(fURL)
}

// tidyAddress makes a pasted address a service's address and says what it changed. It
// reports whether the user has to look before it is used.
func (f *form) tidyAddress() bool {
	typed := strings.TrimSpace(f.entry(fURL).Text)
	if typed == "" || f.filling {
		return false
	}
	d := f.read()
	a, err := profile.ParseAddress(d.kind, typed)
	row := f.rows[fURL]
	if err != nil {
		row.setProblem(err.Error())
		return false
	}
	row.setProblem("")
	f.offerKind(a.Kind, d.kind)
	if a.URL == typed && a.SpaceID == "" && a.ProjectID == "" {
		return false
	}
	f.setAddress(a.URL)
	f.takePlace(a)
	f.tidied = fmt.Sprintf(f.w.t.Cleaned, strings.TrimRight(strings.Join(a.Changes, " "), "."))
	if len(a.Changes) == 0 {
		f.tidied = ""
	}
	row.setNote(f.tidied)
	f.draft = f.read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.arrange()
	return a.NeedsConsent
}

// takePlace fills in the space or project that an address named, unless there is one.
func (f *form) takePlace(a profile.Address) {
	id, place := a.SpaceID, placeSpace
	if a.ProjectID != "" {
		id, place = a.ProjectID, placeProject
	}
	if id == "" || f.entry(fPlaceID).Text != "" {
		return
	}
	f.filling = true
	f.choice(fPlace).SetSelectedIndex(int(place))
	f.entry(fPlaceID).SetText(id)
	f.filling = false
}

// offerKind offers the kind that an address belongs to, where another one is chosen.
func (f *form) offerKind(of, chosen profile.Kind) {
	r := f.rows[fURL]
	if of == chosen {
		kit.SetVisible(r.offer, false)
		return
	}
	r.setNote(fmt.Sprintf(f.w.t.KindFromHost, of.Title()))
	r.offer.OnTapped = func() {
		r.offer.Hide()
		f.choice(fKind).SetSelected(of.Title())
	}
	r.offer.SetText(fmt.Sprintf(f.w.t.UseKind, of.Title()))
	r.offer.Show()
}
