package iam

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"lanyard/internal/secret"
)

func TestRefusals(t *testing.T) {
	tests := []struct {
		name      string
		check     Check
		status    int
		header    http.Header
		body      string
		reason    Reason
		code      string
		message   string
		requestID string
	}{
		{
			"IAM does not know the key", CheckSignIn, 400, nil,
			`{"errorCode":"BXNIM0415E","errorMessage":"Provided API key could not be found.","context":{"requestId":"abc-1","elapsedTime":"85"}}`,
			ReasonRefusedKey, "BXNIM0415E", "Provided API key could not be found.", "abc-1",
		},
		{
			"IAM with details", CheckSignIn, 401, nil,
			`{"context":{"requestId":"abc-2"},"errorCode":"BXNIM0430E","errorMessage":"Login from this IP address is not permitted.","errorDetails":"203.0.113.9"}`,
			ReasonRefusedKey, "BXNIM0430E", "Login from this IP address is not permitted: 203.0.113.9", "abc-2",
		},
		{
			"identity management's context", CheckService, 404, nil,
			`{"errorCode":"BXNIM0145E","errorMessage":"gone","context":{"transaction_id":"abc-3"}}`,
			ReasonStatus, "BXNIM0145E", "gone", "abc-3",
		},
		{
			"watsonx", CheckSpace, 403, nil,
			`{"errors":[{"code":"no_associated_service_instance_error","message":"project_id x is not associated","more_info":"https://x"}],"trace":"t-1","status_code":403}`,
			ReasonRefusedKey, "no_associated_service_instance_error", "project_id x is not associated", "t-1",
		},
		{
			"watsonx, 400", CheckSpace, 400, nil,
			`{"errors":[{"code":"invalid_request_entity","message":"Missing either space_id or project_id"}]}`,
			ReasonStatus, "invalid_request_entity", "Missing either space_id or project_id", "",
		},
		{
			"gateway", CheckService, 403, nil,
			`{"error":{"code":"forbidden","message":"no","request_id":"g-1"}}`,
			ReasonRefusedKey, "forbidden", "no", "g-1",
		},
		{
			"older Watson", CheckService, 401, nil,
			`{"code":401,"error":"Unauthorized","trace":"t-2","more_info":"m"}`,
			ReasonRefusedKey, "", "Unauthorized", "t-2",
		},
		{
			"tools", CheckService, 401, nil,
			`{"code":401,"message":"Unauthorized","description":"jwt expired"}`,
			ReasonRefusedKey, "", "Unauthorized: jwt expired", "",
		},
		{
			"Cloud Pak for Data, missing field", CheckSignIn, 422, nil,
			`{"code":602,"message":"properties.username in body is required"}`,
			ReasonStatus, "602", "properties.username in body is required", "",
		},
		{
			"Cloud Pak for Data, exception", CheckSignIn, 401,
			http.Header{"X-Request-Id": {"h-1"}},
			`{"exception":"User unauthorized to invoke this endpoint.","_messageCode_":"401"}`,
			ReasonRefusedKey, "", "User unauthorized to invoke this endpoint.", "h-1",
		},
		{
			"OAuth", CheckSignIn, 400, nil,
			`{"error_description":"The resource owner could not be verified.","error":"invalid_grant"}`,
			ReasonRefusedKey, "invalid_grant", "The resource owner could not be verified.", "",
		},
		{
			"the first of several details", CheckSignIn, 400, nil,
			`{"errorMessage":"m","errorDetails":"first","error_description":"second","description":"third","errors":[{"details":"fourth"}]}`,
			ReasonRefusedKey, "", "m: first", "",
		},
		{
			"a detail that only repeats, then one that does not", CheckSignIn, 400, nil,
			`{"errorMessage":"m","errorDetails":"m","description":"third","errors":[{"details":"fourth"}]}`,
			ReasonRefusedKey, "", "m: third", "",
		},
		{"no body", CheckSignIn, 401, nil, "", ReasonRefusedKey, "", "", ""},
		{"plain text", CheckSignIn, 401, nil, "nope\n", ReasonRefusedKey, "", "nope", ""},
		{"binary", CheckSignIn, 401, nil, "\x00\x01\x02", ReasonRefusedKey, "", "", ""},
		{"a list", CheckSignIn, 403, nil, "[]", ReasonRefusedKey, "", "", ""},
		{"cut JSON", CheckSignIn, 401, nil, `{"message":"no`, ReasonRefusedKey, "", "", ""},
		{
			"OpenShift has no such route", CheckSignIn, 503, nil,
			"<html><body><h1>Application is not available</h1></body></html>",
			ReasonHTML, "", "Application is not available", "",
		},
		{"a page", CheckSignIn, 404, nil, "<!DOCTYPE html><TITLE>\n404 &amp; gone </TITLE>", ReasonHTML, "", "404 & gone", ""},
		{
			"the object store's XML", CheckService, 403, nil,
			`<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>`,
			ReasonRefusedKey, "AccessDenied", "Access Denied", "",
		},
		{
			"XML with an entity, cut off", CheckService, 403, nil,
			`<Error><Message>No &quot;bucket&quot;</Message><Code>NoSuch`,
			ReasonRefusedKey, "", `No "bucket"`, "",
		},
		{"server trouble", CheckSignIn, 500, nil, `{"message":"oops"}`, ReasonServer, "", "oops", ""},
		{"method", CheckSignIn, 405, nil, `{"errorCode":"BXNIM0060E","errorMessage":"m"}`, ReasonStatus, "BXNIM0060E", "m", ""},
		{"wrong types everywhere", CheckSignIn, 401, nil, `{"errors":"x","error":[],"context":1,"message":{},"trace":[]}`, ReasonRefusedKey, "", "", ""},
		{
			"echoes the key", CheckSignIn, 400, nil,
			`{"errorCode":"` + testKey + `","errorMessage":"no such key: ` + testKey + `","context":{"requestId":"` + testKey + `"}}`,
			ReasonRefusedKey, "[secret]", "no such key: [secret]", "[secret]",
		},
		{
			"draws on the screen", CheckSignIn, 400, nil,
			`{"errorCode":"X\u001b[31m1","errorMessage":"\u001b]0;owned\u0007no"}`,
			ReasonRefusedKey, "X 1", "no", "",
		},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			k := &caller{hide: []secret.Text{secret.New(testKey)}}
			if tt.header == nil {
				tt.header = http.Header{}
			}
			e := k.refusal(request{check: tt.check}, answer{status: tt.status, header: tt.header, body: []byte(tt.body), host: "h"})
			got := [6]any{e.Check, e.Reason, e.Code, e.Message, e.RequestID, e.Status}
			want := [6]any{tt.check, tt.reason, tt.code, tt.message, tt.requestID, tt.status}
			if got != want {
				t.Errorf("got  %q\nwant %q", got, want)
			}
		})
	}
}

func TestRetryAfter(t *testing.T) {
	now := time.Date(2025, 10, 9, 8, 0, 0, 0, time.UTC)
	tests := []struct {
		name, text, date string
		want             time.Duration
	}{
		{"none", "", "", 0},
		{"seconds", "7", "", 7 * time.Second},
		{"zero", "0", "", 0},
		{"negative", "-5", "", 0},
		{"huge", "99999999999", "", 24 * time.Hour},
		{"junk", "soon", "", 0},
		{"date", "Thu, 09 Oct 2025 08:00:20 GMT", "", 20 * time.Second},
		{"date by the server's clock", "Thu, 09 Oct 2025 09:00:20 GMT", "Thu, 09 Oct 2025 09:00:00 GMT", 20 * time.Second},
		{"past", "Thu, 09 Oct 2025 07:00:00 GMT", "", 0},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			h := http.Header{"Retry-After": {tt.text}, "Date": {tt.date}}
			if got := retryAfter(h, now); got != tt.want {
				t.Errorf("%v, want %v", got, tt.want)
			}
		})
	}
}

// FuzzRefusal: no body of an error makes the reader fail, and no text of it reaches
// people unclean.
func FuzzRefusal(f *testing.F) {
	f.Add(400, []byte(`{"errorCode":"BXNIM0415E","errorMessage":"x","context":{"requestId":"y"}}`))
	f.Add(503, []byte("<html><title>\x1b[0m</title>"))
	f.Add(403, []byte(`<Error><Code>&#27;x</Code></Error>`))
	f.Add(401, []byte(`{"errors":[{"code":1e999}],"message":"`+testKey+`"}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		k := &caller{hide: []secret.Text{secret.New(testKey)}}
		e := k.refusal(request{check: CheckSignIn}, answer{status: status, header: http.Header{}, body: body})
		for _, s := range []string{e.Code, e.Message, e.RequestID} {
			if len([]rune(s)) > 300 || strings.ContainsFunc(s, func(r rune) bool { return r < ' ' }) || strings.Contains(s, testKey) {
				t.Fatalf("%q", s)
			}
		}
	})
}
