package credimport_test

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"lanyard/internal/credimport"
	"lanyard/internal/nobody"
	"lanyard/internal/profile"
)

// An invented key of each kind, and what looks like one.
const (
	plantedKey  = "kQ7vXw2mN9pR4tYb6cZe8fGh1jLs3aDu5iOx0_-KvTnM"
	clusterKey  = "Hx7Kp2Qm9Rt4Wb6Zc8Vd1Nf3Lg5Js0Ya2Ue4Io6T"
	consoleKey  = "azE6aW52ZW50ZWQtYW5kLW5vYm9keXMta2V5LTEyMzQ1Njc4OTA="
	someGUID    = "5b0ab00a-3bc8-4c6b-9ba2-c6362e633958"
	someHash    = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
	someJWT     = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE4OTM0NTYwMDAsInN1YiI6IngifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ"
	deadJWT     = "eyJhbGciOiJSUzI1NiJ9.eyJleHAiOjE1MDAwMDAwMDAsInN1YiI6IngifQ.c2lnbmF0dXJlLW9mLW5vYm9keQ"
	otherVendor = "sk-proj-Ab3Cd5Ef7Gh9Ij1Kl3Mn5Op7Qr9St1Uv3Wx5Yz7"
)

// planted are files with a credential in them, and the line where its secret stands.
func planted() map[string]struct {
	text string
	line int
} {
	type file = struct {
		text string
		line int
	}
	k := plantedKey
	return map[string]file{
		".env":                  {"# app\nWATSONX_APIKEY=" + k + "\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\n", 2},
		".env.local":            {"export IBMCLOUD_API_KEY='" + k + "'\n", 1},
		"prod/.env.production":  {"WATSONX_URL=https://cpd.apps.example.org\nWATSONX_USERNAME=ana\nWATSONX_PASSWORD=p4ss word\n", 3},
		"a/.envrc":              {"export WML_API_KEY=" + k + "\n", 1},
		"old.env":               {"# IBM_CLOUD_API_KEY=" + k + "\n", 1},
		"ibm-credentials.env":   {"WATSON_MACHINE_LEARNING_AUTH_TYPE=iam\nWATSON_MACHINE_LEARNING_APIKEY=" + k + "\n", 2},
		"b/ibm-credentials.env": {"LAB_AUTH_TYPE=cp4d\nLAB_USERNAME=ana\nLAB_PASSWORD=hunter2222\nLAB_URL=https://cpd.example.org\n", 3},
		"nb/model.ipynb":        {notebookOf("from ibm_watson_machine_learning import APIClient\n", "wml_credentials = {\n", "  'apikey': '"+k+"',\n", "  'url': 'https://eu-de.ml.cloud.ibm.com'\n", "}"), 9},
		"nb/cluster.ipynb":      {notebookOf("creds = {\n", "'username': 'ana',\n", "'password': 'p4ss word',\n", "'url': 'https://cpd.example.org',\n", "'instance_id': 'openshift', 'version': '4.8'}"), 9},
		"nb/token.ipynb":        {notebookOf("%env WATSONX_TOKEN=" + someJWT), 7},
		"src/score.py":          {"import requests\napi_key = \"" + k + "\"\nrequests.post('https://us-south.ml.cloud.ibm.com/ml/v4/deployments', json={})\n", 2},
		"src/new.py":            {"from ibm_watsonx_ai import Credentials\nc = Credentials(\n    url='https://eu-gb.ml.cloud.ibm.com',\n    api_key='" + k + "')\n", 4},
		"src/default.py":        {"import os\nkey = os.environ.get('WATSONX_APIKEY', '" + k + "')\nos.environ['WATSONX_APIKEY'] = '" + k + "'\n", 2},
		"src/studio.py":         {"wml = {'instance_id': 'icp', 'url': 'https://10.0.0.7', 'username': 'joe', 'password': 'hunter2222'}\n", 1},
		"src/aws.py":            {"c = {'url': 'https://ap-south-1.aws.wxai.ibm.com', 'apikey': '" + consoleKey + "'}\n", 1},
		"src/cp4d.py":           {"from ibm_watsonx_ai import APIClient\nc = {'url': 'https://cpd.example.org', 'username': 'ana', 'apikey': '" + clusterKey + "'}\n", 2},
		"web/app.js":            {"const apikey = '" + k + "';\nfetch('https://iam.cloud.ibm.com/identity/token', {body: 'apikey=' + apikey + '&grant_type=urn:ibm:params:oauth:grant-type:apikey'});\n", 1},
		"web/config.ts":         {"export const config = { watsonxApiKey: '" + k + "' };\n", 1},
		"keys/apikey.json":      {"{\n  \"name\": \"x\",\n  \"createdAt\": \"2020-01-31T10:20+0000\",\n  \"apikey\": \"" + k + "\"\n}\n", 4},
		"keys/vcap.json":        {"{\"pm-20\":[{\"label\":\"pm-20\",\"credentials\":{\n\"apikey\":\"" + k + "\",\n\"iam_apikey_name\":\"x\"}}]}\n", 2},
		".bluemix/config.json":  {"{\n \"IAMToken\": \"Bearer " + deadJWT + "\",\n \"IAMRefreshToken\": \"OKAbYc-invented\",\n \"Region\": \"us-south\"\n}\n", 3},
		".bash_history":         {"ls\ncd src\nibmcloud login --apikey " + k + " -r us-south\nls\n", 3},
		".zsh_history":          {"curl -X POST https://iam.cloud.ibm.com/identity/token -d 'grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + k + "'\n", 1},
		"bin/login.sh":          {"#!/bin/sh\ncpdctl config profile set lab --url https://cpd.example.org --username ana --apikey " + clusterKey + "\n", 2},
		"bin/token.sh":          {"curl -k https://cpd.example.org/icp4d-api/v1/authorize \\\n  -d '{\"username\":\"ana\",\"password\":\"hunter2222\"}'\n", 2},
		"bin/setup.ps1":         {"$env:WATSONX_APIKEY = \"" + k + "\"\r\n", 1},
		"bin/setup.bat":         {"@echo off\r\nset ML_ENV=https://cpd.example.org\r\nset ML_USERNAME=ana\r\nset ML_PASSWORD=hunter2222\r\nset ML_INSTANCE=icp\r\n", 4},
		"deploy/compose.yml":    {"services:\n  a:\n    environment:\n      - WATSONX_APIKEY=" + k + "\n", 4},
		"deploy/k8s.yaml":       {"env:\n  - name: WATSONX_APIKEY\n    value: " + k + "\n", 3},
		"docs/README.md":        {"# Run\n\n```\nexport WATSONX_APIKEY=" + k + "\n```\n", 4},
	}
}

// wide is a text in UTF-16 without a mark.
func wide(text string) string { return strings.ReplaceAll(text, "", "\x00")[1:] }

func notebookOf(lines ...string) string {
	b, err := json.MarshalIndent(map[string]any{"cells": []any{map[string]any{"cell_type": "code", "outputs": []any{}, "source": lines}}}, "", " ")
	if err != nil {
		panic(err)
	}
	return string(b)
}

// adkKey has the form of the keys of IBM's SaaS console.
const adkKey = "azE6dXNyXzBhMWIyYzNkLTRlNWYtNmE3Yi04YzlkLTBlMWYyYTNiNGM1ZDpBYmNEZWZHaGlKa2xNbm9QcXJTdHVWd3hZejAxMjM0NTY3ODlhYmNkZWZnPTpBYjEy"

// TestScanNamesFilesOfPlaces: the file of watsonx Orchestrate's kit has no key, and is named
// because it is worth an import; one with nothing but the kit's own server is not.
func TestScanNamesFilesOfPlaces(t *testing.T) {
	root := t.TempDir()
	const local = "environments:\n  local:\n    wxo_url: http://localhost:4321\n"
	write(t, filepath.Join(root, ".config", "orchestrate", "config.yaml"),
		local+"  prod:\n    wxo_url: https://api.us-east-1.dl.watson-orchestrate.ibm.com/instances/20250508-1435-1457-50e0-b8f069e11f66\n")
	write(t, filepath.Join(root, "fresh", "config.yaml"), local)
	sum, err := credimport.Scan(t.Context(), []string{root}, credimport.ScanOptions{}, func(h credimport.Hit) { t.Errorf("a key in %s", h.Path) })
	if want := []string{filepath.Join(root, ".config", "orchestrate", "config.yaml")}; err != nil || !slices.Equal(sum.Configs, want) {
		t.Errorf("%v %v", sum.Configs, err)
	}
}

// TestScanReadsFilesOfToolsAndHistories plants a credential in files that tools, editors
// and shells keep, each in its own form.
func TestScanReadsFilesOfToolsAndHistories(t *testing.T) {
	k := plantedKey
	login := "https://cpd-zen.apps.example.org/icp4d-api/v1/authorize"
	body := `{"username":"ana","password":"hunter2222"}`
	root := t.TempDir()
	want := map[string]int{}
	for name, f := range map[string]struct {
		text string
		line int
	}{
		"terraform.tfstate":        {`{"version":4,"resources":[{"type":"ibm_resource_key","instances":[{"attributes":{"credentials":{` + "\n" + `"apikey":"` + k + `","url":"https://us-south.ml.cloud.ibm.com"}}}]}]}`, 2},
		"terraform.tfstate.backup": {`{"resources":[{"attributes":{"credentials_json":"{\"apikey\":\"` + k + `\",\"url\":\"https://us-south.ml.cloud.ibm.com\"}"}}]}`, 1},
		".python_history":          {"import os\nwml = {'apikey': '" + k + "', 'url': 'https://us-south.ml.cloud.ibm.com'}\n", 2},
		".node_repl_history":       {"const wml = {apikey: '" + k + "', url: 'https://us-south.ml.cloud.ibm.com'}\n", 1},
		".Rhistory":                {"Sys.setenv(WATSONX_APIKEY = '" + k + "')\n", 1},
		"fish_history":             {"- cmd: ls\n  when: 1\n- cmd: set -gx WATSONX_APIKEY " + k + "\n  when: 2\n", 3},
		"ConsoleHost_history.txt":  {"$env:WATSONX_APIKEY = '" + k + "'\n", 1},
		"Jenkinsfile":              {"pipeline {\n  environment {\n    WATSONX_APIKEY = '" + k + "'\n  }\n}\n", 3},
		"Jenkinsfile.release":      {"withEnv(['WATSONX_APIKEY=" + k + "']) { sh 'make' }\n", 1},
		"Dockerfile.dev":           {"FROM ubi9\nENV WATSONX_APIKEY=" + k + "\n", 2},
		"Makefile":                 {"login:\n\tibmcloud login --apikey " + k + "\n", 2},
		"api.http":                 {"POST " + login + "\nContent-Type: application/json\n\n" + body + "\n", 4},
		"api.rest":                 {"POST https://iam.cloud.ibm.com/identity/token\n\ngrant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=" + k + "\n", 3},
		"prod.bru":                 {"vars {\n  baseUrl: https://us-south.ml.cloud.ibm.com\n  apikey: " + k + "\n}\n", 3},
		".netrc":                   {"machine cpd-zen.apps.example.org\nlogin ana\npassword hunter2222\n", 3},
		"Auth.java":                {"IamAuthenticator a = new IamAuthenticator.Builder()\n    .apikey(\"" + k + "\")\n    .build();\n", 2},
		"auth.rs":                  {"let c = Client::builder()\n    .with_api_key(\"" + k + "\")\n    .with_url(\"https://us-south.ml.cloud.ibm.com\");\n", 2},
		"auth.py":                  {"a = IAMAuthenticator('" + k + "')\n", 1},
		"run.py":                   {"import os\nos.system('ibmcloud login --apikey " + k + "')\n", 2},
		"watsonx.service":          {"[Service]\nEnvironment=\"WATSONX_APIKEY=" + k + "\"\n", 2},
		"login.cmd":                {"curl ^\"" + login + "^\" --data-raw ^\"" + strings.ReplaceAll(body, `"`, `^\^"`) + "^\"\n", 1},
		"login.ps1":                {"Invoke-RestMethod -Uri '" + login + "' -Body '" + body + "'\n", 1},
		"wget.sh":                  {"wget --post-data='" + body + "' " + login + "\n", 1},
		"setup.sh":                 {"cpd-cli config users set a --username ana --password hunter2222\ncpd-cli config profiles set p --user a --url https://cpd.example.org\n", 1},
		"secret.sh":                {"kubectl create secret generic wx --from-literal=WATSONX_APIKEY=" + k + "\n", 1},
		".zsh_history":             {": 1:0;orchestrate env activate agents --api-key " + adkKey + "\n", 1},
		"old.env.bak":              {"WATSONX_APIKEY=" + k + "\n", 1},
	} {
		write(t, filepath.Join(root, name), f.text)
		want[name] = f.line
	}
	write(t, filepath.Join(root, "x", ".netrc"), "machine git.example.org login ana password hunter2222\n")
	write(t, filepath.Join(root, "x", "db.java"), "DataSource d = new DataSource.Builder().url(\"jdbc:db2://h/x\").user(\"ana\").password(\"hunter2222\").build();\n")
	write(t, filepath.Join(root, "x", "other.java"), "Client c = Client.builder().apiKey(\""+k+"\").url(\"https://api.example.org\").build();\n")
	got := map[string]int{}
	if _, err := credimport.Scan(t.Context(), []string{root}, credimport.ScanOptions{}, func(h credimport.Hit) {
		name, _ := filepath.Rel(root, h.Path)
		got[name] = h.Line
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("found (-want +got):\n%s", diff)
	}
}

// lookAlike is the n-th file that has something like a credential in it and none.
func lookAlike(n int) (name, text string) {
	guid := fmt.Sprintf("%08x-3bc8-4c6b-9ba2-c6362e633958", n*2654435761&0xffffffff)
	hash := fmt.Sprintf("%064x", n*7919+1)
	kinds := []struct{ name, text string }{
		{"package-lock.json", `{"packages":{"a":{"integrity":"sha512-` + strings.Repeat("Ab3+", 21) + `=="}},"apikey":"` + plantedKey + `"}`},
		{"ids.json", `{"apikey":"` + guid + `","instance_id":"` + guid + `","url":"https://us-south.ml.cloud.ibm.com"}`},
		{"sums.txt", "apikey: " + hash + "\n" + hash + "  file.tar.gz\n"},
		{"jwt.json", `{"access_token":"` + someJWT + `","token_type":"Bearer","expires_in":3600}`},
		{"other.env", "OPENAI_API_KEY=" + otherVendor + "\nAPI_KEY=" + hash + "\nSTRIPE_APIKEY=" + plantedKey + "\n"},
		{"sample.py", "wml_credentials = {\n  'apikey': '123456789',\n  'url': 'https://us-south.ml.cloud.ibm.com',\n}\n"},
		{"placeholder.env", "WATSONX_APIKEY=<your api key>\nWATSONX_URL=https://us-south.ml.cloud.ibm.com\nIBMCLOUD_API_KEY=${IBMCLOUD_API_KEY}\n"},
		{"env.py", "import os\nfrom ibm_watsonx_ai import Credentials\nc = Credentials(url='https://us-south.ml.cloud.ibm.com', api_key=os.environ['WATSONX_APIKEY'])\n"},
		{"database.yml", "production:\n  url: postgres://db.example.org/x\n  username: app\n  password: hunter2222\n"},
		{"login.js", "const user = {username: 'ana', password: 'hunter2222', url: 'https://shop.example.org'};\n"},
		{"generic.py", "api_key = '" + plantedKey + "'\nurl = 'https://api.example.org'\n"},
		{"etag.json", `{"etag":"` + plantedKey + `","token":"` + someJWT + `","password":"hunter2222"}`},
		{"dead.env", "WATSONX_TOKEN=" + deadJWT + "\n"},
		{"bx.sh", "curl -u bx:bx https://iam.bluemix.net/identity/token -d \"apikey=$APIKEY&grant_type=urn:ibm:params:oauth:grant-type:apikey\"\n"},
		{"poetry.lock", "[[package]]\nname = \"ibm-watsonx-ai\"\napikey = \"" + plantedKey + "\"\n"},
		{"test.ipynb", notebookOf("api_key = getpass.getpass('WATSONX_APIKEY: ')\n", "client_id = '"+guid+"'")},
		{"readme.md", "Set `WATSONX_APIKEY` to your API key (44 characters) and `password` to your password.\n"},
		{"vendor.json", `{"apikey":"` + otherVendor + `","endpoint":"https://api.openai.com"}`},
		{"cloudant.json", `{"cloudantNoSQLDB":[{"label":"cloudantNoSQLDB","credentials":{"apikey":"` + plantedKey + `","url":"https://x.cloudant.com"}}]}`},
		{"ids.py", "import ibm_watsonx_ai\nwml_apikey = '" + strings.ToUpper(guid[:4]) + "ab0A" + guid[8:] + "'\n"},
		{"form.html.js", "<input name=\"password\" value=\"hunter2222\"><input name=apikey value=" + hash + ">"},
	}
	k := kinds[n%len(kinds)]
	return filepath.Join(fmt.Sprintf("alike%02d", n/len(kinds)), k.name), k.text
}

// TestScanFindsThePlantedAlone makes a tree of 5,000 files, of which 30 hold a
// credential and 200 look as if they did.
func TestScanFindsThePlantedAlone(t *testing.T) {
	root := t.TempDir()
	want := map[string]int{}
	for name, f := range planted() {
		write(t, filepath.Join(root, name), f.text)
		want[filepath.FromSlash(name)] = f.line
	}
	if len(want) != 30 {
		t.Fatalf("%d files are planted", len(want))
	}
	const lookAlikes, files = 200, 5000
	for n := range lookAlikes {
		name, text := lookAlike(n)
		write(t, filepath.Join(root, name), text)
	}
	for n := range files - lookAlikes - len(want) {
		write(t, filepath.Join(root, fmt.Sprintf("more%02d/file%d.%s", n%50, n, []string{"py", "json", "txt", "bin", "js"}[n%5])), "x = "+someHash[:n%60]+"\n")
	}
	// What must not be looked at.
	write(t, filepath.Join(root, "node_modules", "a", ".env"), "WATSONX_APIKEY="+plantedKey)
	write(t, filepath.Join(root, ".git", "config.json"), `{"wml_apikey":"`+plantedKey+`"}`)
	write(t, filepath.Join(root, "myenv", "pyvenv.cfg"), "")
	write(t, filepath.Join(root, "myenv", "a.py"), "wml_apikey = '"+plantedKey+"'")
	write(t, filepath.Join(root, "large.py"), "wml_apikey = '"+plantedKey+"'\n"+strings.Repeat("#\n", credimport.MaxInput/2))
	write(t, filepath.Join(root, "binary.py"), "wml_apikey = '"+plantedKey+"'\x00\n")
	if err := os.Symlink(root, filepath.Join(root, "more00", "loop")); err != nil {
		t.Log("no symbolic links here")
	}
	write(t, filepath.Join(root, "deploy", "wide.ps1"), wide("$env:WATSONX_APIKEY = '"+plantedKey+"'\r\n"))
	want["deploy/wide.ps1"] = 1
	before := stateOf(t, root)

	got := map[string]int{}
	sum, err := credimport.Scan(t.Context(), []string{root}, credimport.ScanOptions{Now: func() time.Time { return time.Unix(1_800_000_000, 0) }}, func(h credimport.Hit) {
		rel, _ := filepath.Rel(root, h.Path)
		got[rel] = h.Line
		checkHit(t, h)
	})
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if sum.Hits != len(want) || sum.Skipped != 2 || sum.Failed != 0 || sum.Files < 3000 {
		t.Errorf("the summary is %+v", sum)
	}
	if diff := cmp.Diff(before, stateOf(t, root)); diff != "" {
		t.Errorf("the scan changed something:\n%s", diff)
	}
}

func checkHit(t *testing.T, h credimport.Hit) {
	t.Helper()
	for _, s := range []string{plantedKey, clusterKey, consoleKey, "hunter2222", "p4ss word", someJWT} {
		if strings.Contains(h.Masked+strings.Join(h.Advice(), " "), s[:5]) {
			t.Errorf("%s shows a secret: %s", h.Path, h.Masked)
		}
	}
	if !strings.HasPrefix(h.Masked, "••••••••••••") || len([]rune(h.Masked)) > 16 || !h.InRepo || len(h.Advice()) == 0 {
		t.Errorf("%s: %q, in a repository %v, %q", h.Path, h.Masked, h.InRepo, h.Advice())
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// stateOf is what a scan could change of a tree: sizes, times and modes.
func stateOf(t *testing.T, root string) []string {
	t.Helper()
	var state []string
	err := filepath.WalkDir(root, func(path string, entry os.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := entry.Info()
		state = append(state, fmt.Sprintf("%s %d %v %v", path, info.Size(), info.ModTime(), info.Mode()))
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return state
}

func TestMask(t *testing.T) {
	for _, c := range []struct {
		text, kind, want string
	}{
		{plantedKey, "api-key", "••••••••••••vTnM"},
		{"short", "api-key", "••••••••••••"},
		{"nineteen-characters", "api-key", "••••••••••••"},
		{"a long password with many words", "password", "••••••••••••"},
		{"", "api-key", "••••••••••••"},
	} {
		if got := credimport.Mask(c.text, profile.SecretKind(c.kind)); got != c.want {
			t.Errorf("%q gives %q", c.text, got)
		}
	}
}

func TestScanGoesOnAfterTrouble(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("modes don't bind Windows")
	}
	if nobody.Runs(t) {
		return
	}
	root := t.TempDir()
	write(t, filepath.Join(root, "a", "closed.env"), "WATSONX_APIKEY="+plantedKey)
	write(t, filepath.Join(root, "b", "open.env"), "WATSONX_APIKEY="+plantedKey)
	if err := os.Chmod(filepath.Join(root, "a", "closed.env"), 0); err != nil {
		t.Fatal(err)
	}
	var problems, hits []string
	sum, err := credimport.Scan(t.Context(), []string{root}, credimport.ScanOptions{Problem: func(path string, _ error) { problems = append(problems, path) }},
		func(h credimport.Hit) { hits = append(hits, h.Path) })
	if err != nil || sum.Failed != 1 || len(problems) != 1 || !slices.Equal(hits, []string{filepath.Join(root, "b", "open.env")}) {
		t.Errorf("%+v, %v, %v, %v", sum, err, problems, hits)
	}
}

func TestScanOfFilesAndTwice(t *testing.T) {
	root := t.TempDir()
	file := filepath.Join(root, "notes.odd") // not a name that a scan would read by itself
	write(t, file, "WATSONX_APIKEY="+plantedKey)
	write(t, filepath.Join(root, "x.env"), "WATSONX_APIKEY="+plantedKey)
	var hits []string
	sum, err := credimport.Scan(t.Context(), []string{file, root, filepath.Join(root, ".")}, credimport.ScanOptions{}, func(h credimport.Hit) { hits = append(hits, h.Path) })
	if want := []string{file, filepath.Join(root, "x.env")}; err != nil || !slices.Equal(hits, want) {
		t.Errorf("%v, %v, %v", sum, hits, err)
	}
	if _, err := credimport.Scan(t.Context(), []string{filepath.Join(root, "nothing")}, credimport.ScanOptions{}, nil); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("the error is %v", err)
	}
}

func TestScanEndsWithItsContext(t *testing.T) {
	root := t.TempDir()
	for n := range 20 {
		write(t, filepath.Join(root, fmt.Sprintf("%02d.env", n)), "WATSONX_APIKEY="+plantedKey)
	}
	ctx, cancel := context.WithCancel(t.Context())
	hits := 0
	_, err := credimport.Scan(ctx, []string{root}, credimport.ScanOptions{}, func(credimport.Hit) {
		hits++
		cancel()
	})
	if !errors.Is(err, context.Canceled) || hits != 1 {
		t.Errorf("%d hits, then %v", hits, err)
	}
}

// TestBearersOfClients: what an AI client goes on sending is told, dead or alive, with its
// end and what to put in its place.
func TestBearersOfClients(t *testing.T) {
	now := time.Date(2026, 12, 1, 12, 0, 0, 0, time.UTC)
	jwt := func(issuer string, ends time.Time) string {
		b := func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }
		return b(`{"alg":"RS256"}`) + "." + b(fmt.Sprintf(`{"iss":%q,"exp":%d}`, issuer, ends.Unix())) + "." + strings.Repeat("c2ln", 12)
	}
	const iam = "https://iam.cloud.ibm.com/identity"
	for name, c := range map[string]struct {
		file, token string
		want        string // in the advice; "" for no find
	}{
		"alive":                   {".mcp.json", jwt(iam, now.Add(time.Hour)), "ends on 1 December 2026 at 13:00 UTC"},
		"dead":                    {"mcp.json", jwt(iam, now.Add(-time.Hour)), "ended on 1 December 2026 at 11:00 UTC"},
		"of a cluster":            {"mcp_settings.json", jwt("KNOXSSO", now.Add(time.Hour)), "lanyard token NAME --header-json"},
		"dead, in any other file": {"notes.json", jwt(iam, now.Add(-time.Hour)), ""},
		"somebody else's":         {"mcp.json", jwt("https://accounts.example.com", now.Add(time.Hour)), ""},
	} {
		t.Run(name, func(t *testing.T) {
			dir := t.TempDir()
			text := fmt.Sprintf(`{"mcpServers": {"w": {"url": "https://w.example", "headers": {"Authorization": "Bearer %s"}}}}`, c.token)
			if err := os.WriteFile(filepath.Join(dir, c.file), []byte(text), 0o600); err != nil {
				t.Fatal(err)
			}
			var advice []string
			if _, err := credimport.Scan(t.Context(), []string{dir}, credimport.ScanOptions{Now: func() time.Time { return now }}, func(h credimport.Hit) {
				advice = append(advice, h.Advice()...)
			}); err != nil {
				t.Fatal(err)
			}
			got := strings.Join(advice, "\n")
			if c.want == "" && got != "" || !strings.Contains(got, c.want) {
				t.Errorf("the advice: %q", got)
			}
		})
	}
}
