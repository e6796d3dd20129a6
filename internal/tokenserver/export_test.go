package tokenserver

import (
	"context"
	"net"
	"time"
)

// StartFor starts a server with another clock and another way to tell whose program calls.
func StartFor(ctx context.Context, cfg Config, now func() time.Time, peer func(net.Conn) error) (*Server, error) {
	cfg.now, cfg.peer = now, peer
	return Start(ctx, cfg)
}

// Control is the address at which a server can be asked and ended.
func (s *Server) Control() string { return "http://" + s.host + "/" + s.control }
