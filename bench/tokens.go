//go:build linux

package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"lanyard/e2e/rig"
)

// asker is a program that gets a token from the simulator.
type asker struct {
	key, name string
	stdin     string
	env       []string
	command   []string
}

// took is the metric of a command: from its start to its end.
const took = "ms"

// measureTokens measures how long a command takes for a token, from start to end.
func measureTokens(ctx context.Context, o options) (p part, err error) {
	d, leave, err := freshDesk(ctx, o)
	if err != nil {
		return part{}, err
	}
	defer func() { err = errors.Join(err, leave()) }()
	list, missing, err := askers(ctx, o, d)
	if err != nil {
		return part{}, err
	}
	defer func() {
		_, _ = d.Run(context.WithoutCancel(ctx), "", "--config-dir", filepath.Join(d.dir, "with-agent"), "lock")
	}()
	rows := newRows(list, func(a asker) (string, string) { return a.key, a.name })
	err = rounds(o.count(41), list, func(round int, a asker) error {
		d, err := a.ask(ctx, d)
		if err != nil {
			return fmt.Errorf("%s: %w", a.name, err)
		}
		if round > 0 {
			rows.add(a.key, map[string]float64{took: milliseconds(d)})
		}
		return nil
	})
	return part{Rows: append(rows.list(), missing...)}, err
}

// ask runs the command once, and looks that it prints a token.
func (a asker) ask(ctx context.Context, d *desk) (time.Duration, error) {
	cmd := exec.CommandContext(ctx, a.command[0], a.command[1:]...)
	cmd.Env = append(d.Environ(), a.env...)
	cmd.Dir = d.Files
	cmd.Stdin = strings.NewReader(a.stdin)
	var stdout, stderr bytes.Buffer
	cmd.Stdout, cmd.Stderr = &stdout, &stderr
	began := time.Now()
	err := cmd.Run()
	span := time.Since(began)
	if err != nil {
		return 0, fmt.Errorf("%w: %s", err, stderr.Bytes())
	}
	// A JSON Web Token begins with an object in base64; curl alone prints it inside an answer.
	if out := stdout.Bytes(); !bytes.HasPrefix(out, []byte("eyJ")) && !bytes.Contains(out, []byte(`"access_token":"eyJ`)) {
		return 0, errors.New("it printed no token")
	}
	return span, nil
}

// askers are the programs that are compared, and rows for those that are missing.
func askers(ctx context.Context, o options, d *desk) (list []asker, missing []row, err error) {
	keyring, err := d.profiles(ctx, "from-keyring", 200)
	if err != nil {
		return nil, nil, err
	}
	withAgent, err := d.profiles(ctx, "with-agent", 200)
	if err != nil {
		return nil, nil, err
	}
	for _, args := range [][]string{{"unlock", "--for", "1h"}, {"token", liveName}} {
		if _, err := d.must(ctx, "", append([]string{"--config-dir", withAgent}, args...)...); err != nil {
			return nil, nil, err
		}
	}
	s := d.sim
	own := func(key, name, program, dir string) asker {
		return asker{key: key, name: name, command: []string{program, "--config-dir", dir, "token", liveName}}
	}
	list = []asker{
		own("keyring", "`lanyard token`, key from the keyring", o.lanyard, keyring),
		own("agent", "`lanyard token`, from the agent", o.lanyard, withAgent),
		{key: "stdin", name: "`lanyard token`, key on standard input", stdin: s.Cloud.APIKey + "\n", command: []string{o.lanyard, "--config-dir", keyring, "--secrets", "memory", "token", liveName, "--secret-stdin"}},
		own("window keyring", "`lanyard-window token`, key from the keyring", o.window, keyring),
		own("window agent", "`lanyard-window token`, from the agent", o.window, withAgent),
	}
	for _, a := range o.also {
		list = append(list, asker{key: a.name, name: "`lanyard token`, keyring: " + a.name, command: append(slices.Clone(a.command), "--config-dir", keyring, "token", liveName)})
	}
	if err := d.storeForSecretTool(ctx, s.Cloud.APIKey); err != nil {
		return nil, nil, err
	}
	peers := peers(o, s)
	for _, p := range peers {
		if why := p.lacks(o); why != "" {
			missing = append(missing, row{Key: p.key, Name: p.name, Missing: why})
			continue
		}
		list = append(list, p.asker)
	}
	return list, missing, nil
}

// storeForSecretTool keeps the key in the keyring for who reads it with secret-tool.
func (d *desk) storeForSecretTool(ctx context.Context, key string) error {
	cmd := exec.CommandContext(ctx, "secret-tool", "store", "--label", "bench", "made-by", "bench")
	cmd.Env, cmd.Stdin = d.Environ(), strings.NewReader(key)
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("secret-tool: %w: %s", err, out)
	}
	return nil
}

// peer is another program that does the same exchange, and what it needs.
type peer struct {
	asker
	programs []string
	files    []string
}

// lacks says why the peer cannot be run, "" when it can.
func (p peer) lacks(options) string {
	for _, name := range p.programs {
		if _, err := exec.LookPath(name); err != nil {
			return name + " is not installed"
		}
	}
	for _, file := range p.files {
		if _, err := os.Stat(file); err != nil {
			return filepath.Base(file) + " is not there"
		}
	}
	return ""
}

// peers send what IBM documents for an API key: a form with the key, to the sign-in's
// address. The key is never an argument.
func peers(o options, s *rig.Simulator) []peer {
	curl := "curl -sS --fail --cacert " + s.CAFile + " -H 'Accept: application/json'" +
		" --data-urlencode grant_type=urn:ibm:params:oauth:grant-type:apikey --data-urlencode apikey@- " + s.Cloud.AuthURL + "/identity/token"
	key := s.Cloud.APIKey
	shell := func(line string) []string { return []string{"sh", "-c", line} }
	withSecretTool := "secret-tool lookup made-by bench | " + o.sdk + " " + s.Cloud.AuthURL + " " + s.CAFile
	modules := filepath.Join(o.node, "node_modules", "ibm-cloud-sdk-core")
	return []peer{
		{asker{"curl", "curl, the exchange alone", key, nil, shell("exec " + curl)}, []string{"curl"}, nil},
		{asker{"jq", "curl and jq", key, nil, shell(curl + " | jq -r .access_token")}, []string{"curl", "jq"}, nil},
		{asker{"secret-tool", "secret-tool, curl and jq: key from the keyring", "", nil, shell("secret-tool lookup made-by bench | " + curl + " | jq -r .access_token")}, []string{"secret-tool", "curl", "jq"}, nil},
		{asker{"sdk", "program with go-sdk-core, key on standard input", key, nil, []string{o.sdk, s.Cloud.AuthURL, s.CAFile}}, nil, []string{o.sdk}},
		{asker{"sdk keyring", "secret-tool and go-sdk-core: key from the keyring", "", nil, shell(withSecretTool)}, []string{"secret-tool"}, []string{o.sdk}},
		{asker{"node", "program with ibm-cloud-sdk-core (Node.js)", key, []string{"NODE_EXTRA_CA_CERTS=" + s.CAFile}, []string{"node", filepath.Join(o.node, "token.mjs"), s.Cloud.AuthURL}}, []string{"node"}, []string{modules}},
	}
}
