package credimport

import (
	"fmt"
	"slices"
	"strings"
)

// noticeOther marks a record that speaks of Object Storage: training needs its key
// beside the one of this service.
func (c *record) noticeOther(members []member) {
	for _, m := range members {
		flat := flatten(m.name)
		storage := m.value.kind == isText && strings.Contains(m.value.text, "cloud-object-storage")
		if storage || flat == "coshmackeys" || flat == "ibmserviceinstanceid" {
			c.other = true
		}
	}
}

// ofOther reports whether a record is of another service of IBM Cloud.
func (c *record) ofOther() bool {
	if c.other {
		return true
	}
	if c.hasService() || c.has(fAuthType) || c.has(fUsername) {
		return false
	}
	return otherService(hostOf(c.text(fURL))) || c.strict && !c.has(fURL) && !c.has(fAuthURL)
}

// withoutOthers leaves out the keys of other services that stand beside one of this
// service, and says so.
func (r *reader) withoutOthers(keys []*record) []*record {
	own := slices.IndexFunc(keys, func(c *record) bool {
		return c.secret() && c.service == "" && !c.ofOther() && (c.hasPlace() || !c.strict)
	})
	if own < 0 {
		return keys
	}
	mine := keys[own]
	return slices.DeleteFunc(keys, func(c *record) bool {
		if !c.has(fAPIKey) || c.service != "" || !c.ofOther() {
			return false
		}
		mine.note(fmt.Sprintf("The key of another service in line %d was left out.", c.secretAt().line))
		return true
	})
}
