package tokenserver

import (
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"time"

	"lanyard/internal/wallet"
)

// grantAPIKey is the only grant of IBM Cloud's sign-in that is served.
const grantAPIKey = "urn:ibm:params:oauth:grant-type:apikey"

// unknownLife is what is said of a token whose lifetime nobody told: it is asked for again
// soon.
const unknownLife = time.Minute

// form is one way to ask for a token: where the key stands in what is asked, and what the
// answer looks like.
type form struct {
	path   *regexp.Regexp
	key    func(body []byte) string
	answer func(t wallet.Token, now time.Time) any
}

// forms are the token calls that IBM's libraries make by themselves: IBM Cloud's, a Cloud
// Pak for Data cluster's with or without the part that libraries add to its address, and
// both versions of MCSP's, the second with and without a scope.
func forms() []form {
	return []form{
		{regexp.MustCompile(`^/identity/token$`), formKey, iamAnswer},
		{regexp.MustCompile(`^(/icp4d-api)?/v1/authorize$`), jsonKey, clusterAnswer},
		{regexp.MustCompile(`^/siusermgr/api/1\.0/apikeys/token$`), jsonKey, mcspAnswer},
		{regexp.MustCompile(`^/api/2\.0/((accounts|subscriptions|services)/[^/]+/)?apikeys/token$`), jsonKey, mcspAnswer},
	}
}

// sign answers a token call.
func (s *Server) sign(w http.ResponseWriter, r *http.Request, path string) {
	for _, f := range forms() {
		if !f.path.MatchString(path) {
			continue
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		switch {
		case err != nil:
			s.turn(w, "its body could not be read, or was too long")
		case !same(f.key(body), s.standIn.Reveal()):
			s.turn(w, "wrong stand-in for the key")
		default:
			s.give(w, r, f)
		}
		return
	}
	s.turn(w, "wrong path")
}

func (s *Server) give(w http.ResponseWriter, r *http.Request, f form) {
	_ = http.NewResponseController(w).SetReadDeadline(time.Time{}) // a sign-in takes its time
	t, err := s.token(r.Context())
	if err != nil {
		s.fail(w, err)
		return
	}
	if s.cfg.Given != nil {
		s.cfg.Given(t.Access)
	}
	reply(w, http.StatusOK, f.answer(t, s.cfg.now()))
}

// token gives a token with a good part of its life before it: libraries renew at four
// fifths, and would ask again at once. Where the renewal fails, one that lives does.
func (s *Server) token(ctx context.Context) (wallet.Token, error) {
	t, err := s.cfg.Purse.Token(ctx, s.cfg.Profile)
	if err != nil || wallet.ZoneOf(t, s.cfg.now()) != wallet.RenewSoon {
		return t, err
	}
	if fresh, err := s.cfg.Purse.Fresh(ctx, s.cfg.Profile); err == nil {
		return fresh, nil
	}
	return t, nil
}

// fail tells why there is no token, in the shape of IBM Cloud's errors, which libraries
// show.
func (s *Server) fail(w http.ResponseWriter, err error) {
	words, refused := "the sign-in failed", false
	if s.cfg.Failed != nil {
		words, refused = s.cfg.Failed(err)
	}
	status := http.StatusServiceUnavailable
	if refused {
		status = http.StatusUnauthorized
	}
	reply(w, status, map[string]string{"errorCode": "LANYARD", "errorMessage": words, "message": words})
}

func reply(w http.ResponseWriter, status int, body any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(body) // the other end may be gone
}

// formKey is the key of IBM Cloud's form.
func formKey(body []byte) string {
	q, err := url.ParseQuery(string(body))
	if err != nil || q.Get("grant_type") != grantAPIKey {
		return ""
	}
	return q.Get("apikey")
}

// jsonKey is the key of a JSON body, whatever a kind and a secret call it.
func jsonKey(body []byte) string {
	var b struct {
		APIKey   string `json:"apikey"`  // MCSP
		Key      string `json:"api_key"` // a cluster
		Password string `json:"password"`
	}
	if json.Unmarshal(body, &b) != nil {
		return ""
	}
	for _, key := range []string{b.APIKey, b.Key, b.Password} {
		if key != "" {
			return key
		}
	}
	return ""
}

// iamAnswer has the rest of the token's life and its end by this computer's clock. There
// is no refresh token in it.
func iamAnswer(t wallet.Token, now time.Time) any {
	left, end := times(t, now)
	return struct {
		Token      string `json:"access_token"`
		Type       string `json:"token_type"`
		ExpiresIn  int64  `json:"expires_in"`
		Expiration int64  `json:"expiration"`
		Scope      string `json:"scope"`
	}{t.Access.Reveal(), "Bearer", left, end, "ibm openid"}
}

func clusterAnswer(t wallet.Token, _ time.Time) any {
	return struct {
		Code    string `json:"_messageCode_"`
		Message string `json:"message"`
		Token   string `json:"token"`
	}{"200", "Success", t.Access.Reveal()}
}

func mcspAnswer(t wallet.Token, now time.Time) any {
	left, end := times(t, now)
	return struct {
		Token      string `json:"token"`
		Type       string `json:"token_type"`
		ExpiresIn  int64  `json:"expires_in"`
		Expiration int64  `json:"expiration"`
	}{t.Access.Reveal(), "Bearer", left, end}
}

// times are the rest of a token's life in whole seconds, and its end in Unix seconds.
func times(t wallet.Token, now time.Time) (left, end int64) {
	if t.ExpiresAt.IsZero() {
		return int64(unknownLife / time.Second), now.Add(unknownLife).Unix()
	}
	return int64(wallet.Remaining(t, now) / time.Second), t.ExpiresAt.Unix()
}
