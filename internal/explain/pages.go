package explain

import "strings"

// KeysPage is the page of IBM Cloud on which a key is made, looked at and replaced: iamID
// is whose it is, such as iam-ServiceId-…, or "" when that is not known.
func KeysPage(iamID string) string {
	if strings.HasPrefix(iamID, "iam-ServiceId-") {
		return pageServices
	}
	return pageKeys
}
