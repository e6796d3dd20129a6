package proxy

import (
	"context"
	"net/url"

	"github.com/godbus/dbus/v5"

	"lanyard/internal/platform/bus"
	"lanyard/internal/platform/harden"
	"lanyard/internal/platform/platformtest"
	"lanyard/internal/platform/portal"
)

// introduced is what became of calls to the portal from a hardened process.
type introduced struct {
	Denied bool   // of a call that did nothing about it
	Lookup string // ProxyFor's error
	Shared string // the error of a call on the shared connection after Introduce
	Closed bool
}

func tellPortal() introduced {
	harden.Process()
	ctx, cancel := context.WithTimeout(context.Background(), platformtest.Soon)
	defer cancel()
	var i introduced
	if conn, err := bus.Dial(ctx, bus.SessionAddress()); err == nil {
		i.Denied = portal.Denied(conn.Object(portal.Name, portal.Path).CallWithContext(ctx, lookup, 0, "https://a.example.com").Err)
	}
	if _, err := NewResolver().ProxyFor(ctx, &url.URL{Scheme: "https", Host: "a.example.com"}); err != nil {
		i.Lookup = err.Error()
	}
	<-portal.Introduce(ctx)
	shared, err := dbus.SessionBus()
	if err == nil {
		err = shared.Object(portal.Name, portal.Path).CallWithContext(ctx, lookup, 0, "https://a.example.com").Err
	}
	if err != nil {
		i.Shared = err.Error()
	}
	i.Closed = harden.Closed()
	return i
}
