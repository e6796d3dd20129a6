package sim

import (
	"bytes"
	_ "embed" // the bomb
	"io"
	"math"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// hostileFaults are servers that mean harm, or behave as if. They all end when
// the client leaves or the simulator closes.
func hostileFaults() []Fault {
	rows := []Fault{
		{Name: "hang", About: "never answers", serve: hang},
		{Name: "drip", About: "a byte a second, for ever", serve: drip},
		{Name: "endless", About: "10 GiB of blanks before the JSON", serve: endless},
		{Name: "gzip-bomb", About: "10 MiB that unpack to 10 GiB", serve: gzipBomb},
		{Name: "big-headers", About: "100 MB of headers", serve: bigHeaders},
		{Name: "informational", About: "endless 103 answers", serve: informational},
		{Name: "cut", About: "closes in the middle of the body", serve: cut},
		{Name: "reset", About: "closes without an answer", serve: func(*call, Fault) { panic(http.ErrAbortHandler) }},
	}
	for i := range rows {
		rows[i].On = OnWire
	}
	return rows
}

func hang(c *call, _ Fault) { c.wait(math.MaxInt64) }

func drip(c *call, _ Fault) {
	c.w.Header().Set("Content-Type", "application/json")
	flush := http.NewResponseController(c.w)
	for _, err := io.WriteString(c.w, "{"); err == nil; _, err = io.WriteString(c.w, " ") {
		if flush.Flush() != nil {
			return
		}
		c.wait(time.Second)
	}
}

// flood is how much the endless answers hold.
const flood = 10 << 30

func endless(c *call, _ Fault) {
	c.w.Header().Set("Content-Type", "application/json")
	pour(c, bytes.Repeat([]byte{' '}, block))
}

func gzipBomb(c *call, _ Fault) {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("Content-Encoding", "gzip")
	pour(c, spaces)
}

// spaces is a block of blanks as gzip has them. What follows one another in a gzip
// stream is unpacked as one.
//
//go:embed spaces.gz
var spaces []byte

// block is how much pour's blocks hold, unpacked.
const block = 1 << 20

// pour writes a block until the flood is full, as long as anybody takes it.
func pour(c *call, b []byte) {
	for range flood / block {
		if _, err := c.w.Write(b); err != nil || c.r.Context().Err() != nil {
			panic(http.ErrAbortHandler)
		}
	}
}

// bigHeaders streams them where the protocol allows; HTTP/2 sends as much as
// fits into one header block of reasonable cost.
func bigHeaders(c *call, _ Fault) {
	line := strings.Repeat("h", 1<<20)
	conn, buf, err := http.NewResponseController(c.w).Hijack()
	if err != nil {
		for i := range 4 {
			c.w.Header().Set("X-Big-"+strconv.Itoa(i), line)
		}
		c.json(http.StatusOK, object{})
		return
	}
	defer conn.Close()
	_, err = buf.WriteString("HTTP/1.1 200 OK\r\n")
	for i := 0; i < 100 && err == nil && c.r.Context().Err() == nil; i++ {
		_, err = buf.WriteString("X-Big-" + strconv.Itoa(i) + ": " + line + "\r\n")
	}
	if err == nil {
		_, _ = buf.WriteString("Content-Length: 2\r\n\r\n{}")
		_ = buf.Flush()
	}
}

func informational(c *call, _ Fault) {
	c.w.Header().Set("Link", "</never>; rel=preload")
	for c.r.Context().Err() == nil {
		c.w.WriteHeader(http.StatusEarlyHints)
	}
	panic(http.ErrAbortHandler)
}

func cut(c *call, _ Fault) {
	c.w.Header().Set("Content-Type", "application/json")
	c.w.Header().Set("Content-Length", "2000")
	_, _ = io.WriteString(c.w, `{"access_token":"eyJhbGciOiJSUzI1NiJ9.`)
	_ = http.NewResponseController(c.w).Flush()
	panic(http.ErrAbortHandler)
}
