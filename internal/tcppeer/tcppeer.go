// Package tcppeer tells whether the program at the other end of a TCP connection on this
// computer belongs to the user who runs this one. Every user can connect to a port on
// loopback, and the connection itself says nothing of who did: the system's table of
// connections does.
package tcppeer

import (
	"errors"
	"fmt"
	"net"
	"net/netip"
)

var (
	// ErrStranger says that another user has the other end.
	ErrStranger = errors.New("the program at the other end belongs to another user")
	// ErrUnknown says that the system does not tell who has the other end: it is gone, or
	// lives where this process cannot look.
	ErrUnknown = errors.New("the system does not tell whose program is at the other end")
)

// Check fails unless this process's user has the other end of a connection that was
// accepted on loopback: with [ErrStranger], [ErrUnknown], or what kept it from looking.
func Check(conn net.Conn) error {
	peer, err := addrPort(conn.RemoteAddr())
	if err != nil {
		return err
	}
	own, err := addrPort(conn.LocalAddr())
	if err != nil {
		return err
	}
	if err := sameUser(Ends{peer, own}); err != nil {
		return fmt.Errorf("look up whose program calls: %w", err)
	}
	return nil
}

func addrPort(a net.Addr) (netip.AddrPort, error) {
	tcp, ok := a.(*net.TCPAddr)
	if !ok {
		return netip.AddrPort{}, errors.New("look up whose program calls: not a TCP connection")
	}
	return plain(tcp.AddrPort()), nil
}

// plain writes an address that stands for one of IPv4 as such.
func plain(a netip.AddrPort) netip.AddrPort {
	return netip.AddrPortFrom(a.Addr().Unmap().WithZone(""), a.Port())
}

// Ends are the two ends of a connection, as the program at the other end has them: From is
// its own address, To is ours.
type Ends struct{ From, To netip.AddrPort }

// Row is a connection in the system's table: both ends, and who has it. A program that
// closed its end is in the table for a while with nobody as its owner, so only open
// connections count.
type Row struct {
	Ends
	Open  bool
	Owner uint32 // a user's id; on Windows a process's
}

// owner finds who has an end.
func owner(rows []Row, of Ends) (uint32, error) {
	for _, r := range rows {
		if r.Ends == of && r.Open {
			return r.Owner, nil
		}
	}
	return 0, ErrUnknown
}
