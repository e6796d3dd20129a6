package text

import (
	"fmt"
	"math"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"
)

// InWords writes a duration as "41 min", "1 h 5 min", "35 s" or "3 days", rounded up
// to what is said.
func (t *Texts) InWords(d time.Duration) string {
	const day = 24 * time.Hour
	minutes := int64(math.Ceil(max(0, d).Minutes()))
	switch {
	case d < time.Minute:
		return fmt.Sprintf(t.Seconds, int64(math.Ceil(max(0, d).Seconds())))
	case minutes < 60:
		return fmt.Sprintf(t.Minutes, minutes)
	case d >= 2*day:
		return fmt.Sprintf(t.Days, int64(math.Ceil(d.Hours()/24)))
	case minutes%60 == 0:
		return fmt.Sprintf(t.Hours, minutes/60)
	}
	return fmt.Sprintf(t.HoursMinutes, minutes/60, minutes%60)
}

// Thousands writes a number with a comma before each three digits.
func Thousands(n int) string {
	if n < 1000 {
		return strconv.Itoa(n)
	}
	return fmt.Sprintf("%s,%03d", Thousands(n/1000), n%1000)
}

// AtClock writes a time of the near past or future by the local clock with its zone:
// "15:20 CEST" today, "tomorrow 09:10 CEST", otherwise "Mon 2 Feb 09:10 CET".
func (t *Texts) AtClock(at, now time.Time, zone *time.Location) string {
	at, now = at.In(zone), now.In(zone)
	clock := at.Format("15:04 MST")
	switch midnights(now, at) {
	case 0:
		return clock
	case 1:
		return t.Tomorrow + " " + clock
	case -1:
		return t.Yesterday + " " + clock
	}
	return at.Format("Mon 2 Jan ") + clock
}

// AtClockAndUTC is AtClock with the same time in UTC, as logs have it.
func (t *Texts) AtClockAndUTC(at, now time.Time, zone *time.Location) string {
	return t.AtClock(at, now, zone) + " · " + at.UTC().Format("2006-01-02 15:04:05") + " UTC"
}

// midnights counts the midnights between two times of one zone.
func midnights(a, b time.Time) int {
	day := func(t time.Time) time.Time {
		y, m, d := t.Date()
		return time.Date(y, m, d, 0, 0, 0, 0, time.UTC)
	}
	return int(day(b).Sub(day(a)) / (24 * time.Hour))
}

// Number says a number in words that fit it.
func (t *Texts) Number(n int, one, some string) string {
	if n == 1 {
		return one
	}
	return fmt.Sprintf(some, n)
}

// Age writes a long time in the largest unit that says enough: "9 days",
// "14 months".
func (t *Texts) Age(d time.Duration) string {
	const day = 24 * time.Hour
	days := int(d / day)
	switch {
	case d < 2*day:
		return t.InWords(d)
	case days < 60:
		return fmt.Sprintf(t.Days, days)
	case days < 730:
		return fmt.Sprintf(t.Months, days/30)
	}
	return fmt.Sprintf(t.Years, days/365)
}

// CtrlKey writes a shortcut as people read it.
func (t *Texts) CtrlKey(key string) string {
	if runtime.GOOS == "darwin" {
		return "⌘" + key
	}
	return t.NameCtrl + "+" + key
}

// CtrlShiftKey is CtrlKey with Shift.
func (t *Texts) CtrlShiftKey(key string) string {
	if runtime.GOOS == "darwin" {
		return "⇧⌘" + key
	}
	return t.NameCtrl + "+" + t.NameShift + "+" + key
}

// Took writes how long something took: "12 ms", "1.4 s".
func (t *Texts) Took(d time.Duration) string {
	switch {
	case d < time.Millisecond:
		return t.NoTime
	case d < time.Second:
		return fmt.Sprintf(t.Millis, d.Milliseconds())
	}
	return fmt.Sprintf(t.Tenths, d.Seconds())
}

// Join joins the texts that are not empty.
func Join(sep string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), sep)
}

// Capital begins a text with a capital letter.
func Capital(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// FormTitle says what people call a form of credentials.
func (t *Texts) FormTitle(form string) string {
	switch form {
	case "vcap":
		return t.FormVCAP
	case "apikey.json":
		return t.FormKeyFile
	case "python-dict", "credentials-call", "call", "js-object", "script":
		return t.FormCode
	case "env", "shell", "cmd", "powershell", "ibm-credentials.env":
		return t.FormVariables
	case "curl":
		return t.FormCurl
	case "share":
		return t.FormShare
	case "bare-key":
		return t.FormBareKey
	case "ibmcloud", "cpdctl", "cpd-cli", "ibmcloud-config", "orchestrate", "orchestrate-config":
		return t.FormTool
	case "json", "yaml", "http", "xml", "hcl":
		return strings.ToUpper(form)
	}
	return strings.ToUpper(form[:min(1, len(form))]) + form[min(1, len(form)):]
}

// RetireWays are what may become of the old key of a rotation.
func (t *Texts) RetireWays() []string {
	return []string{t.RetireDisable, t.RetireKeep, t.RetireWeek, t.RetireMonth, t.RetireNow}
}

// KeyLives are how long the new key of a rotation may live.
func (t *Texts) KeyLives() []string { return append([]string{t.LifeAsBefore}, t.lifeDays()...) }

// NewKeyLives are how long the key of a new profile may live.
func (t *Texts) NewKeyLives() []string { return append([]string{t.LifeNever}, t.lifeDays()...) }

func (t *Texts) lifeDays() []string {
	var out []string
	for _, days := range []int{30, 90, 180, 365} {
		out = append(out, fmt.Sprintf(t.LifeDays, days))
	}
	return out
}

// LeakWays are what IBM may do when it finds a new key in a public place.
func (t *Texts) LeakWays() []string {
	return []string{t.LeakAsBefore, t.LeakWayNone, t.LeakWayOff, t.LeakWayGone}
}
