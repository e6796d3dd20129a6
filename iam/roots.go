package iam

import (
	"context"
	"crypto/x509"
	"errors"
	"fmt"
	"sync"
	"time"

	"lanyard/internal/userfile"
)

const (
	rootsTime = 4 * time.Second // how long reading the system's authorities may take
	maxRoots  = 16 << 20        // bytes in one file of them; a usual one has 0.2 MB
)

// errSlowRoots is a drive that does not give the system's authorities.
var errSlowRoots = fmt.Errorf("the drive did not give them within %v", rootsTime)

// rootsOnce reads the system's roots at their first use; reading them takes some ms. The
// library reads whatever SSL_CERT_FILE and SSL_CERT_DIR name to its end, so those are
// looked at first, and nobody waits for it for ever.
type rootsOnce struct {
	load  func() (*x509.CertPool, error) // nil: systemRoots
	once  sync.Once
	limit context.Context // ends with the reading, or when that has taken too long
	done  chan struct{}   // closed after pool and err are set
	pool  *x509.CertPool
	err   error
}

// get gives the pool that all share: whoever adds to it clones it first. Its error is an
// *Error.
func (r *rootsOnce) get() (*x509.CertPool, error) {
	r.once.Do(func() {
		limit, stop := context.WithTimeout(context.Background(), rootsTime)
		r.limit, r.done = limit, make(chan struct{})
		go func() {
			defer stop()
			defer close(r.done)
			load := systemRoots
			if r.load != nil {
				load = r.load
			}
			r.pool, r.err = load()
		}()
	})
	<-r.limit.Done()
	select {
	case <-r.done:
		return r.pool, r.err
	default:
		return nil, &Error{Check: CheckTLS, Reason: ReasonSystemCA, Err: errSlowRoots}
	}
}

func systemRoots() (*x509.CertPool, error) {
	for _, f := range namedRoots() {
		err := userfile.Look(context.Background(), f.path, maxRoots)
		if userfile.NoFile(err) || errors.Is(err, userfile.ErrSlow) {
			return nil, &Error{Check: CheckTLS, Reason: ReasonSystemCA, Err: fmt.Errorf("%s: %w", f.variable, err)}
		}
	}
	pool, err := x509.SystemCertPool()
	if err != nil { // there are none: each certificate is of an unknown authority then
		return x509.NewCertPool(), nil //nolint:nilerr // see there
	}
	return pool, nil
}

// rootsFile is a file that a variable of the environment names, or that lies in a folder
// that one names.
type rootsFile struct{ variable, path string }
