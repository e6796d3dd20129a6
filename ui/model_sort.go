package ui

import (
	"slices"
	"time"

	"lanyard/internal/profile"
	"lanyard/internal/wallet"
)

// putInOrder puts profiles into the list's order: pinned ones first, then those used last,
// the rest as they come. The order is that of when the list was read: rows do not move
// under the hand of who uses them.
func putInOrder(list []profile.Profile, used map[string]time.Time) {
	ahead := func(p *profile.Profile) bool { return p.Pinned || !used[p.ID].IsZero() }
	var first []profile.Profile // few of many, and they alone have to be sorted
	rest := len(list)           // where those begin that stay as they are
	for i := len(list) - 1; i >= 0; i-- {
		if ahead(&list[i]) {
			first = append(first, list[i])
			continue
		}
		if rest--; rest != i {
			list[rest] = list[i]
		}
	}
	slices.Reverse(first)
	slices.SortStableFunc(first, func(a, b profile.Profile) int {
		switch {
		case a.Pinned && !b.Pinned:
			return -1
		case b.Pinned && !a.Pinned:
			return 1
		}
		return used[b.ID].Compare(used[a.ID])
	})
	copy(list, first)
}

// usesRead is how many of the last deeds tell what was used last.
const usesRead = 300

// lastUses reads when profiles were used last. A token that renewed itself, or a change of
// the profile, is no use. Without a journal nothing was.
func lastUses(wal Wallet) map[string]time.Time {
	events, _ := wal.Recent(usesRead, "")
	used := map[string]time.Time{}
	for _, e := range events {
		if e.Detail == wallet.ByItself {
			continue
		}
		switch e.Deed {
		case wallet.DeedFetched, wallet.DeedCopied, wallet.DeedViewed, wallet.DeedExported, wallet.DeedServed, wallet.DeedTested:
			if e.Time.After(used[e.ProfileID]) {
				used[e.ProfileID] = e.Time
			}
		}
	}
	return used
}
