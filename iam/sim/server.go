package sim

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"sync"
	"sync/atomic"
	"time"
)

// Options say how a simulator runs. The zero value is fine.
type Options struct {
	// Listen is "HOST:PORT" for the cloud entry's url; the other origins take
	// free ports of the same host. The host is localhost, 127.0.0.1 or ::1, for
	// which the certificates are; anything else is refused. "" means
	// 127.0.0.1, port 0 a free port.
	Listen string
	// CAOut is the file that gets the CA certificate (PEM). It is overwritten
	// and stays after Close. "" means a file in a new directory (0700), which
	// goes at Close.
	CAOut string
	// TokenLife is how long tokens of all kinds live; 0 means as long as the
	// real ones: cloud 1 h, aws 2 h, cp4d 12 h, studio 13 h.
	TokenLife time.Duration
	// SessionIdle is after how long without a renewal the session that a one-time
	// code has opened ends, and SessionLife its age at which it ends in any case;
	// 0 means 2 and 24 lives of a token.
	SessionIdle, SessionLife time.Duration
	// KeyDelay is how long a new API key of IBM Cloud is unknown to the sign-in, and to who
	// asks about it by its value.
	KeyDelay time.Duration
	// Password is the password of every user on premises, for clients that have to
	// carry a certain one; "" makes a new one for each.
	Password string
	// Now is the simulated services' clock: the Date header, and iat and exp
	// of tokens. nil means time.Now. It must be safe for concurrent use.
	Now func() time.Time
}

// Simulator is a running simulator. Its methods are safe for concurrent use.
type Simulator struct {
	now       func() time.Time
	life      time.Duration
	keyDelay  time.Duration
	password  string // of the users on premises; "" is one of its own for each
	sign      *signer
	ca        *authority
	journal   *journal
	faults    faultBook
	exchanges atomic.Int64

	cloud    *cloud
	aws      *aws
	cp4d     *cluster
	identity *cluster
	icp      *studio
	shift    *studio
	wxo      *console     // watsonx Orchestrate on AWS
	wxoCloud *orchestrate // on IBM Cloud
	wxoCPD   *orchestrate // on the cluster cp4d

	ctx     context.Context // ends at Close; all requests hang below it
	cancel  context.CancelFunc
	info    Info
	sites   []*site
	dead    *deadPort
	tempDir string
	serving sync.WaitGroup
	closing sync.Once
	closed  error
}

// Start starts a simulator; it is listening when Start returns. It stops when
// ctx ends or at Close, whichever comes first.
func Start(ctx context.Context, o Options) (*Simulator, error) {
	host, port, err := loopback(o.Listen)
	if err != nil {
		return nil, fmt.Errorf("start simulator: %w", err)
	}
	if o.TokenLife < 0 {
		return nil, fmt.Errorf("start simulator: token life %v is negative", o.TokenLife)
	}
	if o.SessionIdle < 0 || o.SessionLife < 0 {
		return nil, errors.New("start simulator: a limit of sessions is negative")
	}
	if o.KeyDelay < 0 {
		return nil, fmt.Errorf("start simulator: key delay %v is negative", o.KeyDelay)
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	s := &Simulator{now: o.Now, life: o.TokenLife, keyDelay: o.KeyDelay, password: o.Password, journal: &journal{}}
	s.ctx, s.cancel = context.WithCancel(ctx)
	if err := s.open(host, port, o); err != nil {
		return nil, errors.Join(fmt.Errorf("start simulator: %w", err), s.Close())
	}
	for _, st := range s.sites {
		s.serving.Go(st.serve)
	}
	context.AfterFunc(s.ctx, func() { _ = s.Close() })
	return s, nil
}

// open makes everything up to, and without, serving.
func (s *Simulator) open(host string, port int, o Options) error {
	var err error
	if s.sign, err = newSigner(s.now); err != nil {
		return err
	}
	if s.ca, err = newAuthority("Simulator CA"); err != nil {
		return err
	}
	s.populate(o)
	if s.sites, err = s.plan(); err != nil {
		return err
	}
	s.sites[0].port = port
	for _, st := range s.sites {
		if err := st.listen(s.ctx, host); err != nil {
			return err
		}
	}
	ip := s.sites[0].ln.Addr().(*net.TCPAddr).IP
	if s.dead, err = newDeadPort(s.ctx, ip); err != nil {
		return err
	}
	s.describe(host)
	return s.writeCA(o.CAOut)
}

// loopback reads HOST:PORT and refuses what is not this computer.
func loopback(listen string) (host string, port int, err error) {
	if listen == "" {
		return "127.0.0.1", 0, nil
	}
	host, p, err := net.SplitHostPort(listen)
	if err != nil {
		return "", 0, err
	}
	switch host {
	case "localhost", "127.0.0.1", "::1":
	default:
		return "", 0, fmt.Errorf("listen on %q: only localhost, 127.0.0.1 and ::1 are served", host)
	}
	n, err := strconv.ParseUint(p, 10, 16)
	if err != nil {
		return "", 0, fmt.Errorf("listen on port %q: not a number from 0 to 65535", p)
	}
	return host, int(n), nil
}

// writeCA puts the CA certificate where clients find it.
func (s *Simulator) writeCA(out string) error {
	if out == "" {
		dir, err := os.MkdirTemp("", "lanyard-simulator-") // 0700
		if err != nil {
			return err
		}
		s.tempDir = dir
		out = filepath.Join(dir, "ca.pem")
	}
	out, err := filepath.Abs(out)
	if err != nil {
		return err
	}
	s.info.CAFile = out
	// Everybody may read it: it is a certificate, and its key is not there.
	return os.WriteFile(out, s.ca.pem(), 0o644)
}

// Info says how to reach the simulator and what works there.
func (s *Simulator) Info() Info { return s.info }

// CAPEM is the certificate that clients have to trust.
func (s *Simulator) CAPEM() []byte { return s.ca.pem() }

// Exchanges counts the token calls of all kinds that reached the simulator,
// whatever became of them. A sign-in in two steps counts twice.
func (s *Simulator) Exchanges() int64 { return s.exchanges.Load() }

// Requests gives what reached the simulator so far, oldest first: the last
// 5,000 requests at least.
func (s *Simulator) Requests() []Request { return s.journal.all() }

// Close ends the listeners, all connections and the calls that still hang, and
// removes the temporary directory. It may be called more than once.
func (s *Simulator) Close() error {
	s.closing.Do(func() {
		s.cancel()
		var errs []error
		for _, st := range s.sites {
			errs = append(errs, st.close())
		}
		s.serving.Wait()
		if s.dead != nil {
			errs = append(errs, s.dead.Close())
		}
		if s.tempDir != "" {
			errs = append(errs, os.RemoveAll(s.tempDir))
		}
		s.closed = errors.Join(errs...)
	})
	return s.closed
}

// site is one origin: a listener and what answers there.
type site struct {
	sim    *Simulator
	entry  string // as in Request
	origin string
	tls    *tls.Config // nil: plain HTTP
	port   int         // wanted; 0 for any
	url    string      // set by listen
	ln     net.Listener
	srv    *http.Server
	mux    *http.ServeMux
}

func (st *site) listen(ctx context.Context, host string) error {
	addr := net.JoinHostPort(host, strconv.Itoa(st.port))
	ln, err := new(net.ListenConfig).Listen(ctx, "tcp", addr)
	if err != nil {
		return err
	}
	at := ln.Addr().(*net.TCPAddr)
	if !at.IP.IsLoopback() { // a hosts file can say strange things of localhost
		return errors.Join(fmt.Errorf("listen on %s: %s is not this computer", host, at.IP), ln.Close())
	}
	st.ln = ln
	scheme := "https://"
	if st.tls == nil {
		scheme = "http://"
	}
	st.url = scheme + net.JoinHostPort(host, strconv.Itoa(at.Port))
	st.srv = &http.Server{
		Handler:           st,
		TLSConfig:         st.tls,
		ReadHeaderTimeout: 10 * time.Second,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
		BaseContext:       func(net.Listener) context.Context { return st.sim.ctx },
		ConnContext:       withLine,
		ErrorLog:          log.New(io.Discard, "", 0), // failed handshakes are what some origins are for
	}
	return nil
}

func (st *site) serve() {
	if st.tls == nil {
		_ = st.srv.Serve(st.ln)
		return
	}
	_ = st.srv.ServeTLS(st.ln, "", "")
}

// close may meet a site in any state that a failed start leaves behind.
func (st *site) close() error {
	if st.ln == nil {
		return nil
	}
	err := st.srv.Close()
	// A server that never got to serve does not know its listener.
	if e := st.ln.Close(); e != nil && !errors.Is(e, net.ErrClosed) {
		err = errors.Join(err, e)
	}
	return err
}
