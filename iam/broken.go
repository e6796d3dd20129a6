package iam

import (
	"compress/flate"
	"compress/gzip"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"slices"
	"strings"
	"syscall"
	"time"
)

// tidied is an error whose text has been cleaned; errors.Is and As still see the
// cause, whose own text must not be shown.
type tidied struct {
	text string
	err  error
}

func (t *tidied) Error() string { return t.text }
func (t *tidied) Unwrap() error { return t.err }

// tidy makes a transport's error printable: parts of an answer may be in its text.
func (k *caller) tidy(err error) error {
	if err == nil {
		return nil
	}
	return &tidied{text: k.clean(err.Error()), err: err}
}

// broken makes an *Error of a request that got no answer.
func (k *caller) broken(ctx context.Context, r request, at stage, err error) *Error {
	check := r.check
	switch at {
	case stageNetwork, stageProxy:
		check = CheckNetwork
	case stageTLS:
		check = CheckTLS
	}
	if errors.Is(ctx.Err(), context.Canceled) {
		return &Error{Check: check, Reason: ReasonCanceled, Err: context.Canceled}
	}
	var e *Error
	if errors.As(err, &e) { // from our dialer
		out := *e
		out.Message, out.Err = k.clean(e.Message), k.tidy(e.Err)
		return &out
	}
	return &Error{Check: check, Reason: talkReason(ctx, err), Err: k.tidy(err)}
}

// brokenBody makes an *Error of an answer whose body cannot be read to its end.
func (k *caller) brokenBody(ctx context.Context, r request, status int, err error) *Error {
	e := &Error{Check: r.check, Status: status, Err: k.tidy(err)}
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		e.Reason, e.Err = ReasonCanceled, context.Canceled
	case errors.Is(err, errTooBig):
		e.Reason = ReasonTooBig
	case isTimeout(ctx, err):
		e.Reason = ReasonTimeout
	case isCorrupt(err):
		e.Reason = ReasonNotJSON
	case isReset(err):
		e.Reason = ReasonReset
	default:
		e.Reason = ReasonCut
	}
	if e.Reason == ReasonTimeout || e.Reason == ReasonCut {
		e.Status = 0 // not an answer: its status says nothing, least of all "try again"
	}
	return e
}

func isTimeout(ctx context.Context, err error) bool {
	var t interface{ Timeout() bool }
	return errors.Is(ctx.Err(), context.DeadlineExceeded) ||
		errors.Is(err, context.DeadlineExceeded) || errors.As(err, &t) && t.Timeout()
}

func isCorrupt(err error) bool {
	var f flate.CorruptInputError
	return errors.Is(err, gzip.ErrHeader) || errors.Is(err, gzip.ErrChecksum) || errors.As(err, &f)
}

func isReset(err error) bool {
	return errors.Is(err, syscall.ECONNRESET) || errors.Is(err, syscall.EPIPE) || isErrno(err, resets)
}

// isErrno reports whether a system call failed with one of these numbers.
func isErrno(err error, in []syscall.Errno) bool {
	var n syscall.Errno
	return errors.As(err, &n) && slices.Contains(in, n)
}

// talkReason classifies a failure on a standing connection. Some of net/http's errors
// have no type, so their fixed texts decide.
func talkReason(ctx context.Context, err error) Reason {
	text := err.Error()
	switch {
	case isTimeout(ctx, err), errors.Is(err, errLeft):
		return ReasonTimeout
	case isReset(err), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, net.ErrClosed):
		return ReasonReset
	case strings.Contains(text, "response headers exceeded"):
		return ReasonTooBig
	case strings.Contains(text, "malformed"), strings.Contains(text, "invalid"), strings.Contains(text, "unsupported"):
		return ReasonNotHTTP
	case strings.Contains(text, "server closed"):
		return ReasonReset
	}
	return ReasonNotHTTP
}

// dialReason classifies a failed TCP connection.
func dialReason(err error) Reason {
	var dns *net.DNSError
	switch {
	case errors.As(err, &dns):
		return ReasonDNS
	case errors.Is(err, syscall.ECONNREFUSED), isErrno(err, refusals):
		return ReasonRefused
	case isTimeout(context.Background(), err):
		return ReasonTimeout
	case isReset(err):
		return ReasonReset
	}
	return ReasonUnreachable
}

// tlsError classifies a failed handshake. Its message is what the certificate says:
// who issued it, for which names, until when.
func tlsError(err error) *Error {
	if e, ok := errors.AsType[*Error](err); ok { // of who was to check it
		return &Error{Check: e.Check, Reason: e.Reason, Err: e.Err}
	}
	e := &Error{Check: CheckTLS, Reason: ReasonTLS, Err: err}
	var (
		unknown x509.UnknownAuthorityError
		name    x509.HostnameError
		invalid x509.CertificateInvalidError
		record  tls.RecordHeaderError
	)
	switch {
	case errors.Is(err, errPin):
		e.Reason = ReasonPinMismatch
	case errors.As(err, &name):
		e.Reason, e.Message = ReasonWrongName, certNames(name.Certificate)
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		e.Reason, e.Message = ReasonExpiredCert, certDates(invalid.Cert)
	case errors.As(err, &unknown):
		e.Reason, e.Message = ReasonUnknownCA, certIssuer(err, unknown.Cert)
	case errors.As(err, &record):
		e.Reason = ReasonNotTLS
	case isTimeout(context.Background(), err):
		e.Reason = ReasonTimeout
	case oldTLS(err.Error()):
		e.Reason = ReasonOldTLS
	case isReset(err), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		e.Reason = ReasonReset
	}
	return e
}

// oldTLS knows crypto/tls's texts for a server that ends below TLS 1.2: its alert,
// and its choice of a version that we did not offer. The alert's type is not exported.
func oldTLS(text string) bool {
	return strings.Contains(text, "protocol version not supported") ||
		strings.Contains(text, "unsupported protocol version") ||
		strings.Contains(text, "unsupported versions")
}

func certNames(c *x509.Certificate) string {
	if c == nil {
		return ""
	}
	names := slices.Clone(c.DNSNames)
	for _, ip := range c.IPAddresses {
		names = append(names, ip.String())
	}
	if len(names) == 0 {
		return "it names no host"
	}
	return "it is for " + strings.Join(names[:min(len(names), 10)], ", ")
}

func certDates(c *x509.Certificate) string {
	if c == nil {
		return ""
	}
	const day = "2006-01-02 15:04"
	if time.Now().Before(c.NotBefore) {
		return "it is valid only from " + c.NotBefore.UTC().Format(day) + " UTC"
	}
	return "it was valid until " + c.NotAfter.UTC().Format(day) + " UTC"
}

// certIssuer names the issuer of the certificate that ends the chain: that one is
// missing among the roots.
func certIssuer(err error, leaf *x509.Certificate) string {
	var failed *tls.CertificateVerificationError
	if errors.As(err, &failed) && len(failed.UnverifiedCertificates) > 0 {
		leaf = failed.UnverifiedCertificates[len(failed.UnverifiedCertificates)-1]
	}
	if leaf == nil {
		return ""
	}
	name := leaf.Issuer.CommonName
	if name == "" {
		name = strings.Join(leaf.Issuer.Organization, " ")
	}
	if leaf.Issuer.String() == leaf.Subject.String() {
		return "it is self-signed by " + name
	}
	return "it was issued by " + name
}
