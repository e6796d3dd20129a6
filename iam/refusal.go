package iam

import (
	"bytes"
	"encoding/json"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// refusal makes an *Error of an answer whose status is not 2xx. It never needs the
// body to be what the documents say: IBM's services have half a dozen shapes, and
// proxies and routers in between have their own.
func (k *caller) refusal(r request, a answer) *Error {
	e := &Error{Check: r.check, Reason: statusReason(r.check, a.status), Status: a.status}
	object, kind := readObject(a.body)
	var said words
	switch {
	case object != nil:
		said = readWords(object, a.status)
	case kind == ReasonHTML && isXML(a.body):
		said = readXML(a.body)
	case kind == ReasonHTML:
		e.Reason, said.message = ReasonHTML, htmlTitle(a.body)
	case kind == ReasonNotJSON && printable(a.body):
		said.message = string(a.body[:min(len(a.body), maxRaw)])
	}
	e.Code, e.Message = k.cleanCode(said.code), k.clean(said.text())
	e.RequestID = k.cleanCode(requestID(object, a.header))
	if e.Retryable() {
		e.RetryAfter = retryAfter(a.header, a.received)
	}
	return k.about(r, a, e)
}

// statusReason tells what a status means where the server gives no code that says
// more. 400 is how IBM Cloud refuses a key.
func statusReason(check Check, status int) Reason {
	switch {
	case status == http.StatusTooManyRequests:
		return ReasonRateLimited
	case status >= 500:
		return ReasonServer
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return ReasonRefusedKey
	case status == http.StatusBadRequest && check == CheckSignIn:
		return ReasonRefusedKey
	}
	return ReasonStatus
}

// words is what a server says of a failure.
type words struct {
	code, message, details string
}

// text joins message and details where the second adds something.
func (w words) text() string {
	switch {
	case w.details == "" || strings.Contains(w.message, w.details):
		return w.message
	case w.message == "":
		return w.details
	}
	return strings.TrimRight(w.message, " .:") + ": " + w.details
}

// readWords looks for code and message in the shapes that IAM, watsonx.ai, the account
// service of watsonx on AWS and Cloud Pak for Data answer in.
func readWords(o map[string]any, status int) words {
	first, _ := firstOf(o["errors"])
	said := firstLine(o["errors"])
	inner, _ := o["error"].(map[string]any)
	w := words{
		code: firstNonEmpty(
			str(o, "errorCode"), str(first, "message_code"), str(first, "code"), str(inner, "code"), str(o, "code"), str(o, "error_code")),
		message: firstNonEmpty(
			str(o, "message"), str(o, "error"), str(o, "exception"), str(o, "errorMessage"),
			str(first, "message"), said, str(inner, "message"), str(o, "description"), str(o, "error_description")),
	}
	if about := str(o, "error_description"); about != "" && w.code == "" && w.message == str(o, "error") {
		w.code, w.message = w.message, about // OAuth: RFC 6749, section 5.2
	}
	if w.code == strconv.Itoa(status) {
		w.code = "" // it says nothing that the status doesn't
	}
	for _, more := range []string{str(o, "errorDetails"), str(o, "error_description"), str(o, "description"), str(first, "details")} {
		if more != "" && more != w.message {
			w.details = more
			break
		}
	}
	return w
}

func firstOf(v any) (map[string]any, bool) {
	list, _ := v.([]any)
	if len(list) == 0 {
		return nil, false
	}
	o, ok := list[0].(map[string]any)
	return o, ok
}

// firstLine gives the first of a list of texts, as Vault and OpenBao tell their errors.
func firstLine(v any) string {
	list, _ := v.([]any)
	if len(list) == 0 {
		return ""
	}
	text, _ := list[0].(string)
	return strings.TrimSpace(text)
}

// str gives a member that is a text or a number.
func str(o map[string]any, name string) string {
	switch v := o[name].(type) {
	case string:
		return strings.TrimSpace(v)
	case json.Number:
		return v.String()
	}
	return ""
}

func firstNonEmpty(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// requestID finds what IBM's support asks for: in the body, else in the headers.
func requestID(o map[string]any, h http.Header) string {
	context, _ := o["context"].(map[string]any)
	inner, _ := o["error"].(map[string]any)
	list := []string{
		str(context, "requestId"), str(context, "transaction_id"), str(o, "trace"),
		str(inner, "request_id"), str(o, "requestId"), str(o, "request_id"), str(o, "transactionId"),
	}
	for _, name := range []string{
		"X-Request-Id", "Transaction-Id", "X-Global-Transaction-Id", "X-Correlation-Id", "X-Trace-Id", "Traceparent",
	} {
		list = append(list, h.Get(name))
	}
	return firstNonEmpty(list...)
}

// isXML tells the object store's errors from a web page.
func isXML(body []byte) bool {
	start := strings.ToLower(string(body[:min(len(body), 400)]))
	return strings.Contains(start, "<error") && !strings.Contains(start, "<html")
}

// readXML finds the two words that matter by their tags. A parser would make every
// program bigger for an answer that few ever see.
func readXML(body []byte) words {
	return words{code: element(body, "Code"), message: element(body, "Message")}
}

// element gives the text of the first element of a name, "" where there is none.
func element(body []byte, name string) string {
	_, rest, _ := bytes.Cut(body, []byte("<"+name+">"))
	text, _, closed := bytes.Cut(rest, []byte("</"+name+">"))
	if !closed {
		return ""
	}
	return html.UnescapeString(string(text))
}

// titles is compiled at its first use: most programs never see a web page.
var titles = sync.OnceValue(func() *regexp.Regexp {
	return regexp.MustCompile(`(?is)<(title|h1)[^>]*>(.{1,500}?)</(?:title|h1)>`)
})

// htmlTitle gives a web page's title, which often says whose page it is.
func htmlTitle(body []byte) string {
	m := titles().FindSubmatch(body[:min(len(body), 64<<10)])
	if m == nil {
		return ""
	}
	return html.UnescapeString(string(m[2]))
}

// printable keeps binary answers out of messages.
func printable(body []byte) bool { return !bytes.ContainsRune(body, 0) }
