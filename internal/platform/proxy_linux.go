package platform

import (
	"context"
	"net/url"
	"sync"
	"time"

	"github.com/godbus/dbus/v5"
)

func systemProxies() (func(context.Context, *url.URL) (*url.URL, error), time.Duration) {
	return new(portalProxies).ask, askLimit
}

// portalProxies asks the desktop portal's ProxyResolver, which knows the settings of
// GNOME and KDE and runs PAC scripts. It keeps its connection.
type portalProxies struct {
	mu   sync.Mutex
	conn *dbus.Conn
}

func (p *portalProxies) ask(ctx context.Context, target *url.URL) (*url.URL, error) {
	conn, err := p.connect(ctx)
	if err != nil {
		return nil, err
	}
	var list []string
	err = callPortal(ctx, conn, portalLookup, target.String()).Store(&list)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, told(err)
	}
	return firstUsable(list)
}

func (p *portalProxies) connect(ctx context.Context) (*dbus.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil && p.conn.Connected() {
		return p.conn, nil
	}
	conn, err := dialBus(ctx, sessionAddress())
	if err == nil {
		p.conn = conn
	}
	return conn, err
}
