package sim

// Info is what a client needs to know to use a running simulator: addresses
// (with explicit ports) and the credentials that work there. Keys, passwords
// and ids are made anew at every start. It marshals to the one line that
// "lanyard simulate" prints.
type Info struct {
	CAFile          string       `json:"ca_file"` // absolute path of the CA certificate, PEM
	Cloud           CloudInfo    `json:"cloud"`
	AWS             AWSInfo      `json:"aws"`
	CP4D            CP4DInfo     `json:"cp4d"`
	CP4DIdentity    IdentityInfo `json:"cp4d_identity"`
	StudioICP       StudioInfo   `json:"studio_icp"`
	StudioOpenShift StudioInfo   `json:"studio_openshift"`
	Failing         FailingKeys  `json:"failing"`

	Orchestrate      OrchestrateInfo `json:"orchestrate"`       // on AWS
	OrchestrateCloud OrchestrateInfo `json:"orchestrate_cloud"` // on IBM Cloud
	OrchestrateCPD   OrchestrateInfo `json:"orchestrate_cpd"`   // on the cluster of CP4D

	TLSFaults TLSFaultInfo `json:"tls_faults"`
	DeadURL   string       `json:"dead_url"` // nothing listens here
}

// CloudInfo is the entry for IBM Cloud.
type CloudInfo struct {
	URL              string `json:"url"`
	AuthURL          string `json:"auth_url"`
	PlatformURL      string `json:"platform_url"`
	APIKey           string `json:"api_key"`            // of a user
	ServiceIDAPIKey  string `json:"service_id_api_key"` // of a service ID
	TrustedProfileID string `json:"trusted_profile_id"`
	AccountID        string `json:"account_id"`
	InstanceID       string `json:"instance_id"`
	SpaceID          string `json:"space_id"`
	ProjectID        string `json:"project_id"`
	ForbiddenSpaceID string `json:"forbidden_space_id"` // exists, but nobody here is a member

	PasscodeURL           string        `json:"passcode_url"`       // the page that shows a one-time code
	Passcodes             []string      `json:"passcodes"`          // ten that work once each
	Accounts              []AccountInfo `json:"accounts"`           // two of the person's, the one of AccountID first
	NoKeysAccountID       string        `json:"no_keys_account_id"` // a third, in which nobody may make API keys
	KeyLimit              int           `json:"key_limit"`          // how many API keys an identity may have
	NoKeysAPIKey          string        `json:"no_keys_api_key"`    // the user's key in NoKeysAccountID
	NoKeysServiceIDAPIKey string        `json:"no_keys_service_id_api_key"`
}

// AWSInfo is the entry for watsonx on AWS.
type AWSInfo struct {
	URL         string `json:"url"`
	AuthURL     string `json:"auth_url"`
	PlatformURL string `json:"platform_url"`
	APIKey      string `json:"api_key"`
	AccountID   string `json:"account_id"`
}

// CP4DInfo is a Cloud Pak for Data cluster with its own user directory.
type CP4DInfo struct {
	URL      string `json:"url"`
	Username string `json:"username"`
	Password string `json:"password"`
	APIKey   string `json:"api_key"`
	SpaceID  string `json:"space_id"`
}

// IdentityInfo is a Cloud Pak for Data cluster behind the identity service:
// URL refuses the good password, IdentityURL takes it.
type IdentityInfo struct {
	URL         string `json:"url"`
	IdentityURL string `json:"identity_url"`
	Username    string `json:"username"`
	Password    string `json:"password"`
}

// OrchestrateInfo is an instance of watsonx Orchestrate. Its URL ends with the instance.
type OrchestrateInfo struct {
	URL         string `json:"url"`
	AuthURL     string `json:"auth_url,omitempty"`
	APIKey      string `json:"api_key"`
	OlderAPIKey string `json:"older_api_key,omitempty"` // for the older sign-in of the SaaS platform; APIKey is for the newer one alone
	Username    string `json:"username,omitempty"`      // on a cluster
	Password    string `json:"password,omitempty"`
}

// StudioInfo is a Watson Studio Local.
type StudioInfo struct {
	URL        string `json:"url"`
	InstanceID string `json:"instance_id"` // "icp" or "openshift"
	Username   string `json:"username"`
	Password   string `json:"password"`
}

// FailingKeys are API keys for the cloud entry that cannot sign in.
type FailingKeys struct {
	UnknownKey      string `json:"unknown_key"`
	DisabledKey     string `json:"disabled_key"`
	IPRestrictedKey string `json:"ip_restricted_key"`
	RateLimitedKey  string `json:"rate_limited_key"`
	SlowKey         string `json:"slow_key"` // answers after ten minutes
	HTMLKey         string `json:"html_key"`
}

// TLSFaultInfo are origins that answer like IBM Cloud, sign-in and service in
// one, but behind a TLS that a careful client refuses.
type TLSFaultInfo struct {
	UnknownCA string `json:"unknown_ca"`
	WrongName string `json:"wrong_name"`
	Expired   string `json:"expired"`
	TLS11     string `json:"tls11"` // nothing newer than TLS 1.1
}
