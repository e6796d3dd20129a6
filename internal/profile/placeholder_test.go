package profile_test

import (
	"testing"

	"lanyard/internal/profile"
)

func TestPlaceholder(t *testing.T) {
	for want, texts := range map[profile.StandIn][]string{
		profile.Reference: {
			"os.environ/WATSONX_API_KEY", "ENV:WATSONX_APIKEY", "env:APIKEY", "env(WATSONX_APIKEY)", `env("APIKEY")`, "op://Private/watsonx/apikey", "vault:secret/data/wx#apikey",
			"${APIKEY}", "${env.WATSONX_API_KEY:=}", "${WATSONX_APIKEY:-abc}", "${APIKEY:?set it}", "$(APIKEY)", "$(op read op://a/b)", "$WATSONX_APIKEY", "$API_KEY", "$api_key",
			"$env:WATSONX_APIKEY", "%APIKEY%", "%(apikey)s", "{{ lookup('env', 'APIKEY') }}", "${{ secrets.APIKEY }}", "{{apikey}}", "#{APIKEY}#", "<%= ENV['APIKEY'] %>",
			"os.environ['APIKEY']", `os.environ.get("APIKEY")`, `os.getenv("APIKEY", "")`, "process.env.APIKEY", `System.getenv("APIKEY")`, `ENV.fetch("APIKEY")`, "import.meta.env.VITE_API_KEY",
			"secrets.APIKEY", "var.ibmcloud_api_key", "module.x.api_key", "data.ibm_secret.api_key", ".Values.watsonx.apikey",
			"!vault |", "!secret watsonx_apikey", "!env_var APIKEY", "vault://secret/wx", "ref+vault://secret/wx#key", "aws-sm://prod/wx", "keyring:watsonx", "file:/run/secrets/key", "/run/secrets/apikey",
			"arn:aws:secretsmanager:us-east-1:1:secret:wx", "projects/p/secrets/wx/versions/latest", "@Microsoft.KeyVault(SecretUri=https://v.vault.azure.net/secrets/x)",
			"$ANSIBLE_VAULT;1.1;AES256", "ENC[AES256_GCM,data:abc,type:str]", "{cipher}AQB1", `"os.environ/WATSONX_API_KEY"`, " op://a/b/c \n",
		},
		profile.Filler: {
			"REDACTED", "<redacted>", "[REDACTED]", "***REDACTED***", "changeme", "CHANGEME", "CHANGE_ME", "change-me", "change me!", "replaceme", "REPLACE_THIS", "TODO", "FIXME", "TBD", "None", "null",
			"undefined", "nil", "N/A", "n/a", "to be filled in", "to-do", "xxxxxxxx", "XXXX", "xxx", "********", "••••••••", "...", "…", "____", "placeholder", "dummy", "u8jz****************do_-Q", "u8jz…do_-Q",
			"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx", "sk-XXXXXXXXXXXX", "<none>", "(removed)", "__PLACEHOLDER__", "0000000000000000", "please change me",
		},
		profile.Sample: {
			"123456789", "ABCDEFG", "<api_key>", "<YOUR API KEY>", "YOUR_API_KEY", "your-api-key", "PASTE_YOUR_API_KEY_HERE", "insert-api-key-here", "MY_API_KEY", "my-api-key", "{api_key}",
			"[API KEY]", "apikey", "API_KEY", "IBM_CLOUD_API_KEY", "WATSONX_APIKEY", "https://<host>", "some api key", "my-ibm-cloud-api-key",
		},
		profile.NoStandIn: {
			"", "u8jzPde0IgxLd6GncfBAepfJBd0Kh8oOOL8dKLzdo_-Q", "-8jzPde0IgxLd6GncfBAepfJBd0Kh8oOOL8dKLzdo_-Q", "hunter2", "password", "secret", "admin", "Tulpe-77", "T&lpe 77+%", "$ecret", "$100", "<3", "{x",
			"a{b}c", "P@ss{word}", "env", "enviable", "vault", "op", "local.host", "!secret", "none of your business", "todo el mundo", "changemelater2", "correct horse battery staple", "var.x", "a:b", "x:y/z",
			"ping://", "azE6dXNyX2FiYzEyMw==", "12345678", "password1!", "https://cpd.example.org", "toboggan", "setter", "filler up", "000", "env is fine",
		},
	} {
		for _, s := range texts {
			if got := profile.Placeholder(s); got != want {
				t.Errorf("%q is %q, want %q", s, got, want)
			}
		}
	}
}
