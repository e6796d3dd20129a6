package iam

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"
)

// TestLifeIsTheServersAffair: whatever this computer's clock shows, a token is dead on
// arrival when the server gives it less than 30 s, and no other is; and a live one ends
// by our clock when it ends by the server's.
func TestLifeIsTheServersAffair(t *testing.T) {
	forms := map[string]struct {
		claims, body string
		noDate       bool
	}{
		"IBM Cloud":             {`{"iat":IAT,"exp":EXP}`, `,"expires_in":LIFE,"expiration":EXP`, false},
		"IBM Cloud, no JWT":     {"", `,"expires_in":LIFE,"expiration":EXP`, false},
		"AWS":                   {`{"iat":IAT,"exp":EXP}`, `,"expires_in":LIFE`, false},
		"AWS, no JWT":           {"", `,"expires_in":LIFE`, false},
		"Cloud Pak for Data":    {`{"iat":IAT,"exp":EXP}`, "", false},
		"exp alone":             {`{"exp":EXP}`, "", false},
		"expiration alone":      {"", `,"expiration":EXP`, false},
		"an old token":          {`{"iat":OLD,"exp":EXP}`, `,"expires_in":99999`, false},
		"without a Date":        {`{"iat":IAT,"exp":EXP}`, `,"expires_in":LIFE`, true},
		"a JWT without a Date":  {`{"iat":IAT,"exp":EXP}`, "", true},
		"a life without a Date": {"", `,"expires_in":LIFE`, true},
	}
	for name, form := range forms {
		t.Run(name, func(t *testing.T) {
			rapid.Check(t, func(rt *rapid.T) {
				life := rapid.OneOf(rapid.Int64Range(-7200, 50_000), rapid.Int64Range(-5, 70)).Draw(rt, "life")
				skew := rapid.OneOf(rapid.Int64Range(-3e11, 3e11), rapid.Int64Range(-8000, 8000)).Draw(rt, "skew, ms")
				there := time.UnixMilli(issued*1000 + rapid.Int64Range(0, 999).Draw(rt, "ms")) // when the server writes
				before := time.Duration(rapid.Int64Range(0, 14_000).Draw(rt, "there, ms")) * time.Millisecond
				after := time.Duration(rapid.Int64Range(0, 1000).Draw(rt, "back, ms")) * time.Millisecond
				here := there.Add(time.Duration(-skew) * time.Millisecond)

				iat := there.Unix()
				fill := strings.NewReplacer("IAT", fmt.Sprint(iat), "OLD", fmt.Sprint(iat-40_000), "EXP", fmt.Sprint(iat+life), "LIFE", fmt.Sprint(life))
				token, h := "opaque", http.Header{}
				if form.claims != "" {
					token = jwt(t, decode(t, fill.Replace(form.claims)))
				}
				if !form.noDate {
					h.Set("Date", there.UTC().Format(http.TimeFormat))
				}
				got, says, e := readToken(answer{
					status: 200, header: h, sent: here.Add(-before).UTC(), received: here.Add(after).UTC(),
					body: []byte(`{"token":"` + token + `"` + fill.Replace(form.body) + `}`),
				}, []string{"token"})
				if e != nil {
					rt.Fatal(e)
				}
				if dead := says.dead() != nil; dead != (life < 30) {
					rt.Fatalf("a life of %d s is dead on arrival: %v", life, dead)
				}
				if life < 30 {
					return
				}
				end := here.Add(time.Duration(life) * time.Second)
				early, late := end.Sub(got.ExpiresAt), got.ExpiresAt.Sub(end)
				if form.noDate { // a wrong clock may shorten what it cannot be told of, to 30 s
					early = DeadUnder + time.Second - got.ExpiresAt.Sub(here)
				}
				if early > before+after+2*time.Second || late > after+time.Second {
					rt.Fatalf("it ends %v too early", early)
				}
				if got.ExpiresAt.Before(got.IssuedAt) {
					rt.Fatalf("it was issued at %v and ends at %v", got.IssuedAt, got.ExpiresAt)
				}
			})
		})
	}
}

// TestDeadOnArrival has what a property does not reach: answers that contradict themselves.
func TestDeadOnArrival(t *testing.T) {
	const noDate = -1
	for name, c := range map[string]struct {
		claims, body string
		date         int64 // the server's clock, 0: issued
		dead         string
	}{
		"exp over, expires_in an hour":        {`{"exp":1759999940}`, `,"expires_in":3600`, 0, "2025-10-09T08:52:20Z"},
		"expiration over, exp to come":        {`{"exp":1760003600}`, `,"expiration":1759999940`, 0, "clock shows 2025-10-09T08:53:20Z"},
		"expires_in of 20 s, exp to come":     {`{"exp":1760003600}`, `,"expires_in":20`, 0, "20s to live"},
		"expires_in of nothing, exp to come":  {`{"exp":1760003600}`, `,"expires_in":0`, 0, ""},
		"expires_in negative, exp to come":    {`{"exp":1760003600}`, `,"expires_in":-3600`, 0, ""},
		"expires_in of nothing, and no end":   {"", `,"expires_in":0`, 0, "its life is over"},
		"expires_in negative, and no end":     {"", `,"expires_in":-5`, 0, "its life is over"},
		"expires_in a text":                   {"", `,"expires_in":"12"`, 0, "12s to live"},
		"half a minute, exactly":              {"", `,"expires_in":30`, 0, ""},
		"nothing said":                        {"", "", 0, ""},
		"no Date, exp over by our clock":      {`{"exp":1759999940}`, "", noDate, ""},
		"no Date, iat and exp close together": {`{"iat":1759999920,"exp":1759999940}`, "", noDate, "20s to live"},
		"exp past, and by the server's clock": {`{"iat":1759990000,"exp":1759999999}`, "", issued, "its life ended at"},
	} {
		t.Run(name, func(t *testing.T) {
			token, h := "opaque", http.Header{}
			if c.claims != "" {
				token = jwt(t, decode(t, c.claims))
			}
			if c.date != noDate {
				h.Set("Date", time.Unix(max(c.date, issued), 0).UTC().Format(http.TimeFormat))
			}
			now := time.Unix(issued, 0).UTC()
			_, says, e := readToken(answer{status: 200, header: h, sent: now, received: now, body: []byte(`{"token":"` + token + `"` + c.body + `}`)}, []string{"token"})
			if e != nil {
				t.Fatal(e)
			}
			switch err := says.dead(); {
			case (err != nil) != (c.dead != ""):
				t.Errorf("dead on arrival: %v", err)
			case err != nil && !strings.Contains(err.Error(), c.dead):
				t.Errorf("%q does not say %q", err, c.dead)
			}
		})
	}
}
