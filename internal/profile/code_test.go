package profile

import "testing"

func TestCheckPasscodePage(t *testing.T) {
	const ibm, own, local = "", "https://login.example.org:8443/iam", "https://127.0.0.1:4443"
	for _, tt := range []struct {
		name, auth, page string
		opens            string // "" when refused
	}{
		{"regional", ibm, "https://identity-1.us-south.iam.cloud.ibm.com/identity/passcode", "https://identity-1.us-south.iam.cloud.ibm.com/identity/passcode"},
		{"the host itself", ibm, "https://iam.cloud.ibm.com/identity/passcode", "https://iam.cloud.ibm.com/identity/passcode"},
		{"capitals", ibm, "HTTPS://IAM.Cloud.IBM.com/identity/passcode", "https://iam.cloud.ibm.com/identity/passcode"},
		{"default port", ibm, "https://iam.cloud.ibm.com:443/p", "https://iam.cloud.ibm.com:443/p"},
		{"another port of IBM's", ibm, "https://iam.cloud.ibm.com:8443/p", ""},
		{"above", ibm, "https://cloud.ibm.com/identity/passcode", ""},
		{"a name that ends alike", ibm, "https://evil-iam.cloud.ibm.com/identity/passcode", ""},
		{"IBM's as a prefix", ibm, "https://iam.cloud.ibm.com.example.org/identity/passcode", ""},
		{"the test domain", ibm, "https://iam.test.cloud.ibm.com/identity/passcode", ""},
		{"the test domain's own", "https://iam.test.cloud.ibm.com", "https://identity-2.iam.test.cloud.ibm.com/p", "https://identity-2.iam.test.cloud.ibm.com/p"},
		{"http", ibm, "http://iam.cloud.ibm.com/identity/passcode", ""},
		{"a user", ibm, "https://iam.cloud.ibm.com@example.org/p", ""},
		{"a script", ibm, "javascript:alert(1)", ""},
		{"no host", ibm, "https:///identity/passcode", ""},
		{"a line end", ibm, "https://iam.cloud.ibm.com/p\nhttps://example.org", ""},
		{"a blank", ibm, "https://iam.cloud.ibm.com/p --flag", ""},
		{"a flag", ibm, "--version", ""},
		{"nothing", ibm, "", ""},
		{"one's own, same port", own, "https://login.example.org:8443/passcode", "https://login.example.org:8443/passcode"},
		{"one's own, another port", own, "https://login.example.org/passcode", ""},
		{"one's own, IBM's page", own, "https://iam.cloud.ibm.com/identity/passcode", ""},
		{"below one's own", own, "https://id.login.example.org:8443/passcode", ""},
		{"this computer, another port", local, "https://127.0.0.1:9/passcode", "https://127.0.0.1:9/passcode"},
		{"this computer by another name", local, "https://localhost:4443/passcode", ""},
		{"this computer, another host", local, "https://192.0.2.1:4443/passcode", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			p := Profile{Kind: Cloud, URL: "https://eu-de.ml.cloud.ibm.com", AuthURL: tt.auth}
			got, err := p.CheckPasscodePage(tt.page)
			if got != tt.opens || (err == nil) != (tt.opens != "") {
				t.Errorf("got %q, %v; want %q", got, err, tt.opens)
			}
		})
	}
}

func TestAddressesAroundCodes(t *testing.T) {
	for _, tt := range []struct{ url, auth, discovery, accounts, session string }{
		{
			"https://eu-de.ml.cloud.ibm.com", "", "https://iam.cloud.ibm.com/identity/.well-known/openid-configuration",
			"https://accounts.cloud.ibm.com/coe/v2/accounts", "https://iam.cloud.ibm.com/v1/sessions/C-1%2F..%2F2/state",
		},
		{
			"https://private.eu-de.ml.cloud.ibm.com", "", "https://private.iam.cloud.ibm.com/identity/.well-known/openid-configuration",
			"https://accounts.cloud.ibm.com/coe/v2/accounts", "https://private.iam.cloud.ibm.com/v1/sessions/C-1%2F..%2F2/state",
		},
		{
			"https://wml.example.org", "https://login.example.org:8443/iam", "https://login.example.org:8443/iam/identity/.well-known/openid-configuration",
			"https://login.example.org:8443/iam/coe/v2/accounts", "https://login.example.org:8443/iam/v1/sessions/C-1%2F..%2F2/state",
		},
	} {
		p := Profile{Kind: Cloud, URL: tt.url, AuthURL: tt.auth}
		discovery, _ := p.DiscoveryURL()
		accounts, _ := p.AccountsURL()
		session, _ := p.SessionURL("C-1/../2")
		if discovery != tt.discovery || accounts != tt.accounts || session != tt.session {
			t.Errorf("%s: got %s, %s, %s", tt.url, discovery, accounts, session)
		}
	}
	if got, err := (Profile{Kind: CP4D, URL: "https://cpd.example.org"}).DiscoveryURL(); err == nil {
		t.Errorf("a cluster has codes at %s", got)
	}
}

func TestCheckOfAProfileWithoutAKey(t *testing.T) {
	good := Profile{Name: "a", Kind: Cloud, URL: "https://eu-de.ml.cloud.ibm.com", SignIn: ByCode}
	if err := Check(good); err != nil {
		t.Error(err)
	}
	cluster := Profile{Name: "a", Kind: CP4D, URL: "https://cpd.example.org", Username: "ana", SecretKind: Password, SignIn: ByCode}
	if err := Check(cluster); err == nil {
		t.Error("a cluster without a key is good")
	}
	odd := good
	odd.SignIn = "smartcard"
	if err := Check(odd); err == nil {
		t.Error("an unknown way to sign in is good")
	}
	byKey := good
	byKey.SignIn, byKey.SecretKind, byKey.KeyID = ByKey, APIKey, "k"
	plain := byKey
	plain.SignIn = ""
	if byKey.Place() != plain.Place() {
		t.Error(`"key" is another place than nothing`)
	}
	if d := plain.Place().Differences(good.Place()); len(d) == 0 || d[0].Field != "sign_in" {
		t.Errorf("the way to sign in is no part of the place: %v", d)
	}
}

func TestTidyCode(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"aB3dE5fG7h", "aB3dE5fG7h"},
		{"  aB3dE5fG7h\r\n", "aB3dE5fG7h"},
		{"ibmcloud login -a https://cloud.ibm.com -u passcode -p aB3dE5fG7h", "aB3dE5fG7h"},
		{"ibmcloud login -a https://cloud.ibm.com -u passcode -p 'aB3dE5fG7h' -r eu-de", "aB3dE5fG7h"},
		{"", ""},
		{"two words", ""},
		{"aB3\x1b[2J", ""},
		{"grün", ""},
	} {
		got, err := TidyCode(tt.text)
		if got != tt.want || (err == nil) != (tt.want != "") {
			t.Errorf("%q: got %q, %v", tt.text, got, err)
		}
	}
}
