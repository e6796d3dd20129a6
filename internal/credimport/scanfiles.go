package credimport

import (
	"bytes"
	"path/filepath"
	"slices"
	"strings"
)

// readsFile goes by a file's name.
func readsFile(path string) bool {
	name := strings.ToLower(filepath.Base(path))
	name = strings.TrimSuffix(strings.TrimSuffix(strings.TrimRight(name, "~"), ".bak"), ".backup") // what editors and tools keep beside a file
	name = strings.TrimSuffix(strings.TrimSuffix(name, ".old"), ".orig")
	switch name {
	case "package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "composer.lock", "pipfile.lock":
		return false
	}
	if hasSuffix(name, ".lock", ".min.js", ".map") {
		return false
	}
	return isSettingsFile(name) || isHistory(name) || slices.Contains(readExtensions(), filepath.Ext(name))
}

// isSettingsFile knows the files of shells, tools and build systems by their names, also
// with a word behind it: Dockerfile.dev, Jenkinsfile-release.
func isSettingsFile(name string) bool {
	for _, begin := range []string{".env", "ibm-credentials", "dockerfile", "containerfile", "jenkinsfile", "makefile", "gnumakefile", "procfile", "vagrantfile", "justfile", "rakefile"} {
		if strings.HasPrefix(name, begin) {
			return true
		}
	}
	switch name {
	case ".envrc", ".bashrc", ".bash_profile", ".bash_login", ".bash_aliases", ".bash_logout", ".profile", ".zshrc", ".zprofile", ".zshenv", ".zlogin", ".kshrc", ".cshrc", ".tcshrc",
		".netrc", "_netrc", ".curlrc", "_curlrc", ".wgetrc", ".npmrc", ".pypirc", ".rprofile", ".renviron", ".pgpass", "credentials", "config", "environment":
		return true
	}
	return false
}

// isHistory is true for the files in which shells, languages and databases keep what was
// typed: .bash_history, .python_history, .node_repl_history, fish_history, .rhistory, …
func isHistory(name string) bool {
	stem := strings.TrimSuffix(name, ".txt")
	return hasSuffix(stem, "history", "_hist", ".hist", ".histfile")
}

// readExtensions are the endings of the files that are read.
func readExtensions() []string {
	return []string{
		".env", ".ipynb", ".py", ".pyw", ".js", ".mjs", ".cjs", ".ts", ".tsx", ".jsx", ".mts", ".vue", ".svelte", ".json", ".jsonc", ".json5", ".jsonl", ".ndjson",
		".sh", ".bash", ".zsh", ".fish", ".ksh", ".csh", ".ps1", ".psm1", ".psd1", ".bat", ".cmd",
		".yml", ".yaml", ".toml", ".ini", ".cfg", ".conf", ".config", ".properties", ".xml", ".plist", ".service", ".desktop", ".netrc",
		".r", ".rmd", ".qmd", ".rb", ".go", ".java", ".scala", ".sc", ".kt", ".kts", ".php", ".cs", ".csx", ".fs", ".vb", ".swift", ".rs", ".dart", ".lua", ".pl", ".pm", ".jl",
		".ex", ".exs", ".clj", ".groovy", ".gradle", ".c", ".cc", ".cpp", ".h", ".sql",
		".md", ".rst", ".adoc", ".org", ".txt", ".log", ".csv", ".http", ".rest", ".bru", ".har", ".tf", ".tfvars", ".tfstate", ".hcl", ".tpl", ".j2", ".tmpl", ".template",
		".example", ".sample", ".local", ".dist",
	}
}

// mentions is a quick look whether a file can have a credential at all.
func mentions(input []byte) bool {
	low := bytes.ToLower(bytes.ReplaceAll(input, []byte{0}, nil)) // UTF-16 becomes readable enough
	for _, word := range []string{
		"apikey", "api_key", "api-key", "password", "passwd", "iamtoken", "zenapikey", "_token", "validateauth", "_pwd",
		"authenticator", "tokenmanager", "withkey", "authorization", "ml.cloud.ibm.com", "kind: secret",
	} {
		if bytes.Contains(low, []byte(word)) {
			return true
		}
	}
	return false
}
