package iam

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/cenkalti/backoff/v5"
)

// maxHops bounds the redirects that a GET may follow on its own host.
const maxHops = 3

// send sends a request and gives the answer if its status is 2xx. It tries again
// where that may help, within the context's time. Every failure is an *Error.
func (k *caller) send(ctx context.Context, r request) (answer, error) {
	wait := &waits{limits: k.c.limits, doubling: &backoff.ExponentialBackOff{
		InitialInterval:     k.c.limits.backoff,
		RandomizationFactor: 0.25,
		Multiplier:          2,
		MaxInterval:         k.c.limits.patience,
	}}
	wait.deadline, _ = ctx.Deadline()
	attempt := 0
	a, err := backoff.Retry(ctx, func() (answer, error) {
		a, e := k.try(ctx, r)
		if e == nil {
			return a, nil
		}
		wait.last = e
		if !e.Retryable() || r.once && e.Status != http.StatusTooManyRequests {
			return a, backoff.Permanent(e)
		}
		return a, e
	},
		backoff.WithBackOff(wait),
		backoff.WithMaxTries(k.c.limits.tries),
		backoff.WithMaxElapsedTime(k.c.limits.total),
		backoff.WithNotify(func(_ error, d time.Duration) {
			attempt++
			k.tell(Retry{Attempt: attempt, Wait: d, Err: wait.last})
		}))
	if err == nil {
		return a, nil
	}
	return a, k.ended(ctx, wait.last, err)
}

// tell reports a wait to whoever shows it.
func (k *caller) tell(r Retry) {
	if k.c.onRetry == nil {
		return
	}
	r.Profile, r.Host, r.Of = k.p.ID, r.Err.Host, int(k.c.limits.tries)-1
	k.c.onRetry(r)
}

// ended makes an *Error of what backoff gives up with: the last failure, unless the
// user ended the wait after it.
func (k *caller) ended(ctx context.Context, last *Error, err error) error {
	var e *Error
	if errors.As(err, &e) {
		return e
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return &Error{Check: last.Check, Step: last.Step, Reason: ReasonCanceled, Host: last.Host, Via: last.Via, Err: context.Canceled}
	}
	return last
}

// waits is the pause before each further try: what the server asked for, else 1, 2,
// 4 s with jitter. It stops where the pause would not end in time.
type waits struct {
	doubling *backoff.ExponentialBackOff
	limits   limits
	deadline time.Time
	last     *Error
}

// Reset implements backoff.BackOff.
func (w *waits) Reset() { w.doubling.Reset() }

// NextBackOff implements backoff.BackOff.
func (w *waits) NextBackOff() time.Duration {
	d := w.doubling.NextBackOff()
	if ra := w.last.RetryAfter; ra > w.limits.patience {
		return backoff.Stop // it said when; not before
	} else if ra > 0 {
		d = ra
	}
	if !w.deadline.IsZero() && time.Until(w.deadline) <= d {
		return backoff.Stop
	}
	return d
}

// try sends a request once, following redirects where no secret can go astray.
func (k *caller) try(ctx context.Context, r request) (answer, *Error) {
	ctx, cancel := context.WithTimeout(ctx, k.c.limits.try)
	defer cancel()
	for hop := 0; ; hop++ {
		a, err := k.roundTrip(ctx, r)
		if err != nil {
			return a, err
		}
		if a.status/100 == 2 || r.store.answers(a) {
			return a, nil
		}
		if a.status/100 != 3 || a.header.Get("Location") == "" {
			return a, k.refusal(r, a)
		}
		next, err := k.redirect(r, a, hop)
		if err != nil {
			return a, err
		}
		r.url = next
	}
}

// redirect gives the address to go on with: only for a GET, only over https, only on
// the host (and port) that was asked, since the headers may hold a secret.
func (k *caller) redirect(r request, a answer, hop int) (string, *Error) {
	fail := func(reason Reason, to string) (string, *Error) {
		return "", k.about(r, a, &Error{Check: r.check, Reason: reason, Status: a.status, Message: k.clean(to)})
	}
	from, err := url.Parse(r.url)
	if err != nil {
		return fail(ReasonRedirect, "")
	}
	to, err := from.Parse(a.header.Get("Location"))
	if err != nil {
		return fail(ReasonRedirect, "")
	}
	origin := to.Scheme + "://" + to.Host
	switch {
	case r.store.leads(from, to, a.status, hop):
		return to.String(), nil
	case to.Scheme != "https":
		return fail(ReasonRedirectHTTP, origin)
	case !strings.EqualFold(hostPort(to), hostPort(from)):
		return fail(ReasonRedirectHost, origin)
	case r.method != http.MethodGet || hop >= maxHops:
		return fail(ReasonRedirect, to.Path)
	}
	return to.String(), nil
}

// about fills in whom an error is about.
func (k *caller) about(r request, a answer, e *Error) *Error {
	e.Step, e.Host = r.step, a.host
	if a.via != "" {
		e.Via = a.via
	}
	return e
}

// roundTrip sends a request once over the profile's way and reads the answer within
// the limits.
func (k *caller) roundTrip(ctx context.Context, r request) (answer, *Error) {
	a := answer{sent: k.c.wall()}
	target, err := url.Parse(r.url)
	if err != nil || target.Scheme != "https" && (r.store == nil || !mayBePlain(target)) || target.Host == "" || target.User != nil {
		return a, k.about(r, a, &Error{Check: CheckAddress, Reason: ReasonAddress, Err: errors.New("not an https address")})
	}
	a.host = display(target)
	if err := k.allowed(); err != nil {
		return a, k.about(r, a, err)
	}
	ctx, progress := withProgress(ctx)
	rt, err := k.route(ctx, target)
	if err != nil {
		return a, k.about(r, a, noRoute(err))
	}
	a.via = rt.via()
	k.hideProxy(rt)
	w, err := k.way(rt, hostPort(target))
	if err != nil {
		return a, k.about(r, a, untrusted(err))
	}
	req, err := k.httpRequest(ctx, r)
	if err != nil {
		return a, k.about(r, a, &Error{Check: CheckAddress, Reason: ReasonAddress, Err: errors.New("not a valid request")})
	}
	got, err := k.exchangeOver(ctx, w, req)
	if err != nil {
		return a, k.about(r, a, k.broken(ctx, r, progress.stage(), err))
	}
	a.status, a.header, a.received, a.body = got.status, got.header, got.received, got.body
	if got.cut != nil {
		return a, k.about(r, a, k.brokenBody(ctx, r, a.status, got.cut))
	}
	return a, nil
}

// reply is an answer as the transport gave it.
type reply struct {
	status   int
	header   http.Header
	received time.Time
	body     []byte
	cut      error // why the body could not be read to its end
}

// exchangeOver sends a request over a way and reads the answer. A transport that does not
// come back with the context's end is left behind, and nobody gets that way any more.
func (k *caller) exchangeOver(ctx context.Context, w *way, req *http.Request) (reply, error) {
	got, err := within(ctx, k.c.leftAt(w.host), func() (reply, error) {
		resp, err := w.RoundTrip(req)
		if err != nil {
			return reply{}, err
		}
		defer func() { _ = resp.Body.Close() }()
		got := reply{status: resp.StatusCode, header: resp.Header, received: k.c.wall()}
		got.body, got.cut = readLimited(resp.Body, k.c.limits.body)
		if got.cut == nil {
			got.cut = ctx.Err() // a server that sees us leave may end its answer as if it were whole
		}
		return got, nil
	}, nil)
	if _, gone := errors.AsType[*leftError](err); gone {
		k.c.forget(w)
	}
	return got, err
}

func (k *caller) httpRequest(ctx context.Context, r request) (*http.Request, error) {
	var body io.Reader
	if r.body != "" {
		body = strings.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.method, r.url, body)
	if err != nil {
		return nil, err
	}
	if r.header != nil {
		req.Header = r.header.Clone()
	}
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", k.c.agent)
	return req, nil
}

// errTooBig is an answer over the limit.
var errTooBig = errors.New("the answer is too big")

// readLimited reads a body of at most limit bytes, counted after decompression.
func readLimited(r io.Reader, limit int64) ([]byte, error) {
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err == nil && int64(len(b)) > limit {
		return nil, errTooBig
	}
	return b, err
}

// retryAfter reads a Retry-After header: seconds or a date by the server's clock.
func retryAfter(h http.Header, now time.Time) time.Duration {
	text := strings.TrimSpace(h.Get("Retry-After"))
	if text == "" {
		return 0
	}
	if s, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(max(0, min(s, 86400))) * time.Second
	}
	at, err := http.ParseTime(text)
	if err != nil {
		return 0
	}
	if date, err := http.ParseTime(h.Get("Date")); err == nil {
		now = date
	}
	return max(0, min(at.Sub(now), 24*time.Hour))
}
