package canary

import (
	"bytes"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"regexp"
	"sync"
)

// Fronts are servers on this computer that stand before others and write down what they
// get, without the one field of a request that a secret belongs into.
type Fronts struct {
	roots *x509.CertPool // of the servers behind

	mu      sync.Mutex
	got     []string
	servers []*httptest.Server
}

// NewFronts makes fronts for servers that an authority vouches for.
func NewFronts(caPEM []byte) *Fronts {
	f := &Fronts{roots: x509.NewCertPool()}
	f.roots.AppendCertsFromPEM(caPEM)
	return f
}

// Before puts a front before a server and gives its address.
func (f *Fronts) Before(target string) (string, error) {
	to, err := url.Parse(target)
	if err != nil {
		return "", err
	}
	return f.Serve(&httputil.ReverseProxy{
		Rewrite:   func(r *httputil.ProxyRequest) { r.SetURL(to) },
		Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: f.roots}},
		ErrorLog:  log.New(io.Discard, "", 0), // clients that give up are part of the tests
	}), nil
}

// Serve starts a server whose requests are written down, and gives its address.
func (f *Fronts) Serve(h http.Handler) string { return f.add(httptest.NewTLSServer(f.noting(h))) }

// ServePlain is Serve without TLS, for a proxy.
func (f *Fronts) ServePlain(h http.Handler) string { return f.add(httptest.NewServer(f.noting(h))) }

func (f *Fronts) add(s *httptest.Server) string {
	s.Config.ErrorLog = log.New(io.Discard, "", 0)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.servers = append(f.servers, s)
	return s.URL
}

func (f *Fronts) noting(h http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		f.note(r)
		h.ServeHTTP(w, r)
	})
}

// fields is where secrets belong in a request.
var fields = regexp.MustCompile(`(apikey=|Iam-Apikey: |refresh_token=|passcode=|"apikey":"|"api_key":"|"password":"|Authorization: Basic |Proxy-Authorization: Basic |Authorization: Bearer )[^&"\r\n]*`)

// sessionPath is where the id of a session belongs.
var sessionPath = regexp.MustCompile(`(PATCH /v1/sessions/)[^/ ]*`)

func (f *Fronts) note(r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	r.Body = io.NopCloser(bytes.NewReader(body))
	head, _ := httputil.DumpRequest(r, false)
	f.mu.Lock()
	defer f.mu.Unlock()
	f.got = append(f.got, fields.ReplaceAllString(sessionPath.ReplaceAllString(string(head)+string(body), "$1"), "$1"))
}

// Requests are those written down so far.
func (f *Fronts) Requests() []string {
	f.mu.Lock()
	defer f.mu.Unlock()
	return append([]string(nil), f.got...)
}

// CAPEM is the certificate of the fronts; all have the same. There must be one by now.
func (f *Fronts) CAPEM() []byte {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.servers {
		if c := s.Certificate(); c != nil {
			return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
		}
	}
	return nil
}

// Close ends the servers.
func (f *Fronts) Close() {
	f.mu.Lock()
	servers := f.servers
	f.servers = nil
	f.mu.Unlock()
	for _, s := range servers {
		s.CloseClientConnections()
		s.Close()
	}
}
