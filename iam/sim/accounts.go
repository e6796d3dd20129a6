package sim

import "net/http"

// AccountInfo is an account of IBM Cloud.
type AccountInfo struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// accounts are those that the owner of the cloud entry is a member of: two,
// and one that forbids API keys.
func newAccounts(first string) []AccountInfo {
	return []AccountInfo{{first, "Example Analytics"}, {hexID(), "Example Production"}, {hexID(), "Example Vault (no API keys)"}}
}

// member tells whether the owner belongs to an account.
func (cl *cloud) member(account string) bool {
	for _, a := range cl.accounts {
		if a.ID == account {
			return true
		}
	}
	return false
}

// noKeys is the account in which nobody may make API keys.
func (cl *cloud) noKeys() AccountInfo { return cl.accounts[len(cl.accounts)-1] }

// accountsPage is how many accounts an answer lists.
const accountsPage = 2

// listAccounts lists the accounts of a token's user, as the account service of
// IBM Cloud does: by pages.
func (cl *cloud) listAccounts(c *call) {
	scheme, raw := c.authorization()
	if _, err := c.site.sim.sign.verify(kidCloud, raw); err != nil || scheme != "bearer" {
		c.json(http.StatusUnauthorized, object{{"code", "401"}, {"message", "Authentication failed."}})
		return
	}
	list, next := cl.accounts[:accountsPage], any("/coe/v2/accounts?page=2")
	if c.r.URL.Query().Get("page") == "2" {
		list, next = cl.accounts[accountsPage:], nil
	}
	resources := make([]object, 0, len(list))
	for _, a := range list {
		resources = append(resources, object{
			{"metadata", object{{"guid", a.ID}, {"url", "/coe/v2/accounts/" + a.ID}}},
			{"entity", object{{"name", a.Name}, {"type", "SUBSCRIPTION"}, {"state", "ACTIVE"}, {"owner_userid", cl.owner.email}, {"country_code", "DEU"}}},
		})
	}
	c.json(http.StatusOK, object{{"next_url", next}, {"total_results", len(cl.accounts)}, {"resources", resources}})
}
