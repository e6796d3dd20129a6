package clipboard

import (
	"errors"
	"io"
	"net"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"syscall"
	"testing"
	"time"

	"lanyard/internal/wayland"
)

// compositor is a Wayland compositor with a seat, a clipboard that is reached through
// data-control, and nothing else. Numbers of requests and events come from the protocol's
// specification, not from the code under test; only the coding of words and texts, which
// has tests of its own, is shared.
type compositor struct {
	manager string // the data-control that it offers, "" for none
	noSeat  bool
	deaf    bool // takes calls and says nothing

	mu      sync.Mutex
	clients map[*wlClient]bool
	now     selection
	steal   string // when set, another program copies this in the moment of the next copy
}

// selection is what is on the clipboard: a client's source, or a text of another program.
type selection struct {
	client *wlClient
	source uint32
	types  []string          // in the order in which they were offered
	texts  map[string][]byte // of another program
	hung   bool              // which answers nobody
}

func (s selection) empty() bool { return s.client == nil && s.texts == nil }

// wlClient is a connection to the compositor.
type wlClient struct {
	c       *net.UnixConn
	kinds   map[uint32]string   // its objects
	types   map[uint32][]string // its sources
	offers  map[uint32]selection
	next    uint32 // the next object of the compositor's
	pending []int  // files that arrived and belong to no request yet
}

// serve makes the compositor this test's session.
func (k *compositor) serve(t *testing.T) {
	t.Helper()
	dir, err := os.MkdirTemp("", "clip-wl-") //nolint:usetesting // the path of a socket must be short
	if err != nil {
		t.Fatal(err)
	}
	l, err := net.ListenUnix("unix", &net.UnixAddr{Name: filepath.Join(dir, "wayland-7"), Net: "unix"})
	if err != nil {
		t.Fatal(err)
	}
	k.clients = map[*wlClient]bool{}
	var all sync.WaitGroup
	all.Go(func() {
		for {
			conn, err := l.AcceptUnix()
			if err != nil {
				return
			}
			client := &wlClient{c: conn, kinds: map[uint32]string{1: "display"}, types: map[uint32][]string{}, offers: map[uint32]selection{}, next: 0xff000000}
			k.mu.Lock()
			k.clients[client] = true
			k.mu.Unlock()
			all.Go(func() { k.talk(client) })
		}
	})
	t.Cleanup(func() {
		_ = l.Close()
		k.end()
		all.Wait()
		_ = os.RemoveAll(dir)
	})
	t.Setenv("XDG_RUNTIME_DIR", dir)
	t.Setenv("WAYLAND_DISPLAY", "wayland-7")
	t.Setenv("DISPLAY", "")
	t.Setenv("PATH", dir) // where there is no wl-copy
}

// end breaks all connections, as a compositor that crashes does.
func (k *compositor) end() {
	k.mu.Lock()
	defer k.mu.Unlock()
	for client := range k.clients {
		_ = client.c.Close()
	}
}

// talk does what a client says until it goes away.
func (k *compositor) talk(client *wlClient) {
	defer k.left(client)
	var buf []byte
	for {
		data, oob := make([]byte, 4096), make([]byte, 1024)
		n, oobn, _, _, err := client.c.ReadMsgUnix(data, oob)
		if err != nil || n == 0 {
			return
		}
		client.pending = append(client.pending, filesIn(oob[:oobn])...)
		buf = append(buf, data[:n]...)
		for len(buf) >= 8 {
			word := wayland.Word(buf[4:])
			size := int(word >> 16)
			if size < 8 || len(buf) < size {
				break
			}
			if !k.deaf {
				k.mu.Lock()
				k.request(client, wayland.Word(buf), uint16(word), buf[8:size])
				k.mu.Unlock()
			}
			buf = buf[size:]
		}
	}
}

func filesIn(oob []byte) []int {
	var fds []int
	messages, _ := syscall.ParseSocketControlMessage(oob)
	for i := range messages {
		some, _ := syscall.ParseUnixRights(&messages[i])
		fds = append(fds, some...)
	}
	return fds
}

// left cleans up after a client; what it had copied goes with it.
func (k *compositor) left(client *wlClient) {
	k.mu.Lock()
	defer k.mu.Unlock()
	_ = client.c.Close()
	for _, fd := range client.pending {
		_ = syscall.Close(fd)
	}
	delete(k.clients, client)
	if k.now.client == client {
		k.change(selection{})
	}
}

// send tells a client an event; a file goes along where there is one.
func (client *wlClient) send(object, op uint32, args []byte, files ...int) {
	_ = client.c.SetWriteDeadline(time.Now().Add(soon))
	var oob []byte
	if files != nil {
		oob = syscall.UnixRights(files...)
	}
	_, _, _ = client.c.WriteMsgUnix(append(wayland.Words(object, uint32(8+len(args))<<16|op), args...), oob, nil)
}

// request does one request. A client that asks for what does not exist is thrown out, as
// real compositors do.
func (k *compositor) request(client *wlClient, object uint32, op uint16, body []byte) {
	arg := func(i int) uint32 { return wayland.Word(body[4*i:]) }
	type call struct {
		kind string
		op   uint16
	}
	switch (call{client.kinds[object], op}) {
	case call{"display", 0}: // sync
		client.send(arg(0), 0, wayland.Words(1))
	case call{"display", 1}: // get_registry
		client.kinds[arg(0)] = "registry"
		k.tell(client, arg(0))
	case call{"registry", 0}: // bind
		kind, rest, _ := wayland.TakeString(body[4:])
		client.kinds[wayland.Word(rest[4:])] = map[string]string{"wl_seat": "seat", k.manager: "manager"}[kind]
	case call{"manager", 0}: // create_data_source
		client.kinds[arg(0)] = "source"
	case call{"manager", 1}: // get_data_device
		client.kinds[arg(0)] = "device"
		k.show(client, arg(0))
	case call{"device", 0}: // set_selection
		k.change(selection{client: client, source: arg(0), types: client.types[arg(0)]})
		if k.steal != "" {
			k.change(otherText(k.steal))
		}
	case call{"source", 0}: // offer
		mime, _, _ := wayland.TakeString(body)
		client.types[object] = append(client.types[object], mime)
	case call{"source", 1}: // destroy
		delete(client.kinds, object)
		if k.now.client == client && k.now.source == object {
			k.now = selection{} // nobody is told that it was cancelled
			k.announce()
		}
	case call{"offer", 0}: // receive
		mime, _, _ := wayland.TakeString(body)
		if len(client.pending) > 0 {
			fd := client.pending[0]
			client.pending = client.pending[1:]
			client.offers[object].give(mime, fd)
		}
	default:
		client.send(1, 0, append(wayland.Words(object, 1), wayland.String("no such request")...))
		_ = client.c.Close()
	}
}

// tell lists what the compositor offers.
func (k *compositor) tell(client *wlClient, registry uint32) {
	for i, kind := range []string{"wl_compositor", "wl_seat", k.manager} {
		if kind == "" || kind == "wl_seat" && k.noSeat {
			continue
		}
		client.send(registry, 0, append(append(wayland.Words(uint32(i+1)), wayland.String(kind)...), wayland.Words(5)...))
	}
}

// change puts something else on the clipboard. Who had it before is told.
func (k *compositor) change(to selection) {
	was := k.now
	k.now = to
	if was.client != nil && k.clients[was.client] {
		was.client.send(was.source, 1, nil) // cancelled
	}
	k.announce()
}

// announce tells all clients what is on the clipboard.
func (k *compositor) announce() {
	for client := range k.clients {
		for object, kind := range client.kinds {
			if kind == "device" {
				k.show(client, object)
			}
		}
	}
}

// show tells one device what is on the clipboard.
func (k *compositor) show(client *wlClient, device uint32) {
	if k.now.empty() {
		client.send(device, 1, wayland.Words(0))
		return
	}
	offer := client.next
	client.next++
	client.kinds[offer], client.offers[offer] = "offer", k.now
	client.send(device, 0, wayland.Words(offer))
	for _, mime := range k.now.types {
		client.send(offer, 0, wayland.String(mime))
	}
	client.send(device, 1, wayland.Words(offer))
}

// give has whoever copied it write one type to a file.
func (s selection) give(mime string, fd int) {
	switch {
	case s.client != nil:
		s.client.send(s.source, 0, wayland.String(mime), fd)
		_ = syscall.Close(fd)
	case s.hung:
		return // and the file stays open
	default:
		f := os.NewFile(uintptr(fd), "pasting")
		go func() { _, _ = f.Write(s.texts[mime]); _ = f.Close() }()
	}
}

// otherText is what another program copies.
func otherText(text string) selection {
	return selection{types: []string{mimeUTF8}, texts: map[string][]byte{mimeUTF8: []byte(text)}}
}

// copies puts on the clipboard what another program copies.
func (k *compositor) copies(s selection) {
	k.mu.Lock()
	defer k.mu.Unlock()
	k.change(s)
}

// offered lists the types of what is on the clipboard.
func (k *compositor) offered() []string {
	k.mu.Lock()
	defer k.mu.Unlock()
	return slices.Clone(k.now.types)
}

// ask begins a paste of another program's.
func (k *compositor) ask(t *testing.T, mime string) *os.File {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = r.Close() })
	fd, err := syscall.Dup(int(w.Fd()))
	if err != nil {
		t.Fatal(err)
	}
	_ = w.Close()
	k.mu.Lock()
	defer k.mu.Unlock()
	if !slices.Contains(k.now.types, mime) {
		_ = syscall.Close(fd)
		return r
	}
	k.now.give(mime, fd)
	return r
}

// paste is what another program gets of one type.
func (k *compositor) paste(t *testing.T, mime string) string {
	t.Helper()
	r := k.ask(t, mime)
	_ = r.SetReadDeadline(time.Now().Add(soon))
	text, err := io.ReadAll(r)
	if err != nil && !errors.Is(err, io.EOF) {
		t.Errorf("paste %s: %v", mime, err)
	}
	return string(text)
}
