package sim

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/rsa"
	"encoding/base64"
	"encoding/json"
	"errors"
	"math/big"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

var (
	errTokenInvalid = errors.New("token is not one of ours")
	errTokenExpired = errors.New("token is expired")
)

// signer makes and checks tokens. One RSA key serves all entries; the key id
// in the signed header says for which entry a token was made, so that none is
// taken elsewhere.
type signer struct {
	key  *rsa.PrivateKey
	seal cipher.AEAD // for the opaque tokens
	now  func() time.Time
}

func newSigner(now func() time.Time) (*signer, error) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return nil, err
	}
	var k [32]byte
	_, _ = rand.Read(k[:])
	block, err := aes.NewCipher(k[:])
	if err != nil {
		return nil, err
	}
	seal, err := cipher.NewGCM(block)
	if err != nil {
		return nil, err
	}
	return &signer{key: key, seal: seal, now: now}, nil
}

// sign gives a JWT with these claims. typ is left out of the header when
// empty, as IBM Cloud IAM does.
func (s *signer) sign(kid, typ string, claims jwt.MapClaims) (string, error) {
	t := jwt.NewWithClaims(jwt.SigningMethodRS256, claims)
	t.Header = map[string]any{"alg": "RS256", "kid": kid}
	if typ != "" {
		t.Header["typ"] = typ
	}
	return t.SignedString(s.key)
}

// verify gives the claims of a token made for kid. The error is
// errTokenInvalid or errTokenExpired. Claims of a strange type do not count:
// some tokens are made strange on purpose, and the signature says that they
// are ours.
func (s *signer) verify(kid, raw string) (jwt.MapClaims, error) {
	claims := jwt.MapClaims{}
	p := jwt.NewParser(jwt.WithValidMethods([]string{"RS256"}), jwt.WithoutClaimsValidation(), jwt.WithJSONNumber())
	_, err := p.ParseWithClaims(raw, claims, func(t *jwt.Token) (any, error) {
		if t.Header["kid"] != kid {
			return nil, errTokenInvalid
		}
		return &s.key.PublicKey, nil
	})
	if err != nil {
		return nil, errTokenInvalid
	}
	if exp, ok := seconds(claims["exp"]); ok && float64(s.now().Unix()) >= exp {
		return nil, errTokenExpired
	}
	return claims, nil
}

// seconds reads a time of a claim; false when there is none or it is no number.
func seconds(v any) (float64, bool) {
	n, ok := v.(json.Number)
	if !ok {
		return 0, false
	}
	f, err := n.Float64()
	return f, err == nil
}

// jwks is the public key as a JSON Web Key Set (RFC 7517).
func (s *signer) jwks(kid string) object {
	b64 := base64.RawURLEncoding
	return object{{"keys", []object{{
		{"kty", "RSA"},
		{"n", b64.EncodeToString(s.key.N.Bytes())},
		{"e", b64.EncodeToString(big.NewInt(int64(s.key.E)).Bytes())},
		{"alg", "RS256"},
		{"use", "sig"},
		{"kid", kid},
	}}}}
}

// opaque is what a token carries that only its maker can read: refresh tokens
// and the identity service's access tokens. Nothing has to be remembered.
type opaque struct {
	Use    string `json:"use"`    // what it is good for
	Who    string `json:"who"`    // the API key or user it was made for
	Client string `json:"client"` // the OAuth client that may use it
	Exp    int64  `json:"exp"`    // Unix seconds
	Fault  string `json:"fault,omitempty"`
}

func (s *signer) hide(o opaque) string {
	plain, err := json.Marshal(o)
	if err != nil {
		return "" // cannot happen: strings and a number
	}
	nonce := make([]byte, s.seal.NonceSize())
	_, _ = rand.Read(nonce)
	return base64.RawURLEncoding.EncodeToString(s.seal.Seal(nonce, nonce, plain, nil))
}

// open reads an opaque token made for use. The error is errTokenInvalid or
// errTokenExpired.
func (s *signer) open(use, raw string) (opaque, error) {
	b, err := base64.RawURLEncoding.DecodeString(raw)
	if err != nil || len(b) < s.seal.NonceSize() {
		return opaque{}, errTokenInvalid
	}
	n := s.seal.NonceSize()
	plain, err := s.seal.Open(nil, b[:n], b[n:], nil)
	if err != nil {
		return opaque{}, errTokenInvalid
	}
	var o opaque
	if json.Unmarshal(plain, &o) != nil || o.Use != use {
		return opaque{}, errTokenInvalid
	}
	if s.now().Unix() >= o.Exp {
		return opaque{}, errTokenExpired
	}
	return o, nil
}
