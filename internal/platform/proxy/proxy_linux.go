package proxy

import (
	"context"
	"net/url"
	"sync"
	"time"

	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/portal"

	"github.com/godbus/dbus/v5"
)

// lookup asks the portal for the proxies to an address.
const lookup = "org.freedesktop.portal.ProxyResolver.Lookup"

func systemProxies() (func(context.Context, *url.URL) (*url.URL, error), time.Duration) {
	return new(portalProxies).ask, bus.AskLimit
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
	err = portal.Call(ctx, conn, lookup, target.String()).Store(&list)
	if err != nil {
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		return nil, bus.Readable(err)
	}
	return firstUsable(list)
}

func (p *portalProxies) connect(ctx context.Context) (*dbus.Conn, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.conn != nil && p.conn.Connected() {
		return p.conn, nil
	}
	conn, err := bus.Dial(ctx, bus.SessionAddress())
	if err == nil {
		p.conn = conn
	}
	return conn, err
}
