package tcppeer

import (
	"encoding/binary"
	"encoding/hex"
	"net/netip"
	"slices"
	"strconv"
	"strings"
)

// The state of an open connection in each system's table.
const (
	openLinux   = "01"
	openDarwin  = 4
	openWindows = 5
)

// FromProc reads /proc/net/tcp or tcp6: one connection a line, addresses in hexadecimal
// with each 32 bits in the order of this machine, and the owner's user id in the eighth
// field. What it cannot read it leaves out.
func FromProc(text string, order binary.ByteOrder) []Row {
	var rows []Row
	for line := range strings.Lines(text) {
		f := strings.Fields(line)
		if len(f) < 8 {
			continue
		}
		from, ok := procAddr(f[1], order)
		to, ok2 := procAddr(f[2], order)
		uid, err := strconv.ParseUint(f[7], 10, 32)
		if ok && ok2 && err == nil {
			rows = append(rows, Row{Ends{from, to}, f[3] == openLinux, uint32(uid)})
		}
	}
	return rows
}

func procAddr(text string, order binary.ByteOrder) (netip.AddrPort, bool) {
	host, port, ok := strings.Cut(text, ":")
	raw, err := hex.DecodeString(host)
	n, perr := strconv.ParseUint(port, 16, 16)
	if !ok || err != nil || perr != nil || len(raw)%4 != 0 {
		return netip.AddrPort{}, false
	}
	for i := 0; i < len(raw); i += 4 {
		binary.BigEndian.PutUint32(raw[i:], order.Uint32(raw[i:]))
	}
	addr, ok := netip.AddrFromSlice(raw)
	return plain(netip.AddrPortFrom(addr, uint16(n))), ok
}

// The records of macOS's net.inet.tcp.pcblist_n (bsd/netinet/in_pcblist.c): each begins
// with its length and kind, and the records of one connection follow each other. The
// offsets are those of struct xinpcb_n, xsocket_n and xtcpcb_n, packed to four bytes.
const (
	darwinHead   = 24 // struct xinpgen before the first record
	darwinSocket = 0x001
	darwinPCB    = 0x010
	darwinTCP    = 0x020

	pcbForeignPort, pcbLocalPort, pcbFlags   = 16, 18, 44
	pcbForeignAddr, pcbLocalAddr, pcbAddrEnd = 48, 64, 80
	pcbIPv6                                  = 0x2
	socketUID                                = 64
	tcpState                                 = 36
)

// FromPCBList reads what macOS's net.inet.tcp.pcblist_n gives. What it cannot read it
// leaves out.
func FromPCBList(data []byte) []Row {
	if len(data) < darwinHead {
		return nil
	}
	var rows []Row
	var now Row
	for data = data[darwinHead:]; len(data) >= 8; {
		size, kind := binary.LittleEndian.Uint32(data), binary.LittleEndian.Uint32(data[4:])
		step := int((uint64(size) + 7) &^ 7)
		if size < 8 || step > len(data) {
			break
		}
		record := data[:size]
		switch {
		case kind == darwinPCB && size >= pcbAddrEnd:
			now = Row{Ends: darwinEnds(record)}
		case kind == darwinSocket && size >= socketUID+4:
			now.Owner = binary.LittleEndian.Uint32(record[socketUID:])
		case kind == darwinTCP && size >= tcpState+4: // the last of a connection's
			now.Open = binary.LittleEndian.Uint32(record[tcpState:]) == openDarwin
			rows = append(rows, now)
			now = Row{}
		}
		data = data[step:]
	}
	return rows
}

func darwinEnds(record []byte) Ends {
	end := func(addr, port int) netip.AddrPort {
		raw := record[addr : addr+16]
		if record[pcbFlags]&pcbIPv6 == 0 {
			raw = raw[12:] // an address of IPv4 lies at the end
		}
		a, _ := netip.AddrFromSlice(raw)
		return plain(netip.AddrPortFrom(a, binary.BigEndian.Uint16(record[port:])))
	}
	return Ends{end(pcbLocalAddr, pcbLocalPort), end(pcbForeignAddr, pcbForeignPort)}
}

// The rows of Windows's tables: MIB_TCPROW_OWNER_PID and MIB_TCP6ROW_OWNER_PID.
const (
	windowsRow4 = 24
	windowsRow6 = 56
)

// FromOwnerTable reads what Windows's GetExtendedTcpTable gives for IPv4, or with six for
// IPv6: a number, then as many rows. What it cannot read it leaves out.
func FromOwnerTable(data []byte, six bool) []Row {
	if len(data) < 4 {
		return nil
	}
	size, read := windowsRow4, windowsRowOf4
	if six {
		size, read = windowsRow6, windowsRowOf6
	}
	count := int(binary.LittleEndian.Uint32(data))
	var rows []Row
	for raw := range slices.Chunk(data[4:], size) {
		if len(rows) == count || len(raw) < size {
			break
		}
		rows = append(rows, read(raw))
	}
	return rows
}

func windowsRowOf4(raw []byte) Row {
	return Row{
		Ends{windowsEnd(raw[4:8], raw[8:]), windowsEnd(raw[12:16], raw[16:])},
		binary.LittleEndian.Uint32(raw) == openWindows, binary.LittleEndian.Uint32(raw[20:]),
	}
}

func windowsRowOf6(raw []byte) Row {
	return Row{
		Ends{windowsEnd(raw[:16], raw[20:]), windowsEnd(raw[24:40], raw[44:])},
		binary.LittleEndian.Uint32(raw[48:]) == openWindows, binary.LittleEndian.Uint32(raw[52:]),
	}
}

func windowsEnd(addr, port []byte) netip.AddrPort {
	a, _ := netip.AddrFromSlice(addr)
	return plain(netip.AddrPortFrom(a, binary.BigEndian.Uint16(port)))
}
