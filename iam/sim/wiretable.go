package sim

import (
	"net/http"
	"strconv"
	"strings"
)

const htmlType = "text/html; charset=utf-8"

const (
	proxyPage = "<!DOCTYPE html>\n<html><head><title>Sign in to the network</title></head><body><h1>Please sign in</h1>" +
		"<p>Your organisation asks you to accept its terms first.</p></body></html>\n"
	nginxPage = "<html>\r\n<head><title>404 Not Found</title></head>\r\n<body>\r\n<center><h1>404 Not Found</h1></center>\r\n<hr><center>nginx</center>\r\n</body>\r\n</html>\r\n"
	routePage = "<html>\n<head><title>Application is not available</title></head>\n<body><h1>Application is not available</h1>" +
		"<p>The application is currently not serving requests at this endpoint. It may not have been started or is still starting.</p></body>\n</html>\n"
	gatewayPage = "<html><head><title>502 Bad Gateway</title></head><body><center><h1>502 Bad Gateway</h1></center></body></html>\n"
)

// tempting is what a place that should never be asked answers with.
const tempting = `{"access_token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0cmFwIn0.","token":"eyJhbGciOiJub25lIn0.eyJzdWIiOiJ0cmFwIn0.",` +
	`"token_type":"Bearer","expires_in":3600}`

// wireFaults are what any call can meet on its way.
func wireFaults() []Fault {
	page := map[string]string{"Content-Type": htmlType}
	to := func(url string) map[string]string { return map[string]string{"Location": url} }
	rows := []Fault{
		{Name: "429-seconds", About: "rate limited, Retry-After: 1", Status: 429, Header: map[string]string{"Retry-After": "1"}, Body: tooMany},
		{Name: "429-date", About: "rate limited, Retry-After a date in 5 s", Status: 429, Header: map[string]string{"Retry-After": "{date}"}, Body: tooMany},
		{Name: "429-none", About: "rate limited, no Retry-After", Status: 429, Body: tooMany},
		{Name: "429-hour", About: "rate limited, Retry-After: 3600", Status: 429, Header: map[string]string{"Retry-After": "3600"}, Body: tooMany},
		{Name: "429-junk", About: "rate limited, Retry-After unreadable", Status: 429, Header: map[string]string{"Retry-After": "soon"}, Body: tooMany},
		{Name: "503-seconds", About: "trouble at IBM's side, Retry-After: 1", Status: 503, Header: map[string]string{"Retry-After": "1"}, Body: iamBody("", "Service Unavailable", "", "")},

		{Name: "html-200", About: "a proxy's page instead of an answer", Status: 200, Header: page, Body: proxyPage},
		{Name: "html-401", About: "an HTML 401", Status: 401, Header: page, Body: proxyPage},
		{Name: "html-404", About: "an HTML 404: nothing of IBM's here", Status: 404, Header: page, Body: nginxPage},
		{Name: "html-502", About: "a gateway's HTML 502", Status: 502, Header: page, Body: gatewayPage},
		{Name: "html-503", About: "OpenShift: Application is not available", Status: 503, Header: page, Body: routePage},

		{Name: "empty", About: "200 and nothing", Status: 200},
		{Name: "truncated", About: "200 and half a JSON", Status: 200, Body: `{"access_token":"eyJhbGciOiJSUzI1NiJ9.eyJzdWIi`},
		{Name: "not-an-object", About: "200 and a JSON array", Status: 200, Body: `["access_token"]`},
		{Name: "no-content", About: "204", Status: 204},
		{Name: "text-400", About: "a 400 in plain text", Status: 400, Header: map[string]string{"Content-Type": "text/plain"}, Body: "Bad Request\n"},

		{Name: "redirect-host", About: "307 to another host", Status: 307, Header: to("{elsewhere}{path}")},
		{Name: "redirect-host-302", About: "302 to another host", Status: 302, Header: to("{elsewhere}{path}")},
		{Name: "redirect-http", About: "307 to plain HTTP", Status: 307, Header: to("{plain}{path}")},
		{Name: "redirect-loop", About: "307 to itself", Status: 307, Header: to("{url}{path}")},
		{Name: "redirect-nowhere", About: "302 without a Location", Status: 302},

		{Name: "echo", About: "a 400 that repeats the secret", Status: 400, Body: iamBody("BXNIM0415E", "Provided API key {secret} could not be found.", "apikey={secret}", "")},
		{Name: "echo-500", About: "a 500 that repeats the secret", Status: 500, Header: map[string]string{"Content-Type": "text/plain"}, Body: "panic: cannot read {secret}\n"},
		{
			Name: "escapes", About: "a 400 with terminal escapes and text direction marks", Status: 400,
			Body: `{"errorCode":"BXNIM0415E\u001b[31m","errorMessage":"\u001b]0;owned\u0007\u001b[2J\u001b[1;31mred\u202e\r\nsecond line\u0000","message":"\u001b[2Jred"}`,
		},
		{Name: "long-message", About: "a 400 with a message of 100 KiB", Status: 400, Body: iamBody("BXNIM0415E", strings.Repeat("Provided API key could not be found. ", 2770), "", "")},
		{Name: "deep", About: "200 and 10,000 nested arrays", Status: 200, Body: strings.Repeat("[", 10_000) + strings.Repeat("]", 10_000)},
	}
	for _, status := range []int{500, 502, 503, 504, 520} {
		text := http.StatusText(status)
		if text == "" {
			text = "Unknown Error"
		}
		rows = append(rows, Fault{
			Name: strconv.Itoa(status), About: "trouble at IBM's side", Status: status,
			Body: iamBody("", text, "", ""),
		})
	}
	for i := range rows {
		rows[i].On = OnWire
	}
	return rows
}

var tooMany = iamBody("", "Too many requests.", "", "")
