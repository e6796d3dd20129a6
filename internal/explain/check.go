package explain

import (
	"time"

	"lanyard/iam"
)

// Check is a result of the staged test as programs get it, in the command line's JSON
// and between processes. Unknown is null.
type Check struct {
	Check      iam.Check  `json:"check"`
	Status     iam.Status `json:"status"`
	Detail     *string    `json:"detail"`
	Hint       *string    `json:"hint"`
	Code       *string    `json:"code"`
	RequestID  *string    `json:"request_id"`
	HTTPStatus *int       `json:"http_status"`
	MS         *int64     `json:"ms"` // null when skipped
}

// CheckOf puts a result of the staged test into words for programs.
func CheckOf(r iam.Result) Check {
	told := Tell(r)
	c := Check{
		Check: r.Check, Status: r.Status, Detail: orNull(told.Detail), Hint: orNull(told.Hint),
		Code: orNull(r.Code()), RequestID: orNull(r.RequestID()),
	}
	if r.HTTP != 0 {
		c.HTTPStatus = &r.HTTP
	}
	if r.Status != iam.StatusSkipped {
		ms := r.Took.Round(time.Millisecond).Milliseconds()
		c.MS = &ms
	}
	return c
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}
