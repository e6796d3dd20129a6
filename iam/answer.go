package iam

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"math"
	"strconv"
	"strings"
	"time"

	"lanyard/internal/secret"
)

// bearer is the one type of token that Lanyard hands out; services that call theirs
// "jwt" take it as a bearer token all the same.
const bearer = "Bearer"

// readToken reads an answer with status 2xx. The first of the fields that holds a text
// is the token. What is no answer of a sign-in at all fails at that; an answer without a
// usable token at check "token". What the server says of the token's life comes beside it.
func readToken(a answer, fields []string) (Token, account, *Error) {
	object, reason := readObject(a.body)
	switch reason {
	case "":
	case ReasonNoToken:
		return Token{}, account{}, &Error{Check: CheckToken, Reason: reason, Status: a.status}
	default:
		return Token{}, account{}, &Error{Check: CheckSignIn, Reason: reason, Status: a.status}
	}
	text, reason := tokenText(object, fields)
	if reason != "" {
		return Token{}, account{}, &Error{Check: CheckToken, Reason: reason, Status: a.status}
	}
	t := Token{Access: secret.New(text), Type: bearer, Claims: readClaims(text)}
	says := accountOf(a, t.Claims, object)
	t.setTimes(a, says)
	return t, says, nil
}

// readObject reads a JSON object, whatever type the answer claims to have. The reason
// tells what else it is.
func readObject(body []byte) (map[string]any, Reason) {
	body = bytes.TrimSpace(bytes.TrimPrefix(body, []byte("\xef\xbb\xbf")))
	if len(body) == 0 {
		return nil, ReasonEmpty
	}
	if body[0] == '<' {
		return nil, ReasonHTML
	}
	var v any
	d := json.NewDecoder(bytes.NewReader(body))
	d.UseNumber()
	if err := d.Decode(&v); err != nil {
		if errors.Is(err, io.ErrUnexpectedEOF) {
			return nil, ReasonCut
		}
		return nil, ReasonNotJSON
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return nil, ReasonNotJSON
	}
	object, ok := v.(map[string]any)
	if !ok {
		return nil, ReasonNoToken
	}
	return object, ""
}

// tokenText finds the token and makes it fit for a header: white space and a "Bearer "
// in front are taken off, anything else that a header can't hold is refused.
func tokenText(object map[string]any, fields []string) (string, Reason) {
	reason := ReasonNoToken
	for _, f := range fields {
		text, ok := object[f].(string)
		if !ok {
			if object[f] != nil {
				reason = ReasonBadToken
			}
			continue
		}
		text = strings.TrimSpace(text)
		if first, rest, found := strings.Cut(text, " "); found && strings.EqualFold(first, bearer) {
			text = strings.TrimSpace(rest)
		}
		if text == "" || strings.EqualFold(text, bearer) {
			continue
		}
		if strings.ContainsFunc(text, func(r rune) bool { return r <= ' ' || r >= 0x7f }) {
			return "", ReasonBadToken
		}
		return text, ""
	}
	return "", reason
}

// number reads a JSON number, also one that was sent as a text.
func number(v any) (float64, bool) {
	var text string
	switch v := v.(type) {
	case json.Number:
		text = v.String()
	case string:
		text = strings.TrimSpace(v)
	default:
		return 0, false
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || math.IsNaN(f) || math.IsInf(f, 0) {
		return 0, false
	}
	return f, true
}

// The Unix times that make sense: from 2001 on, with a year of four digits.
const (
	minUnix = 1_000_000_000
	maxUnix = 253_402_300_799
)

// unixTime reads seconds since 1970. Nonsense (negative, huge, no number) is not ok.
func unixTime(v any) (time.Time, bool) {
	f, ok := number(v)
	if !ok || f < minUnix || f > maxUnix {
		return time.Time{}, false
	}
	return time.Unix(int64(f), 0).UTC(), true
}
