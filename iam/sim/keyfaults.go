package sim

import "net/http"

// ownValueFault is the row of an IAM that makes the value of a key itself.
const ownValueFault = "keys-own-value"

// keysBody is a refusal by the calls about API keys.
func keysBody(status, code, message string) string {
	return `{"context":{"transaction_id":"{request_id}","operation":"apikeys","user_agent":"{user_agent}","url":"{url}","instance_id":"iamid-7c9f-sim",` +
		`"thread_id":"4f1b2","host":"iamid-7c9f-sim","start_time":"{time}","end_time":"{time}","elapsed_time":"9","cluster_name":"iam-id-simulated"},` +
		`"status_code":"` + status + `","errors":[{"code":"` + code + `","message_code":"` + code + `","message":"` + message + `","details":""}],"trace":"{request_id}"}`
}

// keyFaults are refusals by the calls that list, make and change API keys. They are
// reached by signing in with [Fault.ServiceValue].
func keyFaults() []Fault {
	post, put, remove := http.MethodPost, http.MethodPut, http.MethodDelete
	rows := []Fault{
		{Name: "keys-limit", About: "the identity has as many keys as are allowed", Method: post, Suffix: "/apikeys", Status: 422, Body: keysBody("422", "BXNIM0151E", "The limit of supported API keys is reached")},
		{Name: "keys-create-403", About: "the identity may not make keys", Method: post, Suffix: "/apikeys", Status: 403, Body: keysBody("403", "BXNIM0501E", "You are not authorized to create an API key.")},
		{Name: "keys-create-500", About: "trouble at making a key", Method: post, Suffix: "/apikeys", Status: 500, Body: keysBody("500", "BXNIM0001E", "Internal Server Error")},
		{Name: "keys-create-lost", About: "a key is made, the answer lost", Method: post, Suffix: "/apikeys", Acts: true, serve: func(*call, Fault) { panic(http.ErrAbortHandler) }},
		{Name: ownValueFault, About: "IAM makes the values of keys itself", Method: post, Suffix: "/apikeys", Status: 400, Body: keysBody("400", "BXNIM0102E", "Parameter apikey is not valid.")},
		{Name: "keys-change-409", About: "changed by somebody else, as a 409", Method: put, Status: 409, Body: keysBody("409", "entity_tag_mismatch", "The API key was changed since it was read.")},
		{Name: "keys-change-412", About: "changed by somebody else, as a 412", Method: put, Status: 412, Body: keysBody("412", "entity_tag_mismatch", "Precondition failed.")},
		{Name: "keys-locked", About: "locked against changes", Method: post, Suffix: "/disable", Status: 409, Body: keysBody("409", "entity_locked", "The API key is locked and cannot be changed.")},
		{Name: "keys-disable-403", About: "the identity may not disable keys", Method: post, Suffix: "/disable", Status: 403, Body: keysBody("403", "BXNIM0501E", "You are not authorized to change an API key.")},
		{Name: "keys-delete-403", About: "the identity may not delete keys", Method: remove, Status: 403, Body: keysBody("403", "BXNIM0501E", "You are not authorized to delete an API key.")},
		{Name: "keys-list-403", About: "the identity may not see keys", Method: http.MethodGet, Suffix: "/apikeys", Status: 403, Body: keysBody("403", "BXNIM0501E", "You are not authorized to see API keys.")},
		{Name: "keys-read-404", About: "no such key", Method: http.MethodGet, Path: "/v1/apikeys/", Status: 404, Body: keysBody("404", "BXNIM0415E", "Provided API key could not be found.")},
		{Name: "keys-read-403", About: "somebody else's key", Method: http.MethodGet, Path: "/v1/apikeys/", Status: 403, Body: keysBody("403", "BXNIM0501E", "You are not authorized to see an API key.")},
	}
	for i := range rows {
		rows[i].On = OnKeys
	}
	return rows
}
