package snippet

import (
	"net/url"
	"strconv"
	"strings"

	"lanyard/internal/envvars"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/shellquote"
)

// apiVersion is the date that calls of Watson Machine Learning name.
const apiVersion = "2020-09-01"

// facts are what a snippet is made of.
type facts struct {
	target  Target
	profile profile.Profile
	key     secret.Text       // for a text with the key in it
	refer   string            // in place of the token; "" for none
	values  map[string]string // by the names that templates use; "" is not set
}

func factsOf(t Target, p profile.Profile, o Options) (facts, error) {
	signIn, err := p.SignInURL()
	if err != nil {
		return facts{}, err
	}
	f := facts{target: t, profile: p, key: o.Secret, refer: o.Reference, values: map[string]string{
		"name": p.Name, "title": title(p), "program": o.Program, "target": t.Name, "file": t.File,
		"url": p.URL, "signin": signIn, "identity": p.IdentityURL(), "auth_url": p.AuthURL,
		"username": p.Username, "secret": o.Secret.Reveal(), "with_secret": flag(!o.Secret.Empty()),
		"keyvar": envvars.APIKey, "tokenvar": envvars.Token, "keyword": keyword(p), "apikey": flag(p.SecretKind == profile.APIKey), "password": flag(p.SecretKind == profile.Password),
		"space": p.SpaceID, "project": p.ProjectID, "place": p.SpaceID + p.ProjectID, "instance": envvars.Instance(p), "version": p.CPDVersion, "account": p.AccountID,
		"cafile": "", "proxy": envvars.OpenProxy(p), "bedrock": "", "validate": "", "list": listURL(p), "predictions": p.ServiceURL() + "/ml/v4/deployments/", "api_version": apiVersion,
		"trusted": flag(p.TrustedProfile != nil), "trusted_id": "", "trusted_crn": "", "trusted_name": "",
		"and_call": "", "username_header": "username: " + p.Username, "slug": fileName(p.Name), "mlvar": "ML_APIKEY", "winname": p.Name,
		"paste_prompt": "Token (lanyard token " + shellquote.Word(p.Name) + " --copy, where Lanyard is): ",
		"region":       "", "cli_api": "https://cloud.ibm.com", "client_url": envvars.OldClientURL(p), "gateway": "",
		"instance_url": p.InstanceURL(), "auth_type": string(p.Auth()),
		"helper": "", "helper_exec": "", "credentials": "", "continue_secret": "${{ secrets.WATSONX_API_KEY }}",
	}}
	for _, k := range profile.Kinds() {
		f.values[string(k)] = flag(p.Kind == k)
	}
	f.addPlace()
	f.addTrusted()
	f.addCAFile(o)
	if f.values["program"] == "" {
		f.values["program"] = "lanyard"
	}
	f.values["helper"] = shellquote.Word(f.values["program"]) + " token " + shellquote.Word(p.Name) + " --header-json"
	f.values["helper_exec"] = shellquote.Word(f.values["program"]) + " exec " + shellquote.Word(p.Name) + " --for " + t.Name + " --serve"
	f.values["credentials"] = f.credentials()
	f.addImports()
	f.values["imports_os"] = flag(o.Secret.Empty() || f.values["cafile"] != "" || f.values["proxy"] != "")
	return f, nil
}

func flag(set bool) string {
	if set {
		return "yes"
	}
	return ""
}

// keyword is what people call the profile's key.
func keyword(p profile.Profile) string {
	if p.SecretKind == profile.Password {
		return "password"
	}
	return "API key"
}

// title says where a profile runs.
func title(p profile.Profile) string {
	if r, ok := profile.RegionOf(p.URL); ok {
		return p.Kind.Title() + ", " + r.Name
	}
	return p.Kind.Title() + ", " + p.Host()
}

// listURL is a call that only reads, for trying a token: the deployments of the
// profile's space or project, else the spaces. Watson Studio Local has none that is
// known.
func listURL(p profile.Profile) string {
	query := url.Values{"version": {apiVersion}, "limit": {"20"}}
	switch {
	case !p.Kind.HasPlaces():
		return ""
	case p.SpaceID != "":
		query.Set("space_id", p.SpaceID)
	case p.ProjectID != "":
		query.Set("project_id", p.ProjectID)
	default:
		return p.Platform() + "/v2/spaces?limit=20"
	}
	return p.ServiceURL() + "/ml/v4/deployments?" + query.Encode()
}

// addPlace adds what follows from kind and address.
func (f facts) addPlace() {
	p, v := f.profile, f.values
	if p.SecretKind == profile.Password {
		v["keyvar"], v["mlvar"] = envvars.Password, "ML_PASSWORD"
	}
	if v["list"] != "" {
		v["and_call"] = ", and a call with it"
	}
	if strings.Contains(p.Name, " ") {
		v["winname"] = "'" + p.Name + "'" // for the eye: a comment cannot quote every name
	}
	if r, ok := profile.RegionOf(p.URL); ok && p.Kind == profile.Cloud {
		v["region"] = r.ID
		if strings.HasPrefix(p.Host(), "private.") {
			v["cli_api"] = "https://private.cloud.ibm.com"
		}
	}
	switch p.Kind {
	case profile.CP4D:
		if p.CPDIdentity != profile.IdentityOff {
			v["bedrock"] = p.CPDIdentity
		}
		v["validate"] = strings.TrimSuffix(v["signin"], "/icp4d-api/v1/authorize") + "/v1/preauth/validateAuth"
	case profile.StudioLocal:
		v["gateway"] = flag(strings.Contains(v["signin"], ":31843/"))
	}
}

// credentials are the arguments with which IBM's library is told a profile and a token.
func (f facts) credentials() string {
	args := []string{"url=" + strconv.Quote(f.profile.URL)}
	if f.profile.Username != "" {
		args = append(args, "username="+strconv.Quote(f.profile.Username))
	}
	if f.profile.CPDVersion != "" {
		args = append(args, "version="+strconv.Quote(f.profile.CPDVersion))
	}
	args = append(args, "token=get_token()")
	if f.values["cafile"] != "" {
		args = append(args, `verify=os.environ["REQUESTS_CA_BUNDLE"]`)
	}
	if proxy := f.values["proxy"]; proxy != "" {
		args = append(args, `proxies={"https": `+strconv.Quote(proxy)+"}")
	}
	return strings.Join(args, ", ")
}

// addImports says what the Go program needs: it must not import more.
func (f facts) addImports() {
	v := f.values
	reference, form := f.key.Empty(), v["cloud"] != "" || v["identity"] != ""
	v["needs_os"] = flag(reference || v["cafile"] != "")
	v["needs_url"] = flag(form || v["proxy"] != "")
	v["needs_strings"] = flag(form || reference)
	v["needs_bytes"] = flag(!form && v["studio-local"] == "") // a body of JSON
}

func (f facts) addTrusted() {
	if t := f.profile.TrustedProfile; t != nil {
		f.values["trusted_id"], f.values["trusted_crn"], f.values["trusted_name"] = t.ID, t.CRN, t.Name
	}
}

// addCAFile adds the file with the CA certificates.
func (f facts) addCAFile(o Options) {
	p := f.profile
	if p.TLS.CAPEM != "" && p.TLS.Mode != profile.TLSPin {
		f.values["cafile"] = o.CAFile
		if o.CAFile == "" {
			f.values["cafile"] = CAFileName(p)
		}
	}
}
