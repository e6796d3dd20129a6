package sim

import (
	"encoding/json"
	"math"
	"net/http"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

const httpTime = http.TimeFormat

// iamTime writes a time as IAM's error context does.
func iamTime(t time.Time) string {
	ms := t.Format("02.01.2006 15:04:05.000")
	return strings.Replace(ms, ms[len(ms)-4:], ":"+ms[len(ms)-3:], 1) + " UTC"
}

// iamBody is the body of an IAM error. details and extra (further members,
// with a comma before) may be empty.
func iamBody(code, message, details, extra string) string {
	b := `{`
	if code != "" {
		b += `"errorCode":"` + code + `",`
	}
	b += `"errorMessage":"` + message + `",`
	if details != "" {
		b += `"errorDetails":"` + details + `",`
	}
	return b + `"context":{"requestId":"{request_id}","requestType":"incoming.Identity_Token","userAgent":"{user_agent}",` +
		`"url":"{url}","instanceId":"iamid-7c9f-sim","threadId":"4f1b2","host":"iamid-7c9f-sim","startTime":"{time}","endTime":"{time}",` +
		`"elapsedTime":"12","locale":"en_US","clusterName":"iam-id-simulated"}` + extra + `}`
}

// iamFaults are the refusals of IBM Cloud IAM. Their codes and statuses are
// those that IBM documents or that people report; a wrong key is a 400.
func iamFaults() []Fault {
	rows := []struct {
		code, name, message, details, about string
		status                              int
	}{
		{"BXNIM0415E", "", "Provided API key could not be found.", "", "unknown API key", 400},
		{"BXNIM0109E", "", "Property missing or empty.", "apikey", "a parameter is missing or empty", 400},
		{"BXNIM0410E", "", "Provided user not found or active.", "", "the key's owner left the account", 400},
		{"BXNIM0408E", "", "Provided refresh_token is expired.", "", "refresh token expired", 400},
		{"BXNIM0407E", "", "Provided token is invalid or expired.", "", "invalid token", 400},
		{"BXNIM0407E", "BXNIM0407E-401", "Provided token is invalid or expired.", "", "invalid token, as a 401", 401},
		{"BXNIM0401E", "", "Given token is not valid.", "", "malformed token", 400},
		{"BXNIM0405E", "", "Given token is not supported.", "", "token of a kind that is not supported", 400},
		{"BXNIM0439E", "", "Session is inactive.", "", "session inactive", 400},
		{"BXNIM0602E", "passcode-invalid", "Provided passcode is invalid.", "", "a one-time code that nobody was given", 400},
		{"BXNIM0602E", "passcode-used", "Provided passcode is invalid.", "It was used before.", "a one-time code that was used", 400},
		{"BXNIM0602E", "passcode-expired", "Provided passcode is invalid.", "It is older than five minutes.", "a one-time code that is too old", 400},
		{"BXNIM0410E", "account-refused", "Provided user not found or active.", "The user is no member of the account.", "an account that the person does not belong to", 400},
		{"BXNIM0602E", "", "The credentials you entered for the user are incorrect.", "", "password grant refused", 400},
		{"BXNIM0415E", "BXNIM0415E-401", "Provided API key could not be found.", "", "unknown API key, as a 401", 401},
		{"BXNIM0462E", "", "Provided API key is disabled.", "", "API key disabled", 401},
		{"BXNIM0462E", "BXNIM0462E-400", "Provided API key is disabled.", "", "API key disabled, as a 400", 400},
		{"BXNIM0430E", "", "Login from this IP address is not permitted.", "Access from 203.0.113.7 is not allowed.", "IP address not allowed", 401},
		{"BXNIM0436E", "", "User is suspended in the account or invalid.", "", "user suspended", 401},
		{"BXNIM0420E", "", "Provided API key is disabled.", "", "API key disabled, by another code", 401},
		{"BXNIM0434E", "", "Provided API key is blocked.", "", "API key blocked", 401},
		{"BXNIM0425E", "", "Provided API key is expired.", "", "API key expired", 401},
		{"BXNIM0513E", "", "You are not authorized to use this API.", "", "not authorised for this grant", 403},
		{"BXNIM0501E", "", "You are not authorized to use this API.", "", "not authorised for this grant", 403},
		{"BXNIM0060E", "", "Method not allowed.", "HTTP 405 Method Not Allowed", "GET instead of POST", 405},
		{"BXNIM9999E", "", "Something that no table knows.", "", "a code that nobody knows", 400},
	}
	out := make([]Fault, 0, len(rows)+1)
	for _, r := range rows {
		f := Fault{Name: r.name, On: OnIAM, About: r.about, Status: r.status, Body: iamBody(r.code, r.message, r.details, "")}
		if f.Name == "" {
			f.Name = r.code
		}
		out = append(out, f)
	}
	return append(out, Fault{
		Name: "BXNIM0400E", On: OnIAM, About: "external authentication or MFA required", Status: 400,
		Body: iamBody("BXNIM0400E", "External authentication is required.", "", `,"requirements":{"code":"external","error":"EXTERNAL_AUTHENTICATION_REQUIRED"}`),
	})
}

const unauthorized = "User unauthorized to invoke this endpoint."

// cp4dFaults are the refusals of Cloud Pak for Data; they serve for Watson
// Studio Local as well. Only the phrase of the 401 is known, so it comes in
// three bodies.
func cp4dFaults() []Fault {
	return []Fault{
		{Name: "cp4d-401-message", On: OnCP4D, About: "wrong password; the reason in message", Status: 401, Body: `{"_messageCode_":"401","message":"` + unauthorized + `"}`},
		{Name: "cp4d-401-exception", On: OnCP4D, About: "wrong password; the reason in exception", Status: 401, Body: `{"_statusCode_":401,"exception":"` + unauthorized + `"}`},
		{Name: "cp4d-401-empty", On: OnCP4D, About: "wrong password; no body", Status: 401},
		{Name: "cp4d-400", On: OnCP4D, About: "a request that it cannot read", Status: 400, Body: `{"_messageCode_":"400","message":"Bad request"}`},
		{Name: "cp4d-403", On: OnCP4D, About: "user not admitted", Status: 403, Body: `{"_messageCode_":"403","message":"Forbidden"}`},
		{Name: "cp4d-602", On: OnCP4D, About: "a property is missing", Status: 422, Body: `{"code":602,"message":"properties.username in body is required"}`},
		{Name: "cp4d-602-500", On: OnCP4D, About: "a property is missing, as a 500", Status: 500, Body: `{"code":602,"message":"properties.username in body is required"}`},
	}
}

// mcspFaults are refusals of the sign-in of watsonx on AWS. Its error bodies
// are not documented; these are plausible ones.
func mcspFaults() []Fault {
	body := func(code, message string) string {
		return `{"errors":[{"code":"` + code + `","message":"` + message + `"}],"trace":"{request_id}"}`
	}
	return []Fault{
		{Name: "mcsp-400", On: OnMCSP, About: "request not understood", Status: 400, Body: body("bad_request", "The request is not valid.")},
		{Name: "mcsp-401", On: OnMCSP, About: "unknown API key", Status: 401, Body: body("invalid_apikey", "The API key is not valid.")},
		{Name: "mcsp-403", On: OnMCSP, About: "no access to the account", Status: 403, Body: body("forbidden", "No access to the requested scope.")},
		{Name: "mcsp-404", On: OnMCSP, About: "no such account", Status: 404, Body: body("not_found", "The requested scope does not exist.")},
	}
}

// claim sets one claim; a nil value takes it away.
func claim(name string, v any) func(jwt.MapClaims) {
	return func(c jwt.MapClaims) {
		if v == nil {
			delete(c, name)
			return
		}
		c[name] = v
	}
}

// longAgo is a time that is past by every clock.
const longAgo = 1_600_000_000

// past has a claim say that it was long ago.
func past(name string) func(jwt.MapClaims) { return claim(name, int64(longAgo)) }

// instead puts v in the token's place.
func instead(v any) func(string) any { return func(string) any { return v } }

// expiresIn changes the answer's expires_in and drops expiration.
func expiresIn(v any) func(object) object {
	return func(o object) object { return o.without("expiration").with("expires_in", v) }
}

// onToken has faults happen at the sign-in.
func onToken(rows []Fault) []Fault {
	for i := range rows {
		rows[i].On = OnToken
	}
	return rows
}

// tokenFaults are sign-ins that give a strange token.
func tokenFaults() []Fault {
	return onToken([]Fault{
		{Name: "slow", About: "ten minutes, then a token", Delay: 10 * time.Minute},
		{Name: "slow-2s", About: "two seconds, then a token", Delay: 2 * time.Second},

		{Name: "type-text", About: "a good answer, called text/plain", Header: map[string]string{"Content-Type": "text/plain; charset=utf-8"}},
		{Name: "type-none", About: "a good answer of no type", Header: map[string]string{"Content-Type": ""}},
		{Name: "token-missing", About: "JSON without a token", answer: func(o object) object { return o.without(o.tokenName()) }},
		{Name: "token-empty", About: "an empty token", token: instead("")},
		{Name: "token-null", About: "token is null", token: instead(nil)},
		{Name: "token-number", About: "token is a number", token: instead(12345)},
		{Name: "token-object", About: "token is an object", token: instead(object{{"value", "eyJ"}})},
		{Name: "token-opaque", About: "token is no JWT", token: instead("opaque" + strings.Repeat("0123456789", 4))},
		{Name: "token-broken", About: "token looks like a JWT but is none", token: instead("eyJhbGciOiJSUzI1NiJ9.e30x.AAAA")},
		{Name: "token-spaces", About: "blank and line break inside the token", token: func(t string) any { return t[:20] + " \n" + t[20:] }},
		{Name: "token-padded", About: "blanks and a line break around the token", token: func(t string) any { return "  " + t + " \r\n" }},
		{Name: "token-bearer", About: "token begins with Bearer", token: func(t string) any { return "Bearer " + t }},
		{Name: "token-controls", About: "terminal escapes inside the token", token: func(t string) any { return t[:20] + "\x1b[31m" + t[20:] }},
		{Name: "token-large", About: "a token of about 32 KiB", claims: claim("groups", strings.Repeat("g", 24<<10))},
		{Name: "token-other-name", About: "token in another member of the answer", answer: renamedToken},
		{Name: "claims-escapes", About: "terminal escapes in the claims", claims: claim("name", "\x1b]0;owned\a\x1b[2JEve\u202e")},
		{Name: "claims-types", About: "claims of unexpected types", claims: func(c jwt.MapClaims) { c["sub"], c["name"], c["account"] = 7, []int{1}, "none" }},
	})
}

// lifeFaults are sign-ins that give a token with strange times.
func lifeFaults() []Fault {
	huge := json.RawMessage("99999999999999999999")
	noExpiry := func(o object) object { return o.without("expires_in", "expiration") }
	return onToken([]Fault{
		{Name: "expiry-none", About: "no expires_in; exp in the token", answer: noExpiry},
		{Name: "expiry-unknown", About: "no expires_in and no exp", answer: noExpiry, claims: claim("exp", nil)},
		{Name: "expires-in-huge", About: "expires_in beyond 64 bits", answer: expiresIn(huge)},
		{Name: "expires-in-long", About: "expires_in of 292 years", answer: expiresIn(math.MaxInt64 / int64(time.Second))},
		{Name: "expires-in-negative", About: "expires_in negative", answer: expiresIn(-3600)},
		{Name: "expires-in-zero", About: "expires_in 0", answer: expiresIn(0)},
		{Name: "expires-in-float", About: "expires_in 3600.5", answer: expiresIn(3600.5)},
		{Name: "expires-in-string", About: "expires_in a string", answer: expiresIn("3600")},
		{Name: "expires-in-null", About: "expires_in null", answer: expiresIn(nil)},

		{Name: "exp-missing", About: "no exp in the token", claims: claim("exp", nil)},
		{Name: "exp-huge", About: "exp beyond 64 bits", claims: claim("exp", huge)},
		{Name: "exp-negative", About: "exp negative", claims: claim("exp", -1)},
		{Name: "exp-float", About: "exp with a fraction", claims: func(c jwt.MapClaims) { c["exp"] = float64(c["exp"].(int64)) + 0.5 }},
		{Name: "exp-string", About: "exp a string", claims: func(c jwt.MapClaims) { b, _ := json.Marshal(c["exp"]); c["exp"] = string(b) }},
		{Name: "exp-null", About: "exp null", claims: claim("exp", json.RawMessage("null"))},
		{Name: "iat-missing", About: "no iat in the token", claims: claim("iat", nil)},

		{Name: "life-900", About: "the shortest life an account can set, 900 s", life: 900 * time.Second},
		{Name: "life-20", About: "20 s of life: dead on arrival for a careful client", life: 20 * time.Second},
		{Name: "life-1", About: "1 s of life", life: time.Second},
		{Name: "life-over", About: "a token that expired a minute ago", life: -time.Minute},
		{Name: "life-29", About: "29 s of life: a second too little", life: 29 * time.Second},
		{Name: "dead-exp", About: "a cached token: exp is past, expires_in says an hour", claims: past("exp"), answer: func(o object) object { return o.without("expiration") }},
		{Name: "dead-expiration", About: "expiration is past", answer: func(o object) object { return o.without("expires_in").with("expiration", longAgo) }},
		{Name: "dead-expires-in", About: "expires_in 20", answer: expiresIn(20)},
		{Name: "dead-zero", About: "expires_in 0, and no JWT to say more", token: instead("opaque" + strings.Repeat("0123456789", 4)), answer: expiresIn(0)},
		{Name: "dead-negative", About: "expires_in negative, and no JWT to say more", token: instead("opaque" + strings.Repeat("0123456789", 4)), answer: expiresIn(-60)},
		{Name: "dead-clock-ahead", About: "20 s of life, and a clock 10 minutes ahead", life: 20 * time.Second, shift: 10 * time.Minute},
		{Name: "dead-clock-behind", About: "20 s of life, and a clock 10 minutes behind", life: 20 * time.Second, shift: -10 * time.Minute},
		{Name: "dead-no-date", About: "20 s of life, and no Date", life: 20 * time.Second, Header: map[string]string{"Date": ""}},
		{Name: "no-date", About: "a good answer without a Date", Header: map[string]string{"Date": ""}},
		{Name: "no-date-behind", About: "a good answer without a Date; the server's clock is 2 hours behind", Header: map[string]string{"Date": ""}, shift: -2 * time.Hour},
		{Name: "clock-days", About: "the server's clock is 10 days ahead", shift: 240 * time.Hour},
		{Name: "clock-ahead", About: "the server's clock is 10 minutes ahead", shift: 10 * time.Minute},
		{Name: "clock-behind", About: "the server's clock is 10 minutes behind", shift: -10 * time.Minute},
	})
}

// renamedToken moves the token to a member where other releases have it.
func renamedToken(o object) object {
	out := o.with("_messageCode_", "success").with("message", "success")
	for i := range out {
		switch out[i].name {
		case "token", "access_token":
			out[i].name = "accessToken"
		case "accessToken":
			out[i].name = "token"
		}
	}
	return out
}

// wmlBody is the error body of machine learning and platform APIs.
func wmlBody(status, code, message string) string {
	return `{"errors":[{"code":"` + code + `","message":"` + message + `","more_info":"https://cloud.ibm.com/apidocs/machine-learning"}],` +
		`"trace":"{request_id}","status_code":` + status + `}`
}

// serviceFaults are the refusals of machine learning and platform APIs, and
// the other shapes in which IBM's services say no.
func serviceFaults() []Fault {
	rows := []Fault{
		{Name: "authentication_token_expired", Status: 401, Body: wmlBody("401", "authentication_token_expired", "Failed to authenticate the request due to an expired token.")},
		{Name: "authentication_token_not_valid", Status: 401, Body: wmlBody("401", "authentication_token_not_valid", "Failed to authenticate the request due to invalid token: Failed to parse and verify token.")},
		{Name: "authorization_rejected", Status: 403, Body: wmlBody("403", "authorization_rejected", "The request could not be authorized.")},
		{Name: "user_authorization_failed", Status: 403, Body: wmlBody("403", "user_authorization_failed", "The user is not authorized for this operation.")},
		{Name: "no_associated_service_instance_error", Status: 403, Body: wmlBody("403", "no_associated_service_instance_error", "The project is not associated with a WML instance.")},
		{Name: "invalid_instance_status_error", Status: 403, Body: wmlBody("403", "invalid_instance_status_error", "The instance cannot be used: its current status is Inactive.")},
		{Name: "invalid_request_entity", Status: 400, Body: wmlBody("400", "invalid_request_entity", "Missing either space_id or project_id or wml_instance_crn.")},
		{Name: "token_quota_reached", Status: 429, Body: wmlBody("429", "token_quota_reached", "The token quota of this plan is reached.")},
		{Name: "container_not_found", Status: 404, Body: wmlBody("404", "container_not_found", "The space or project does not exist.")},
		{Name: "instance_not_found", Status: 404, Body: wmlBody("404", "instance_not_found", "The service instance does not exist.")},
		{Name: "not_found", Status: 404, Body: wmlBody("404", "not_found", "The requested resource does not exist.")},

		{Name: "shape-no-trace", Status: 403, About: "no trace, no status_code", Body: `{"errors":[{"message":"The request could not be authorized.","code":"authorization_rejected"}]}`},
		{Name: "shape-file", Status: 401, About: "the file API", Body: `{"message":"401 Failed to authenticate","status":401,"error":{"message":"Failed to authenticate","type":"auth","param":null,"code":"401"},"code":"401","type":"auth","trace":"{request_id}"}`},
		{Name: "shape-gateway", Status: 401, About: "an API gateway", Body: `{"error":{"code":"unauthorized","message":"Token refused","request_id":"{request_id}"}}`},
		{Name: "shape-agent", Status: 401, About: "agent tools, with a numeric code", Body: `{"code":401,"message":"Unauthorized","description":"jwt expired"}`},
		{Name: "shape-watson", Status: 401, About: "older Watson services", Body: `{"code":401,"error":"Unauthorized","trace":"{request_id}","more_info":"https://cloud.ibm.com/docs"}`},
		{
			Name: "shape-xml", Status: 403, About: "object storage's XML", Header: map[string]string{"Content-Type": "application/xml"},
			Body: `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message><RequestId>{request_id}</RequestId></Error>`,
		},
	}
	for i := range rows {
		rows[i].On = OnService
		if rows[i].About == "" {
			rows[i].About = "the service says " + rows[i].Name
		}
	}
	return rows
}
