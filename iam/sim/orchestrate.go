package sim

import (
	"encoding/base64"
	"net/http"
	"strings"
	"time"
)

// orchestrate is an instance of watsonx Orchestrate behind one of the sign-ins: it takes
// the tokens of the service that it holds.
type orchestrate struct {
	service
	path string // of the instance, "/instances/…"
}

// lists answers calls of IBM's Agent Development Kit: the one with which it tries a new
// token, and the list of agents.
func (o *orchestrate) lists(st *site) {
	st.handle("GET "+o.path+"/v1/orchestrate/knowledge-bases", func(c *call) {
		if !o.admit(c, false) {
			return
		}
		c.json(http.StatusOK, []object{{{"id", uuid()}, {"name", "hr_policies"}, {"description", "What staff ask"}}})
	})
	st.handle("GET "+o.path+"/v1/orchestrate/agents", func(c *call) {
		if !o.admit(c, false) {
			return
		}
		c.json(http.StatusOK, []object{{{"id", uuid()}, {"name", "hr_agent"}, {"kind", "native"}, {"style", "default"}}})
	})
}

// console is the SaaS platform's sign-in for an instance of watsonx Orchestrate on AWS. Its
// older call knows the keys of older accounts alone, its newer one those of the instance.
type console struct {
	older, newer *aws
	orchestrate
}

// newConsole makes an instance with its keys.
func newConsole(now time.Time) *console {
	o := &console{older: newAWS(now), newer: newAWS(now)}
	o.older.apiKey, o.newer.apiKey = consoleKey(), consoleKey()
	o.newer.serviceID = "20250508-1435-1457-50e0-" + random(12, "0123456789abcdef")
	o.orchestrate = orchestrate{service: newService(kidAWS, now), path: "/instances/" + o.newer.serviceID}
	return o
}

func (o *console) signIn(st *site) {
	st.handle("POST /siusermgr/api/1.0/apikeys/token", func(c *call) { o.older.token(c, mcspV1) })
	st.handle("POST /api/2.0/{type}/{id}/apikeys/token", o.newer.scoped)
	st.handle("/", func(c *call) { c.refuse("not_found") })
}

// onCloud and onCluster are instances that sign in as their surroundings do.
func onCloud(now time.Time) *orchestrate {
	return &orchestrate{service: newService(kidCloud, now), path: "/instances/" + uuid()}
}

func onCluster(cl *cluster) *orchestrate {
	return &orchestrate{service: service{kid: cl.kid}, path: "/orchestrate/cpd-instance/instances/" + random(1, "123456789") + random(12, "0123456789")}
}

// consoleKey has the form of the SaaS console's API keys: base64 of a mark, the owner, a
// secret and a check.
func consoleKey() string {
	secret := base64.StdEncoding.EncodeToString([]byte(random(32, alphanum)))
	return base64.StdEncoding.EncodeToString([]byte(strings.Join([]string{"k1", "usr_" + uuid(), secret, random(4, alphanum)}, ":")))
}
