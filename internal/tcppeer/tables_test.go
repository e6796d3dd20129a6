package tcppeer_test

import (
	"encoding/binary"
	"net/netip"
	"slices"
	"testing"

	"lanyard/internal/tcppeer"
)

func ends(from, to string) tcppeer.Ends {
	return tcppeer.Ends{From: netip.MustParseAddrPort(from), To: netip.MustParseAddrPort(to)}
}

func TestFromProc(t *testing.T) {
	const head = "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	for name, c := range map[string]struct {
		text string
		want []tcppeer.Row
	}{
		"IPv4": {
			head + "   0: 0100007F:A1B2 0100007F:1F90 01 00000000:00000000 00:00000000 00000000  1000        0 31337 1 0000000000000000 20 4 30 10 -1\n",
			[]tcppeer.Row{{Ends: ends("127.0.0.1:41394", "127.0.0.1:8080"), Open: true, Owner: 1000}},
		},
		"IPv6 that stands for IPv4, as Java's": {
			"   1: 0000000000000000FFFF00000100007F:A1B2 0000000000000000FFFF00000100007F:1F90 01 0:0 0:0 0 65534 0 1",
			[]tcppeer.Row{{Ends: ends("127.0.0.1:41394", "127.0.0.1:8080"), Open: true, Owner: 65534}},
		},
		"closed by its program": {
			"   2: 0100007F:A1B2 0100007F:1F90 06 0:0 0:0 0 0 0 0",
			[]tcppeer.Row{{Ends: ends("127.0.0.1:41394", "127.0.0.1:8080")}},
		},
		"nonsense": {"x\n 1: zz:1 1:2 01 0 0 0 1\n 1: 0100007F 0100007F:1 01 0 0 0 1 0 0\n 1: 01:1 01:1 01 0 0 0 1 0 0\n", nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tcppeer.FromProc(c.text, binary.LittleEndian); !slices.Equal(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

// pcbList is a table as macOS has it, of one connection with all its records.
func pcbList(flags byte, place func(pcb []byte), uid, state uint32) []byte {
	record := func(kind uint32, size int, fill func([]byte)) []byte {
		b := make([]byte, (size+7)&^7)
		binary.LittleEndian.PutUint32(b, uint32(size))
		binary.LittleEndian.PutUint32(b[4:], kind)
		fill(b)
		return b
	}
	none := func([]byte) {}
	return slices.Concat(
		make([]byte, 24),
		record(0x010, 104, func(b []byte) { b[44] = flags; place(b) }),
		record(0x001, 76, func(b []byte) { binary.LittleEndian.PutUint32(b[64:], uid) }),
		record(0x002, 32, none), record(0x004, 32, none), record(0x008, 136, none),
		record(0x020, 204, func(b []byte) { binary.LittleEndian.PutUint32(b[36:], state) }),
		make([]byte, 24),
	)
}

func TestFromPCBList(t *testing.T) {
	place := func(b []byte) {
		copy(b[16:], []byte{0x1f, 0x90, 0xa1, 0xb2}) // the foreign port, then the local
		copy(b[60:], []byte{127, 0, 0, 1})
		copy(b[76:], []byte{127, 0, 0, 1})
	}
	mapped := func(b []byte) {
		place(b)
		copy(b[58:], []byte{0xff, 0xff})
		copy(b[74:], []byte{0xff, 0xff})
	}
	open := tcppeer.Row{Ends: ends("127.0.0.1:41394", "127.0.0.1:8080"), Open: true, Owner: 501}
	closed := open
	closed.Open = false
	whole := pcbList(1, place, 501, 4)
	for name, c := range map[string]struct {
		table []byte
		want  []tcppeer.Row
	}{
		"IPv4":                       {whole, []tcppeer.Row{open}},
		"IPv6 that stands for IPv4":  {pcbList(2, mapped, 501, 4), []tcppeer.Row{open}},
		"closing":                    {pcbList(1, place, 501, 8), []tcppeer.Row{closed}},
		"cut off":                    {whole[:200], nil},
		"nothing":                    {nil, nil},
		"a length that means itself": {make([]byte, 64), nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tcppeer.FromPCBList(c.table); !slices.Equal(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}

func TestFromOwnerTable(t *testing.T) {
	four := []byte{
		1, 0, 0, 0,
		5, 0, 0, 0, 127, 0, 0, 1, 0xa1, 0xb2, 0, 0, 127, 0, 0, 1, 0x1f, 0x90, 0, 0, 0x39, 5, 0, 0,
		9, 9, 9, // what lies behind the last row
	}
	six := make([]byte, 4+56)
	six[0] = 1
	copy(six[4+10:], []byte{0xff, 0xff, 127, 0, 0, 1, 0, 0, 0, 0, 0xa1, 0xb2})
	copy(six[4+24+10:], []byte{0xff, 0xff, 127, 0, 0, 1, 0, 0, 0, 0, 0x1f, 0x90})
	six[4+48], six[4+52], six[4+53] = 5, 0x39, 5
	want := []tcppeer.Row{{Ends: ends("127.0.0.1:41394", "127.0.0.1:8080"), Open: true, Owner: 1337}}
	for name, c := range map[string]struct {
		table []byte
		six   bool
		want  []tcppeer.Row
	}{
		"IPv4": {four, false, want}, "IPv6": {six, true, want}, "fewer rows than it says": {four[:20], false, nil}, "nothing": {nil, false, nil},
	} {
		t.Run(name, func(t *testing.T) {
			if got := tcppeer.FromOwnerTable(c.table, c.six); !slices.Equal(got, c.want) {
				t.Errorf("got %+v, want %+v", got, c.want)
			}
		})
	}
}
