package sim

import (
	"context"
	"errors"
	"net"
	"strconv"
)

// deadPort is a loopback port on which every connection is refused, and which
// no other program can start to listen on meanwhile: it is the local end of a
// connection of our own.
type deadPort struct {
	near, far net.Conn
}

func newDeadPort(ctx context.Context, ip net.IP) (*deadPort, error) {
	ln, err := net.ListenTCP("tcp", &net.TCPAddr{IP: ip})
	if err != nil {
		return nil, err
	}
	defer ln.Close()
	d := net.Dialer{LocalAddr: &net.TCPAddr{IP: ip}}
	near, err := d.DialContext(ctx, "tcp", ln.Addr().String())
	if err != nil {
		return nil, err
	}
	far, err := ln.Accept()
	if err != nil {
		return nil, errors.Join(err, near.Close())
	}
	return &deadPort{near: near, far: far}, nil
}

func (d *deadPort) url(host string) string {
	return "https://" + net.JoinHostPort(host, strconv.Itoa(d.near.LocalAddr().(*net.TCPAddr).Port))
}

func (d *deadPort) Close() error { return errors.Join(d.near.Close(), d.far.Close()) }
