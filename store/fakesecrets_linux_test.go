package store

import (
	"bufio"
	"fmt"
	"maps"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/godbus/dbus/v5"
)

// startBus starts a message bus of the test's own, that can start no services but those
// of the directory beside its socket, and makes it the session bus. It fails where dbus-daemon is not installed.
func startBus(t *testing.T) (address string, stop func()) {
	t.Helper()
	return startBusAt(t, filepath.Join(t.TempDir(), "bus"))
}

func startBusAt(t *testing.T, socket string) (address string, stop func()) {
	t.Helper()
	config := filepath.Join(t.TempDir(), "bus.conf")
	writeFile(t, config, `<busconfig><type>session</type><listen>unix:path=`+socket+`</listen><servicedir>`+socket+`.services</servicedir>
		<policy context="default"><allow send_destination="*"/><allow receive_sender="*"/><allow own="*"/></policy></busconfig>`)
	cmd := exec.Command("dbus-daemon", "--config-file="+config, "--nofork", "--print-address=1")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatalf("these tests need dbus-daemon (package dbus-daemon): %v", err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatal(err)
	}
	address = strings.TrimSpace(line)
	t.Setenv("DBUS_SESSION_BUS_ADDRESS", address)
	stop = sync.OnceFunc(func() {
		// go-keyring's connection belongs to the process: the next test must not get it.
		shared, err := dbus.SessionBus()
		_ = cmd.Process.Kill()
		_ = cmd.Wait()
		if err == nil {
			<-shared.Context().Done()
		}
	})
	t.Cleanup(stop)
	return address, stop
}

type fakeSecret struct {
	Session     dbus.ObjectPath
	Parameters  []byte
	Value       []byte
	ContentType string
}

type fakeItem struct {
	attributes map[string]string
	value      []byte
	locked     bool
}

// fakeSecrets is a Secret Service that does what a test tells it.
type fakeSecrets struct {
	t       *testing.T
	address string
	conn    *dbus.Conn

	mu         sync.Mutex
	collection dbus.ObjectPath // the only one; "" for none
	alias      dbus.ObjectPath // what "default" stands for; "/" for nothing
	label      string
	locked     bool
	items      map[dbus.ObjectPath]*fakeItem
	prompts    map[dbus.ObjectPath]dbus.ObjectPath // what each prompt would unlock
	made       int
	calls      map[string]int
	hang       map[string]chan struct{} // methods that wait until the channel closes
	fail       map[string]*dbus.Error

	// onPrompt is the person: it runs on a goroutine of its own when a prompt is shown.
	onPrompt   func(prompt dbus.ObjectPath)
	onDismiss  func(prompt dbus.ObjectPath)
	dropWrites bool // CreateItem and Delete lie
	collAnswer any  // instead of the true Collections property
}

const servicePrefix = "/org/freedesktop/secrets"

// startSecrets puts a fake service with an open login collection on a bus.
func startSecrets(t *testing.T, address string) *fakeSecrets {
	t.Helper()
	f := &fakeSecrets{
		t: t, address: address, collection: loginPath, alias: loginPath, label: "Login", items: map[dbus.ObjectPath]*fakeItem{},
		prompts: map[dbus.ObjectPath]dbus.ObjectPath{}, calls: map[string]int{}, hang: map[string]chan struct{}{}, fail: map[string]*dbus.Error{},
	}
	f.onPrompt = func(p dbus.ObjectPath) { f.complete(p, false) }
	f.start()
	t.Cleanup(f.stop)
	return f
}

func (f *fakeSecrets) start() {
	f.t.Helper()
	conn, err := dbus.Connect(f.address)
	if err != nil {
		f.t.Fatal(err)
	}
	for face, methods := range map[string]map[string]any{
		serviceFace:                       {"OpenSession": f.openSession, "Unlock": f.unlock, "SearchItems": f.searchService, "ReadAlias": f.readAlias},
		"org.freedesktop.DBus.Properties": {"Get": f.get},
		collectionFace:                    {"SearchItems": f.searchCollection, "CreateItem": f.createItem},
		itemFace:                          {"GetSecret": f.getSecret, "Delete": f.deleteItem},
		promptFace:                        {"Prompt": f.prompt, "Dismiss": f.dismiss},
		"org.freedesktop.Secret.Session":  {"Close": func() *dbus.Error { return nil }},
	} {
		if err := conn.ExportSubtreeMethodTable(methods, servicePrefix, face); err != nil {
			f.t.Fatal(err)
		}
	}
	if _, err := conn.RequestName(busName, dbus.NameFlagDoNotQueue); err != nil {
		f.t.Fatal(err)
	}
	f.set(func() { f.conn = conn })
}

func (f *fakeSecrets) stop() {
	f.mu.Lock()
	defer f.mu.Unlock()
	_ = f.conn.Close()
}

func (f *fakeSecrets) emit(path dbus.ObjectPath, signal string, values ...any) {
	f.mu.Lock()
	conn := f.conn
	f.mu.Unlock()
	_ = conn.Emit(path, signal, values...)
}

// enter counts a call, holds it up or fails it as the test wants.
func (f *fakeSecrets) enter(method string) *dbus.Error {
	f.mu.Lock()
	f.calls[method]++
	wait, err := f.hang[method], f.fail[method]
	f.mu.Unlock()
	if wait != nil {
		<-wait
	}
	return err
}

func (f *fakeSecrets) count(method string) int {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.calls[method]
}

// set changes the fake under its lock.
func (f *fakeSecrets) set(change func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	change()
}

// stopAnswering holds every call up until the returned function runs.
func (f *fakeSecrets) stopAnswering(methods ...string) (resume func()) {
	gate := make(chan struct{})
	f.set(func() {
		for _, m := range methods {
			f.hang[m] = gate
		}
	})
	resume = sync.OnceFunc(func() {
		f.set(func() { clear(f.hang) })
		close(gate)
	})
	f.t.Cleanup(resume)
	return resume
}

var everyMethod = []string{"OpenSession", "Unlock", "SearchItems", "ReadAlias", "Get", "CreateItem", "GetSecret", "Delete", "Prompt"}

func (f *fakeSecrets) openSession(string, dbus.Variant) (dbus.Variant, dbus.ObjectPath, *dbus.Error) {
	return dbus.MakeVariant(""), servicePrefix + "/session/1", f.enter("OpenSession")
}

func (f *fakeSecrets) readAlias(string) (dbus.ObjectPath, *dbus.Error) {
	err := f.enter("ReadAlias")
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.alias, err
}

func (f *fakeSecrets) isLocked(path dbus.ObjectPath) bool {
	if item := f.items[path]; item != nil {
		return f.locked || item.locked
	}
	return f.locked
}

func (f *fakeSecrets) unlock(paths []dbus.ObjectPath) ([]dbus.ObjectPath, dbus.ObjectPath, *dbus.Error) {
	if err := f.enter("Unlock"); err != nil {
		return nil, noObject, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.collection == "" {
		return []dbus.ObjectPath{}, noObject, nil
	}
	if !f.isLocked(paths[0]) {
		return paths, noObject, nil
	}
	f.made++
	prompt := dbus.ObjectPath(fmt.Sprintf("%s/prompt/p%d", servicePrefix, f.made))
	f.prompts[prompt] = paths[0]
	return []dbus.ObjectPath{}, prompt, nil
}

func pathOf(msg dbus.Message) dbus.ObjectPath {
	return msg.Headers[dbus.FieldPath].Value().(dbus.ObjectPath)
}

func (f *fakeSecrets) prompt(msg dbus.Message, _ string) *dbus.Error {
	if err := f.enter("Prompt"); err != nil {
		return err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	go f.onPrompt(pathOf(msg))
	return nil
}

func (f *fakeSecrets) dismiss(msg dbus.Message) *dbus.Error {
	err := f.enter("Dismiss")
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.onDismiss != nil {
		go f.onDismiss(pathOf(msg))
	}
	return err
}

// complete ends a prompt: a person typed the password, or dismissed it.
func (f *fakeSecrets) complete(prompt dbus.ObjectPath, dismissed bool) {
	var what dbus.ObjectPath
	f.set(func() {
		what = f.prompts[prompt]
		if item := f.items[what]; !dismissed && item != nil {
			item.locked = false
		} else if !dismissed {
			f.locked = false
		}
	})
	f.emit(prompt, promptFace+".Completed", dismissed, dbus.MakeVariant([]dbus.ObjectPath{what}))
}

func (f *fakeSecrets) get(msg dbus.Message, face, name string) (dbus.Variant, *dbus.Error) {
	if err := f.enter("Get"); err != nil {
		return dbus.Variant{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	path := pathOf(msg)
	switch {
	case name == "Collections" && f.collAnswer != nil:
		return dbus.MakeVariant(f.collAnswer), nil
	case name == "Collections" && f.collection == "":
		return dbus.MakeVariant([]dbus.ObjectPath{}), nil
	case name == "Collections":
		return dbus.MakeVariant([]dbus.ObjectPath{f.collection}), nil
	case name == "Locked" && (path == f.collection || f.items[path] != nil):
		return dbus.MakeVariant(f.isLocked(path)), nil
	case name == "Label" && path == f.collection:
		return dbus.MakeVariant(f.label), nil
	case name == "Attributes" && f.items[path] != nil:
		return dbus.MakeVariant(f.items[path].attributes), nil
	}
	return dbus.Variant{}, dbus.NewError("org.freedesktop.DBus.Error.UnknownObject", []any{string(path) + face + name})
}

func (f *fakeSecrets) found(attributes map[string]string) []dbus.ObjectPath {
	paths := []dbus.ObjectPath{}
	for _, path := range slices.Sorted(maps.Keys(f.items)) {
		matches := true
		for k, v := range attributes {
			matches = matches && f.items[path].attributes[k] == v
		}
		if matches {
			paths = append(paths, path)
		}
	}
	return paths
}

func (f *fakeSecrets) searchCollection(attributes map[string]string) ([]dbus.ObjectPath, *dbus.Error) {
	err := f.enter("SearchItems")
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.found(attributes), err
}

func (f *fakeSecrets) searchService(attributes map[string]string) (open, locked []dbus.ObjectPath, err *dbus.Error) {
	err = f.enter("SearchItems")
	f.mu.Lock()
	defer f.mu.Unlock()
	open, locked = []dbus.ObjectPath{}, []dbus.ObjectPath{}
	for _, path := range f.found(attributes) {
		if f.isLocked(path) {
			locked = append(locked, path)
		} else {
			open = append(open, path)
		}
	}
	return open, locked, err
}

func (f *fakeSecrets) createItem(props map[string]dbus.Variant, secret fakeSecret, _ bool) (item, prompt dbus.ObjectPath, err *dbus.Error) {
	if err := f.enter("CreateItem"); err != nil {
		return noObject, noObject, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	attributes := props[itemFace+".Attributes"].Value().(map[string]string)
	if f.dropWrites {
		return noObject, noObject, nil
	}
	path := f.collection + dbus.ObjectPath(fmt.Sprintf("/i%d", len(f.items)+f.made))
	if old := f.found(attributes); len(old) > 0 {
		path = old[0]
	}
	f.made++
	f.items[path] = &fakeItem{attributes: attributes, value: secret.Value}
	return path, noObject, nil
}

func (f *fakeSecrets) getSecret(msg dbus.Message, session dbus.ObjectPath) (fakeSecret, *dbus.Error) {
	if err := f.enter("GetSecret"); err != nil {
		return fakeSecret{}, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	path := pathOf(msg)
	if f.isLocked(path) {
		return fakeSecret{}, dbus.NewError("org.freedesktop.Secret.Error.IsLocked", nil)
	}
	return fakeSecret{Session: session, Parameters: []byte{}, Value: f.items[path].value, ContentType: "text/plain"}, nil
}

func (f *fakeSecrets) deleteItem(msg dbus.Message) (dbus.ObjectPath, *dbus.Error) {
	err := f.enter("Delete")
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.dropWrites {
		delete(f.items, pathOf(msg))
	}
	return noObject, err
}

// whenPrompted says what the person does; whenDismissed what a prompt does that is
// taken away.
func (f *fakeSecrets) whenPrompted(do func(dbus.ObjectPath)) { f.set(func() { f.onPrompt = do }) }

func (f *fakeSecrets) whenDismissed(do func(dbus.ObjectPath)) { f.set(func() { f.onDismiss = do }) }

// put lays an item into the keyring as another program would.
func (f *fakeSecrets) put(id, value string) { f.lay(id, value, false) }

func (f *fakeSecrets) putLocked(id, value string) { f.lay(id, value, true) }

func (f *fakeSecrets) lay(id, value string, locked bool) {
	f.set(func() {
		f.made++
		f.items[f.collection+dbus.ObjectPath(fmt.Sprintf("/p%d", f.made))] = &fakeItem{
			attributes: map[string]string{"service": Service, "username": id}, value: []byte(value), locked: locked,
		}
	})
}

// fakeKeyring is a Keyring on a fake service on a bus of its own, with a display.
func fakeKeyring(t *testing.T) (*Keyring, *fakeSecrets) {
	t.Helper()
	address, _ := startBus(t)
	t.Setenv("DISPLAY", ":99")
	return OpenKeyring(), startSecrets(t, address)
}

// within fails the test when do takes longer than a person would wait for a state.
func within(t *testing.T, limit time.Duration, what string, do func()) {
	t.Helper()
	start := time.Now()
	do()
	if took := time.Since(start); took > limit {
		t.Errorf("%s took %v, the limit is %v", what, took, limit)
	}
}
