package wallet_test

import (
	"fmt"
	"sync"
	"testing"
	"time"

	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

// BenchmarkCallers has many ask at once for a token that nobody has yet, and counts the
// exchanges that are made for them.
func BenchmarkCallers(b *testing.B) {
	for _, n := range []int{1, 100, 10_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			made := 0
			for b.Loop() {
				w := newWorld()
				p, err := w.Add(b.Context(), cluster("a"), wallet.Secrets{Key: secret.New("k")})
				if err != nil {
					b.Fatal(err)
				}
				w.server.hold = make(chan struct{})
				var all sync.WaitGroup
				for range n {
					all.Go(func() {
						if _, err := w.Token(b.Context(), p.ID); err != nil {
							b.Error(err)
						}
					})
				}
				for w.Waiting(p) < n {
					time.Sleep(20 * time.Microsecond)
				}
				close(w.server.hold)
				all.Wait()
				made += w.server.count()
			}
			b.ReportMetric(float64(made)/float64(b.N), "exchanges/op")
		})
	}
}
