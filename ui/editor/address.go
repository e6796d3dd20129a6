package editor

import (
	"fmt"
	"strings"

	"lanyard/internal/profile"
	"lanyard/ui/kit"
	"lanyard/ui/state"
)

// fillRegions offers the kind's regions and marks the one the address belongs to.
func (f *Form) fillRegions() {
	regions := profile.Regions(f.draft.Kind)
	var names []string
	for _, r := range regions {
		names = append(names, r.Name)
	}
	c := f.Choice(FRegion)
	c.Options = append(names, f.w.t.RegionOther)
	c.Selected = ""
	address := strings.TrimSpace(f.draft.text[FURL])
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

func (f *Form) regionChosen(name string) {
	for _, r := range profile.Regions(f.draft.Kind) {
		if r.Name == name {
			f.setAddress(r.URL)
		}
	}
	if name == f.w.t.RegionOther {
		f.Focus(FURL)
	}
	f.changed(name)
}

func (f *Form) setAddress(address string) {
	f.filling = true
	f.Entry(FURL).SetText(address)
	f.filling = false
	f.Rows[FURL].setNote("")
	f.Rows[FURL].setProblem("")
}

func (f *Form) addressTyped() {
	if f.filling {
		return
	}
	f.draft = f.Read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.typed(FURL)
}

// TidyAddress makes a pasted address a service's address and says what it changed. It
// reports whether the user has to look before it is used.
func (f *Form) TidyAddress() bool {
	typed := strings.TrimSpace(f.Entry(FURL).Text)
	if typed == "" || f.filling {
		return false
	}
	d := f.Read()
	a, err := profile.ParseAddress(d.Kind, typed)
	row := f.Rows[FURL]
	if err != nil {
		row.setProblem(err.Error())
		return false
	}
	row.setProblem("")
	f.offerKind(a.Kind, d.Kind)
	if a.URL == typed && a.SpaceID == "" && a.ProjectID == "" {
		return false
	}
	f.setAddress(a.URL)
	f.takePlace(a)
	if a.InstanceID != "" {
		f.Entry(FInstance).SetText(a.InstanceID)
	}
	f.tidied = fmt.Sprintf(f.w.t.Cleaned, strings.TrimRight(strings.Join(a.Changes, " "), "."))
	if len(a.Changes) == 0 {
		f.tidied = ""
	}
	row.setNote(f.tidied)
	f.draft = f.Read()
	f.filling = true
	f.fillRegions()
	f.filling = false
	f.arrange()
	return a.NeedsConsent
}

// takePlace fills in the space or project that an address named, unless there is one.
func (f *Form) takePlace(a profile.Address) {
	id, place := a.SpaceID, state.InSpace
	if a.ProjectID != "" {
		id, place = a.ProjectID, state.InProject
	}
	if id == "" || f.Entry(FPlaceID).Text != "" {
		return
	}
	f.filling = true
	f.Choice(FPlace).SetSelectedIndex(int(place))
	f.Entry(FPlaceID).SetText(id)
	f.filling = false
}

// offerKind offers the kind that an address belongs to, where another one is chosen.
func (f *Form) offerKind(of, chosen profile.Kind) {
	r := f.Rows[FURL]
	if of == chosen {
		kit.SetVisible(r.offer, false)
		return
	}
	r.setNote(fmt.Sprintf(f.w.t.KindFromHost, of.Title()))
	r.offer.OnTapped = func() {
		r.offer.Hide()
		f.Choice(FKind).SetSelected(of.Title())
	}
	r.offer.SetText(fmt.Sprintf(f.w.t.UseKind, of.Title()))
	r.offer.Show()
}
