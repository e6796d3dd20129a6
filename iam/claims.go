package iam

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"strings"
)

// readClaims decodes a token's payload (RFC 7519) without verifying anything. A token
// that is no JWT gives zero claims.
func readClaims(token string) Claims {
	raw := payload(token)
	if raw == nil {
		return Claims{}
	}
	c := Claims{
		Raw:     raw,
		Subject: text(raw, "sub"),
		Name:    firstText(raw, "name", "displayname", "display_name", "username", "user_name"),
		Email:   text(raw, "email"),
		IAMID:   text(raw, "iam_id"),
		Issuer:  text(raw, "iss"),
		Scope:   text(raw, "scope"),
		Roles:   texts(raw, "role", "roles", "permissions"),
	}
	if c.Name == "" {
		c.Name = strings.TrimSpace(text(raw, "given_name") + " " + text(raw, "family_name"))
	}
	if account, ok := raw["account"].(map[string]any); ok {
		c.AccountID = text(account, "bss")
	}
	if c.AccountID == "" {
		c.AccountID = firstText(raw, "tenantId", "accountId", "account_id")
	}
	c.SubjectType = subjectType(raw, c)
	c.IssuedAt, _ = unixTime(raw["iat"])
	c.ExpiresAt, _ = unixTime(raw["exp"])
	return c
}

// subjectType says what kind of identity a token is for. IBM Cloud leaves sub_type
// out for people.
func subjectType(raw map[string]any, c Claims) string {
	switch strings.ToLower(text(raw, "sub_type")) {
	case "serviceid":
		return "service ID"
	case "profile":
		return "trusted profile"
	case "":
	default:
		return ""
	}
	switch {
	case strings.HasPrefix(c.IAMID, "iam-ServiceId-"):
		return "service ID"
	case strings.HasPrefix(c.IAMID, "iam-Profile-"):
		return "trusted profile"
	case c.IAMID != "", strings.EqualFold(text(raw, "entityType"), "user"), text(raw, "username") != "":
		return "user"
	case strings.Contains(strings.ToLower(text(raw, "entityType")), "service"):
		return "service ID"
	}
	return ""
}

// payload decodes the middle part of a JWT. Padding and the standard base64 alphabet
// are tolerated; the header is not looked at, so an algorithm nobody knows does no
// harm.
func payload(token string) map[string]any {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return nil
	}
	part := strings.NewReplacer("+", "-", "/", "_").Replace(strings.TrimRight(parts[1], "="))
	b, err := base64.RawURLEncoding.DecodeString(part)
	if err != nil {
		return nil
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	var raw map[string]any
	if err := d.Decode(&raw); err != nil {
		return nil
	}
	return raw
}

// text gives a claim that is a text, cleaned; numbers count as text (uid).
func text(raw map[string]any, name string) string {
	switch v := raw[name].(type) {
	case string:
		return Clean(v)
	case json.Number:
		return Clean(v.String())
	}
	return ""
}

func firstText(raw map[string]any, names ...string) string {
	for _, n := range names {
		if s := text(raw, n); s != "" {
			return s
		}
	}
	return ""
}

// maxRoles bounds a list that is shown.
const maxRoles = 100

// texts collects claims that are a text or a list of texts.
func texts(raw map[string]any, names ...string) []string {
	var out []string
	for _, n := range names {
		if s := text(raw, n); s != "" && len(out) < maxRoles {
			out = append(out, s)
		}
		list, _ := raw[n].([]any)
		for _, v := range list {
			if s, ok := v.(string); ok && len(out) < maxRoles {
				out = append(out, Clean(s))
			}
		}
	}
	return out
}
