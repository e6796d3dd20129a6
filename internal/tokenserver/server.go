// Package tokenserver signs in for one program in IBM's place: on loopback, for the life
// of the program, it answers the token calls that IBM's libraries make by themselves. The
// program gets an address with a random path and a stand-in for the key, and never the
// key.
//
// Every user of the computer, and every page in a browser, can send to a port on
// loopback. So a request counts only when it comes from a program of this user, is
// addressed to 127.0.0.1 by number, was not sent by a page, and has both the path and the
// stand-in; all others learn nothing.
package tokenserver

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"log"
	"net"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/tcppeer"
	"lanyard/internal/wallet"
)

// The limits of a request. A program that asks for a token needs a moment for it; what
// takes longer only holds the port.
const (
	headerTime = 5 * time.Second
	bodyTime   = 10 * time.Second
	idleTime   = 90 * time.Second
	maxHeader  = 16 << 10
	maxBody    = 8 << 10 // the longest key is 2,500 bytes
	endTime    = 2 * time.Second
)

// Purse gives tokens. A [wallet.Wallet] is one.
type Purse interface {
	Token(ctx context.Context, id string) (wallet.Token, error)
	Fresh(ctx context.Context, id string) (wallet.Token, error)
}

// Config is what a server serves.
type Config struct {
	Purse   Purse
	Profile string // its id

	// Failed gives a sign-in that failed as a person may read it, without secrets, and
	// whether it was refused rather than impossible just now.
	Failed func(err error) (words string, refused bool)

	// Given is called with each token that was handed out; Turned with the reason why
	// somebody got nothing, a few words of ours. Both may be called by several goroutines
	// at once. Either may be nil.
	Given  func(token secret.Text)
	Turned func(why string)

	now  func() time.Time
	peer func(net.Conn) error // in place of tcppeer.Check
}

// Server answers token calls until it is closed.
type Server struct {
	cfg      Config
	listener net.Listener
	http     *http.Server
	host     string // the only one that requests may name
	path     string // the first part of every path
	control  string // the first part of the paths of [Running]
	standIn  secret.Text
	card     atomic.Pointer[string] // the file that says that it runs; nil: none
	ended    chan struct{}
	end      sync.Once
	turned   quiet
}

// Start listens on a port of 127.0.0.1 that the system chooses. The server ends with ctx or
// with [Server.Close].
func Start(ctx context.Context, cfg Config) (*Server, error) {
	if cfg.now == nil {
		cfg.now = time.Now
	}
	if cfg.peer == nil {
		cfg.peer = tcppeer.Check
	}
	listener, err := new(net.ListenConfig).Listen(ctx, "tcp4", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("listen for token calls: %w", err)
	}
	s := &Server{
		cfg: cfg, listener: listener, host: listener.Addr().String(), path: random(24), control: random(24), standIn: secret.New(random(33)),
		ended: make(chan struct{}),
	}
	s.http = &http.Server{
		Handler:           http.HandlerFunc(s.answer),
		ReadHeaderTimeout: headerTime, ReadTimeout: bodyTime, IdleTimeout: idleTime, MaxHeaderBytes: maxHeader,
		BaseContext: func(net.Listener) context.Context { return ctx },
		ConnContext: func(ctx context.Context, c net.Conn) context.Context {
			return context.WithValue(ctx, peerKey{}, sync.OnceValue(func() error { return s.cfg.peer(c) }))
		},
		ErrorLog: log.New(io.Discard, "", 0), // it quotes what strangers send
	}
	go func() { _ = s.http.Serve(listener) }()
	context.AfterFunc(ctx, s.Close)
	return s, nil
}

// random gives n random bytes in the letters of an API key of IBM Cloud: 33 bytes are 44
// letters, as such a key has.
func random(n int) string {
	b := make([]byte, n)
	_, _ = rand.Read(b) // it never fails
	return base64.RawURLEncoding.EncodeToString(b)
}

// Address is the base of all token calls: http, 127.0.0.1, the port and the random path,
// with no slash at its end.
func (s *Server) Address() string { return "http://" + s.host + "/" + s.path }

// StandIn is what the program has for a key: 44 of A to Z, a to z, 0 to 9, _ and -. It is
// good at this address alone.
func (s *Server) StandIn() secret.Text { return s.standIn }

// Ended is closed when the server answers no more.
func (s *Server) Ended() <-chan struct{} { return s.ended }

// Close ends the server, and what is under way.
func (s *Server) Close() { s.close(func() { _ = s.http.Close() }) }

// closeGently ends the server after the answers that are under way.
func (s *Server) closeGently() {
	s.close(func() {
		ctx, cancel := context.WithTimeout(context.Background(), endTime)
		defer cancel()
		if s.http.Shutdown(ctx) != nil {
			_ = s.http.Close()
		}
	})
}

func (s *Server) close(listener func()) {
	s.end.Do(func() {
		close(s.ended)
		if card := s.card.Load(); card != nil {
			_ = os.Remove(*card)
		}
		listener()
	})
}

type peerKey struct{}

// answer is called for each request. What is wrong with it is told to the user, by the
// activity, and not to who sent it.
func (s *Server) answer(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Cache-Control", "no-store")
	first, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	switch why := s.wrong(r, first); {
	case why != "":
		s.turn(w, why)
	case same(first, s.control):
		s.obey(w, rest)
	default:
		s.sign(w, r, "/"+rest)
	}
}

// wrong says what is wrong with a request before anything of it is read, or "".
func (s *Server) wrong(r *http.Request, first string) string {
	peer, _ := r.Context().Value(peerKey{}).(func() error)
	if peer == nil {
		return "nobody knows whose program it was"
	}
	switch err := peer(); {
	case errors.Is(err, tcppeer.ErrStranger):
		return "another user's program"
	case err != nil:
		return "nobody knows whose program it was"
	case r.Host != s.host:
		return "it was sent to another host's name"
	case r.Header.Get("Origin") != "" || r.Header.Get("Sec-Fetch-Site") != "":
		return "it came from a page in a browser"
	case !same(first, s.path) && !same(first, s.control):
		return "wrong path"
	case r.Method != http.MethodPost:
		return "it was no POST"
	}
	return ""
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }

// turn sends somebody away.
func (s *Server) turn(w http.ResponseWriter, why string) {
	if s.cfg.Turned != nil && s.turned.may(why, s.cfg.now()) {
		s.cfg.Turned(why)
	}
	w.Header().Set("Connection", "close")
	http.Error(w, "forbidden", http.StatusForbidden)
}

// turnedEvery is how often the same reason is told: who knocks without an end must not
// fill the activity.
const turnedEvery = 10 * time.Second

// quiet remembers when each reason was told last.
type quiet struct {
	mu   sync.Mutex
	told map[string]time.Time
}

func (q *quiet) may(why string, now time.Time) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.told == nil {
		q.told = map[string]time.Time{}
	}
	if last, ok := q.told[why]; ok && now.Sub(last) < turnedEvery {
		return false
	}
	q.told[why] = now
	return true
}
