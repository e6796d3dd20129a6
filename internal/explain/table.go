package explain

import (
	"net"
	"slices"
	"strings"

	"lanyard/iam"
	"lanyard/internal/profile"
)

// The pages that sentences name.
const (
	pageKeys     = "https://cloud.ibm.com/iam/apikeys"
	pageServices = "https://cloud.ibm.com/iam/serviceids"
	pageTrusted  = "https://cloud.ibm.com/iam/trusted-profiles"
	pageStatus   = "https://cloud.ibm.com/status"
	pageProjects = "https://dataplatform.cloud.ibm.com/projects"
)

// row is one line of the table: what it fits, and what it says. An empty condition
// fits everything. In sentences {host} is whom we talked to, with the proxy; {bare}
// without, {name} without its port; {message} is what the server said, {said} the same
// with a full stop, {Said} also with a capital, {cause} the error's text, {status} the HTTP status, {wait} what the server asked us to wait.
// A part in brackets goes when one of its values is missing.
type row struct {
	codes  []string
	checks []iam.Check
	kind   profile.Kind
	secret profile.SecretKind
	step   iam.Step
	status int
	reason iam.Reason
	port   string // of the host
	proxy  bool   // only through a proxy

	exit   int
	what   string
	why    string
	next   string
	retry  bool
	action Action
	also   Action
	link   string
}

func (r row) fits(e *iam.Error) bool {
	switch {
	case len(r.codes) > 0 && !slices.Contains(r.codes, strings.ToLower(e.Code)),
		len(r.checks) > 0 && !slices.Contains(r.checks, e.Check),
		r.kind != "" && r.kind != e.Kind,
		r.secret != "" && r.secret != e.SecretKind,
		r.step != "" && r.step != e.Step,
		r.status != 0 && r.status != e.Status,
		r.reason != "" && r.reason != e.Reason,
		r.proxy && e.Via == "":
		return false
	case r.port != "":
		_, port, err := net.SplitHostPort(e.Host)
		return err == nil && port == r.port
	}
	return true
}

// find gives the first row that fits. The last one fits everything.
func find(e *iam.Error) row {
	for _, r := range rows {
		if r.fits(e) {
			return r
		}
	}
	return row{exit: ExitUnusable, what: "Something failed at {host}"}
}

// rows is the table, the special before the general: first IBM's codes, then what a
// kind of place or a step makes of a status, then the transport.
var rows = slices.Concat(sessionRows, managingRows, keyRows, stepRows, accessRows, refusalRows, networkRows, tlsRows, answerRows)

func checks(list ...iam.Check) []iam.Check { return list }

// codes are compared in lower case.
func codes(list ...string) []string {
	for i, c := range list {
		list[i] = strings.ToLower(c)
	}
	return list
}

const keysPage = "the API keys page (" + pageKeys + ")"

// keyRows are the codes with which IBM Cloud IAM refuses a sign-in. Where the meaning
// of a code rests on few reports, IBM's own message is in the sentence.
var keyRows = []row{
	{
		codes: codes("BXNIM0415E"), exit: ExitRefused, action: ActionReplaceKey, link: pageKeys,
		what: "IBM does not know this API key",
		why: "It was deleted, mistyped or cut short, or it belongs to another cloud or product: keys of IBM Cloud have 44 characters, " +
			"those of a Cloud Pak for Data cluster 40, and a key of watsonx on AWS is unknown here.",
		next: "Check the key on " + keysPage + " and replace it.",
	},
	{
		codes: codes("BXNIM0462E"), exit: ExitRefused, action: ActionPage, link: pageKeys,
		what: "This API key is disabled",
		why:  "Somebody switched it off. It still exists and can be switched on again.",
		next: "Enable it on " + keysPage + ", or replace it with another key.",
	},
	{
		codes: codes("BXNIM0430E"), exit: ExitRefused, action: ActionNone,
		what: "IBM Cloud does not allow sign-ins from this network",
		why:  "The account or the user has a list of allowed IP addresses, and this computer's is not on it.[ IBM says: {said}]",
		next: "Connect to your company's network or VPN, or ask the account's administrator to allow the address (Manage, Access (IAM), Settings).",
	},
	{
		codes: codes("BXNIM0436E"), exit: ExitRefused,
		what: "The owner of this API key is suspended in the account",
		why:  "The key itself is known.[ IBM says: {said}]",
		next: "Ask the account's administrator to activate the user, or use a key of a service ID.",
	},
	{
		codes: codes("BXNIM0410E"), exit: ExitRefused,
		what: "The owner of this API key is not active in the account",
		why:  "The user was removed from the account or has not accepted the invitation, so the key works no longer.",
		next: "Ask the account's administrator, or use a key of a service ID, which does not depend on a person.",
	},
	{
		codes: codes("BXNIM0434E"), exit: ExitRefused, action: ActionReplaceKey, link: pageKeys,
		what: "This API key is blocked",
		why:  "IBM blocks keys, among others those found in public places.[ IBM says: {said}]",
		next: "Make a new key on " + keysPage + " and replace it here.",
	},
	{
		codes: codes("BXNIM0420E", "BXNIM0425E"), exit: ExitRefused, action: ActionReplaceKey, link: pageKeys,
		what: "This API key cannot be used any more",
		why:  "It is disabled or has expired.[ IBM says: {said}]",
		next: "Look at it on " + keysPage + ", then enable it or replace it.",
	},
	{
		codes: codes("BXNIM0109E"), exit: ExitRefused, action: ActionReplaceKey,
		what: "IBM Cloud misses a part of the sign-in",
		why:  "Something arrived empty, most likely the key, or a proxy changed the request on its way.[ IBM says: {said}]",
		next: "Enter the API key again; if that does not help, try without the proxy.",
	},
	{
		codes: codes("BXNIM0401E", "BXNIM0405E", "BXNIM0407E"), step: iam.StepAssume, exit: ExitRefused, action: ActionAgain, retry: true,
		what: "IBM Cloud did not accept the key's token for the trusted profile",
		why:  "The API key was good, but the token that it gave was refused in the second step.[ IBM says: {said}]",
		next: "Try again. If it stays so, check the trusted profile's id and account.",
	},
	{
		codes: codes("BXNIM0401E", "BXNIM0405E", "BXNIM0407E"), exit: ExitRefused, action: ActionNewToken, retry: true,
		what: "IBM Cloud did not accept the token",
		why:  "[IBM says: {said}]",
		next: "Get a new token.",
	},
	{
		codes: codes("BXNIM0408E", "BXNIM0439E"), exit: ExitRefused, action: ActionNewToken, retry: true,
		what: "The session with IBM Cloud has ended",
		why:  "It was idle for too long. The API key is not affected.",
		next: "Get a new token: Lanyard signs in with the API key again.",
	},
	{
		codes: codes("BXNIM0400E"), exit: ExitRefused, action: ActionReplaceKey, link: pageKeys,
		what: "IBM Cloud asks for a further factor",
		why:  "The account requires a sign-in by browser or a second factor, which only an API key can stand in for.[ IBM says: {said}]",
		next: "Make an API key on " + keysPage + " and use that.",
	},
	{
		codes: codes("BXNIM0513E", "BXNIM0501E"), exit: ExitRefused,
		what: "This identity may not sign in this way",
		why:  "IBM Cloud knows it, but does not allow this kind of sign-in for it.[ IBM says: {said}]",
		next: "Ask the account's administrator; for a trusted profile, check that this user or service ID is among its trusted identities.",
	},
	{
		codes: codes("BXNIM0602E"), exit: ExitRefused, action: ActionReplaceKey, link: pageKeys,
		what: "IBM Cloud refused this user name and password",
		why:  "Passwords are for people in a browser; programs sign in with API keys.",
		next: "Make an API key on " + keysPage + " and use that.",
	},
	{
		codes: codes("BXNIM0060E"), exit: ExitUnusable, action: ActionEdit,
		what: "IBM Cloud did not understand the sign-in",
		why:  "A proxy, or a redirect, seems to have changed the request at {host}.[ IBM says: {said}]",
		next: "Check the sign-in address, and try without the proxy.",
	},
}

// stepRows are the second steps, and what a cluster's own codes mean.
var stepRows = []row{
	{
		checks: checks(iam.CheckSignIn), step: iam.StepAssume, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionPage, link: pageTrusted,
		what: "IBM accepted the API key, but not for this trusted profile",
		why:  "The trusted profile does not exist, or this user or service ID is not among its trusted identities.[ IBM says: {said}]",
		next: "Check id and trust on the trusted profiles page (" + pageTrusted + ").",
	},
	{
		checks: checks(iam.CheckSignIn), step: iam.StepIdentity, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionReplaceKey,
		what: "The identity service refused this user name and password",
		why:  "{host} is the place that the profile names for the cluster's users.[ It says: {said}]",
		next: "Check user name and password. Try rarely: directories lock accounts after some failures.",
	},
	{
		checks: checks(iam.CheckSignIn), step: iam.StepValidate, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionEdit,
		what: "The password is good, but the cluster does not admit this user",
		why:  "The identity service accepted user name and password; {host} did not take its token.[ It says: {said}]",
		next: "Ask the cluster's administrator to add the user, and check that both addresses belong to the same cluster.",
	},
	{
		checks: checks(iam.CheckSignIn), codes: codes("602"), exit: ExitRefused, action: ActionEdit,
		what: "The cluster misses a field of the sign-in",
		why:  "[It says: {said}]",
		next: "Check the user name, and enter the password or API key again.",
	},
	{
		checks: checks(iam.CheckSignIn), kind: profile.CP4D, secret: profile.APIKey, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionReplaceKey,
		what: "The cluster refused this user name with this API key",
		why: "One of them is wrong, the key was replaced by a newer one (a user has only one), or the user is not admitted to the platform." +
			"[ It says: {said}]",
		next: "Check the user name at {host}, and make a new key there: your profile, Profile and settings, API key.",
	},
	{
		checks: checks(iam.CheckSignIn), kind: profile.CP4D, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionReplaceKey, also: ActionIdentity,
		what: "The cluster refused this user name and password",
		why: "One of them is wrong, the account is locked, or the user is not admitted to the platform. Clusters with an identity service " +
			"refuse a good password here.[ It says: {said}]",
		next: "Check user name and password at {host}. If the cluster has an identity service, enter its address in the profile, or use an API key. " +
			"Try rarely: directories lock accounts after some failures.",
	},
	{
		checks: checks(iam.CheckSignIn), kind: profile.StudioLocal, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionReplaceKey,
		what: "Watson Studio Local refused this user name and password",
		why:  "One of them is wrong, or the account is locked.[ It says: {said}]",
		next: "Sign in at {host} in a browser to see which, then correct it here. Try rarely: directories lock accounts after some failures.",
	},
	{
		reason: iam.ReasonOtherKey, exit: ExitRefused, action: ActionReplaceKey,
		what: "This is not a key of IBM Cloud",
		why:  "It has the form of the SaaS console's keys, which sign in for watsonx on AWS and for Orchestrate there. Nothing was sent.[ Its owner: {said}]",
		next: "Give the profile the kind aws if it is for watsonx on AWS, the kind orchestrate if it is for Orchestrate, or replace the key by one from " + keysPage + ".",
	},
	{
		checks: checks(iam.CheckSignIn), kind: profile.Orchestrate, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionReplaceKey,
		what: "The sign-in of watsonx Orchestrate refused this API key",
		why:  "It was deleted, mistyped, or belongs to another instance or to another of the ways to sign in: keys of IBM Cloud are unknown on AWS, and the other way round.[ It says: {said}]",
		next: "Make one in watsonx Orchestrate, at Settings > API details, and check the address of the instance there.",
	},
	{
		checks: checks(iam.CheckSignIn), kind: profile.AWS, reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionReplaceKey,
		what: "watsonx on AWS refused this API key",
		why:  "It was deleted, mistyped, belongs to another account, or is a key of IBM Cloud, which is unknown here.[ It says: {said}]",
		next: "Check the key in the SaaS console of watsonx on AWS (your user, API keys), and the account id if the profile has one.",
	},
}

// accessRows are refusals by a service, a space or a project after a good sign-in.
// None of them says that the credential is bad.
var accessRows = []row{
	{
		checks: checks(iam.CheckService, iam.CheckSpace, iam.CheckProject), codes: codes("authentication_token_expired"), exit: ExitNoAccess, action: ActionNewToken, retry: true,
		what: "The service says that the token has expired",
		why:  "The sign-in is good; only this token is over.",
		next: "Get a new token. If it happens at once, set this computer's clock.",
	},
	{
		checks: checks(iam.CheckService, iam.CheckSpace, iam.CheckProject), codes: codes("authentication_token_not_valid"), exit: ExitNoAccess, action: ActionEdit,
		what: "Signed in, but {bare} does not take the token",
		why:  "The token comes from another sign-in than this service trusts: test and production, or IBM Cloud and AWS, were mixed.[ It says: {said}]",
		next: "Check that the service's address and the sign-in address belong together.",
	},
	{
		checks: checks(iam.CheckService, iam.CheckSpace, iam.CheckProject), codes: codes("no_associated_service_instance_error"), exit: ExitNoAccess, action: ActionPage, link: pageProjects,
		what: "Credential good, but no watsonx.ai Runtime is associated with this {place}",
		why:  "The token was accepted. The {place} has no instance of the service (once called Watson Machine Learning) to run on.",
		next: "In the {place}, open Manage, Services & integrations, Associate service, and choose the instance (" + pageProjects + ").",
	},
	{
		checks: checks(iam.CheckService, iam.CheckSpace, iam.CheckProject), codes: codes("invalid_instance_status_error"), exit: ExitNoAccess,
		what: "Credential good, but the service instance is not active",
		why:  "The plan was suspended or its quota is used up.[ It says: {said}]",
		next: "Look at the instance's plan in the resource list of IBM Cloud, or ask the account's administrator.",
	},
	{
		checks: checks(iam.CheckService, iam.CheckSpace, iam.CheckProject), codes: codes("token_quota_reached"), exit: ExitUnusable, retry: true, action: ActionAgain,
		what: "Credential good, but its quota of model tokens is used up",
		why:  "The plan's quota is reached; this has nothing to do with the bearer token.[ It says: {said}]",
		next: "Wait until the quota is renewed, or change the plan.",
	},
	{
		checks: checks(iam.CheckService, iam.CheckSpace, iam.CheckProject), codes: codes("invalid_request_entity"), exit: ExitNoAccess, action: ActionChoose,
		what: "Credential good, but the service wants a deployment space or a project",
		why:  "The token was accepted; the request names neither.[ It says: {said}]",
		next: "Choose a deployment space or a project in the profile.",
	},
	{
		checks: checks(iam.CheckService, iam.CheckSpace, iam.CheckProject), codes: codes("authorization_rejected", "user_authorization_failed"), exit: ExitNoAccess, action: ActionNone,
		what: "Credential good, but no access to this {place}",
		why:  "The token was accepted; this user or service ID has no role here.[ It says: {said}]",
		next: "Add the user or service ID to the {place}: Access control (Manage, Access control), role Admin or Editor.",
	},
	{
		checks: checks(iam.CheckSpace), codes: codes("container_not_found", "space_not_found"), exit: ExitNoAccess, action: ActionChoose,
		what: "Credential good, but there is no such deployment space here",
		why:  "The space was deleted, is in another region or account, or this identity is not a member.[ It says: {said}]",
		next: "Choose one of the spaces that this credential sees, and compare the region.",
	},
	{
		checks: checks(iam.CheckProject), codes: codes("container_not_found", "project_not_found"), exit: ExitNoAccess, action: ActionChoose,
		what: "Credential good, but there is no such project here",
		why:  "The project was deleted, is in another region or account, or this identity is not a member.[ It says: {said}]",
		next: "Choose one of the projects that this credential sees, and compare the region.",
	},
	{
		checks: checks(iam.CheckSpace), status: 401, exit: ExitNoAccess, action: ActionNewToken,
		what: "Signed in, but {bare} does not take the token",
		why:  "The service answered 401.[ It says: {said}]",
		next: "Get a new token; if it stays so, check that service and sign-in address belong together.",
	},
	{
		checks: checks(iam.CheckSpace), status: 403, exit: ExitNoAccess,
		what: "Credential good, but no access to this deployment space",
		why:  "The token was accepted; this user or service ID has no role in the space.[ It says: {said}]",
		next: "Add the user or service ID to the space: Access control, role Admin or Editor.",
	},
	{
		checks: checks(iam.CheckProject), status: 403, exit: ExitNoAccess,
		what: "Credential good, but no access to this project",
		why:  "The token was accepted; this user or service ID is not a member of the project.[ It says: {said}]",
		next: "Add the user or service ID to the project: Manage, Access control, role Admin or Editor.",
	},
	{
		checks: checks(iam.CheckSpace), status: 404, exit: ExitNoAccess, action: ActionChoose,
		what: "Credential good, but there is no such deployment space here",
		why:  "The space was deleted, is in another region or account, or this identity is not a member.[ It says: {said}]",
		next: "Choose one of the spaces that this credential sees, and compare the region.",
	},
	{
		checks: checks(iam.CheckProject), status: 404, exit: ExitNoAccess, action: ActionChoose,
		what: "Credential good, but there is no such project here",
		why:  "The project was deleted, is in another region or account, or this identity is not a member.[ It says: {said}]",
		next: "Choose one of the projects that this credential sees, and compare the region.",
	},
	{
		checks: checks(iam.CheckSpace), status: 400, exit: ExitNoAccess, action: ActionChoose,
		what: "Credential good, but the service does not accept the deployment space's id",
		why:  "[It says: {said}]",
		next: "Choose one of the spaces that this credential sees.",
	},
	{
		checks: checks(iam.CheckProject), status: 400, exit: ExitNoAccess, action: ActionChoose,
		what: "Credential good, but the service does not accept the project's id",
		why:  "[It says: {said}]",
		next: "Choose one of the projects that this credential sees.",
	},
	{
		checks: checks(iam.CheckService, iam.CheckProject), status: 401, exit: ExitNoAccess, action: ActionEdit,
		what: "The key works, but not at {bare}",
		why:  "Signing in succeeded; this service refused the token, so it is another region's, another account's or another product's.[ It says: {said}]",
		next: "Check the service's address: choose the region that your instance is in.",
	},
	{
		checks: checks(iam.CheckService), status: 403, exit: ExitNoAccess,
		what: "Credential good, but no access to the service at {bare}",
		why:  "The token was accepted; this user or service ID has no role for the service.[ It says: {said}]",
		next: "Ask the account's administrator for a role on watsonx.ai Runtime (once called Watson Machine Learning), or on the cluster's service.",
	},
	{
		checks: checks(iam.CheckService), kind: profile.CP4D, status: 404, exit: ExitNoAccess, action: ActionEdit,
		what: "Signed in, but this cluster has no Watson Machine Learning",
		why:  "{host} knows the user; the service does not answer there. It is not installed, or this is another instance of the cluster.",
		next: "Ask the cluster's administrator where watsonx.ai or Watson Machine Learning is installed.",
	},
	{
		checks: checks(iam.CheckService), status: 404, exit: ExitNoAccess, action: ActionEdit,
		what: "The key works, but there is no such service at {bare}",
		why:  "Signing in succeeded; the address, or the instance id, belongs to another region or account.[ It says: {said}]",
		next: "Check region and instance id.",
	},
	{
		checks: checks(iam.CheckService), status: 400, exit: ExitNoAccess, action: ActionEdit,
		what: "Credential good, but the service refused the request",
		why:  "[It says: {said}]",
		next: "Check the instance id and the service's address.",
	},
}

// refusalRows are refusals of a sign-in without a code that is known here.
var refusalRows = []row{
	{
		checks: checks(iam.CheckSignIn), kind: profile.Cloud, reason: iam.ReasonRefusedKey, status: 403, exit: ExitRefused, action: ActionReplaceKey, link: pageKeys,
		what: "IBM Cloud does not let this key sign in",
		why:  "[It says: {said}]",
		next: "Look at the key on the API keys page (" + pageKeys + "), or ask the account's administrator.",
	},
	{
		checks: checks(iam.CheckSignIn), reason: iam.ReasonRefusedKey, exit: ExitRefused, action: ActionReplaceKey, link: pageKeys,
		what: "{bare} refused this key",
		why:  "[It says: {said}]",
		next: "Check the key on the API keys page (" + pageKeys + ") and replace it.",
	},
	{
		checks: checks(iam.CheckToken, iam.CheckService, iam.CheckSpace, iam.CheckProject), reason: iam.ReasonRefusedKey, exit: ExitNoAccess,
		what: "{bare} refused the token",
		why:  "[It says: {said}]",
		next: "Get a new token, and check that service and sign-in address belong together.", action: ActionNewToken,
	},
}

// networkRows are what happens before TLS, or cuts a connection.
var networkRows = []row{
	{
		reason: iam.ReasonCanceled, exit: ExitInterrupted,
		what: "Interrupted", next: "",
	},
	{
		reason: iam.ReasonAddress, exit: ExitUsage, action: ActionEdit,
		what: "The profile's fields do not make a sign-in",
		why:  "[{cause}.]",
		next: "Edit the profile.",
	},
	{
		reason: iam.ReasonNoKey, exit: ExitKeyring, action: ActionReplaceKey,
		what: "There is no key to sign in with",
		next: "Enter the API key or password for this profile.",
	},
	{
		reason: iam.ReasonDNS, exit: ExitUnreachable, retry: true, action: ActionEdit,
		what: "There is no address for the name {bare}",
		why:  "The name is mistyped, exists only inside a company network or VPN, or this computer is offline.",
		next: "Check the spelling, the VPN and the network.",
	},
	{
		reason: iam.ReasonRefused, kind: profile.StudioLocal, port: "31843", exit: ExitUnreachable, retry: true, action: ActionEdit,
		what: "Nothing answers on port 31843 of {name}",
		why:  "Watson Studio Local on IBM Cloud Private answers there; some releases answer on the usual port 443 instead. Lanyard does not try other ports by itself, to send the password to no wrong place.",
		next: "If the address is right, enter it as https://{name}:443.",
	},
	{
		reason: iam.ReasonTimeout, checks: checks(iam.CheckNetwork), kind: profile.StudioLocal, port: "31843", exit: ExitUnreachable, retry: true, action: ActionEdit,
		what: "Port 31843 of {name} does not answer",
		why:  "Watson Studio Local on IBM Cloud Private answers there; some releases answer on the usual port 443 instead, or a firewall is in between. Lanyard does not try other ports by itself.",
		next: "Check the VPN; if the address is right, enter it as https://{name}:443.",
	},
	{
		reason: iam.ReasonRefused, exit: ExitUnreachable, retry: true, action: ActionAgain,
		what: "Nothing answers at {host}",
		why:  "The computer is there but refuses the connection: the port is wrong, or the service is not running.",
		next: "Check host and port, then try again.",
	},
	{
		reason: iam.ReasonUnreachable, exit: ExitUnreachable, retry: true, action: ActionAgain,
		what: "There is no way to {host}",
		why:  "The network is down, or a VPN is needed.[ The system says: {cause}.]",
		next: "Check the network and the VPN, then try again.",
	},
	{
		reason: iam.ReasonTimeout, checks: checks(iam.CheckNetwork), exit: ExitUnreachable, retry: true, action: ActionAgain,
		what: "{host} does not answer",
		why:  "No connection came about in time: a firewall drops the packets, a VPN or a proxy is needed, or the address is wrong.",
		next: "Check the VPN and whether your network needs a proxy (HTTPS_PROXY), then try again.",
	},
	{
		reason: iam.ReasonTimeout, checks: checks(iam.CheckTLS), exit: ExitUnreachable, retry: true, action: ActionAgain,
		what: "{host} did not finish the TLS handshake in time",
		why:  "The connection stands, but the other side stays silent: a firewall inspects it, or the port is no HTTPS port.",
		next: "Check the port and whether your network needs a proxy, then try again.",
	},
	{
		reason: iam.ReasonTimeout, exit: ExitUnreachable, retry: true, action: ActionAgain,
		what: "{host} did not answer in time",
		why:  "The connection stands, but no complete answer came.",
		next: "Try again; if it stays so, look at IBM's status page (" + pageStatus + ") or ask the cluster's administrator.", link: pageStatus,
	},
	{
		reason: iam.ReasonReset, proxy: true, exit: ExitUnreachable, retry: true, action: ActionAgain,
		what: "The connection to {host} was cut",
		why:  "The proxy or a firewall ended it, several times in a row.",
		next: "Try again, or ask whoever runs the proxy whether {bare} is allowed.",
	},
	{
		reason: iam.ReasonReset, exit: ExitUnreachable, retry: true, action: ActionAgain,
		what: "The connection to {host} was cut",
		why:  "The server or a firewall ended it, several times in a row.",
		next: "Try again; if it stays so, check whether your network needs a proxy (HTTPS_PROXY).",
	},
	{
		reason: iam.ReasonForeignProxy, exit: ExitKeyring, action: ActionProxy,
		what: "The profile does not check certificates, and agreed to no proxy",
		why:  "Nothing was sent: a proxy could read the key.[ Proxy: was none, is now {message}, which {source} names.]",
		next: "Give the profile this proxy if you trust it (lanyard edit with --proxy), let it check certificates " +
			"(--ca-file or --pin-sha256 in place of --insecure), or go around the proxy (NO_PROXY, or no proxy in the settings).",
	},
	{
		reason: iam.ReasonProxyAuth, exit: ExitUnreachable, action: ActionProxy,
		what: "The proxy[ {proxy}] wants a user name and password",
		why:  "It answered 407[: {message}]. Lanyard signs in to proxies with Basic.",
		next: "Enter the proxy's user and password in the profile.",
	},
	{
		reason: iam.ReasonProxyAddress, exit: ExitUnreachable, action: ActionProxy,
		what: "The proxy that is set for {bare} cannot be used",
		why:  "[{cause}. ]Nothing was sent.",
		next: "Write it like http://proxy.example.org:3128, or take it away to connect without one.",
	},
	{
		reason: iam.ReasonProxy, status: 403, exit: ExitUnreachable, action: ActionProxy,
		what: "The proxy[ {proxy}] does not allow {bare}",
		why:  "[It answered: {said}]",
		next: "Ask whoever runs the proxy to allow it, or set another proxy in the profile.",
	},
	{
		reason: iam.ReasonProxy, exit: ExitUnreachable, action: ActionProxy, retry: true,
		what: "The proxy[ {proxy}] did not connect to {bare}",
		why:  "[It answered: {said}][{cause}.]",
		next: "Check the proxy in the profile or in HTTPS_PROXY, and the name of the host.",
	},
}

// tlsRows are what the certificate or the handshake shows.
var tlsRows = []row{
	{
		reason: iam.ReasonUnknownCA, exit: ExitUnreachable, action: ActionTrust,
		what: "The certificate of {bare} is not trusted",
		why: "[{Said} ]Nobody on this computer vouches for that authority, which is usual for clusters of one's own and for proxies that look into " +
			"connections.",
		next: "Ask for the authority's certificate and add it to the profile as CA certificate, or look at the certificate and trust exactly this one.",
	},
	{
		reason: iam.ReasonWrongName, exit: ExitUnreachable, action: ActionEdit, also: ActionTrust,
		what: "The certificate of {bare} is for another name",
		why:  "[{Said} ]The address may be an alias or an IP address, or somebody else answers.",
		next: "Use the name that the certificate is for; if you are sure of the server, pin its certificate in the profile.",
	},
	{
		reason: iam.ReasonExpiredCert, exit: ExitUnreachable, action: ActionClock, also: ActionTrust,
		what: "The certificate of {bare} is not valid today",
		why:  "[{Said} ]Either that is so, or this computer's clock is wrong.",
		next: "Check this computer's date; if it is right, ask whoever runs the server to renew the certificate.",
	},
	{
		reason: iam.ReasonPinMismatch, exit: ExitUnreachable, action: ActionTrust,
		what: "{bare} shows another certificate than the one pinned in the profile",
		why:  "It was renewed, or somebody else answers. Nothing was sent.",
		next: "Ask whoever runs the server whether the certificate was renewed, then look at the new one and pin it.",
	},
	{
		reason: iam.ReasonOldTLS, exit: ExitUnreachable,
		what: "{bare} speaks only versions of TLS that are no longer safe",
		why:  "It offers nothing from TLS 1.2 on.",
		next: "Ask whoever runs the server to switch TLS 1.2 on. Lanyard does not sign in over less.",
	},
	{
		reason: iam.ReasonNotTLS, exit: ExitUnreachable, action: ActionEdit,
		what: "{bare} does not speak HTTPS on this port",
		why:  "What came back was no TLS: the port belongs to something else, or a proxy answered itself.",
		next: "Check the port in the address.",
	},
	{
		reason: iam.ReasonBadCA, exit: ExitUnreachable, action: ActionEdit,
		what: "The profile's CA certificate cannot be read",
		why:  "It is no certificate in PEM form (-----BEGIN CERTIFICATE-----).",
		next: "Choose the file again in the profile.",
	},
	{
		reason: iam.ReasonSystemCA, exit: ExitUnreachable,
		what: "The certificates of the system's authorities cannot be read",
		why:  "[{cause}. ]Nothing was sent.",
		next: "Name a file of certificates in PEM form with SSL_CERT_FILE, or take that variable away.",
	},
	{
		reason: iam.ReasonTLS, exit: ExitUnreachable, action: ActionEdit,
		what: "No safe connection to {host}",
		why:  "[The handshake failed: {cause}.]",
		next: "Ask whoever runs the server; if it wants a client certificate, Lanyard cannot sign in there.",
	},
}

// answerRows are answers that cannot be used.
var answerRows = []row{
	{
		reason: iam.ReasonRateLimited, exit: ExitUnusable, retry: true, action: ActionAgain,
		what: "{bare} asks us to slow down",
		why:  "It answered 429, too many requests, several times.[ It asks to wait {wait}.]",
		next: "Wait a little, then try again. If many programs use this key, let them share a token.",
	},
	{
		reason: iam.ReasonHTML, status: 503, exit: ExitUnusable, retry: true, action: ActionEdit,
		what: "{host} answered with a web page instead of the service",
		why:  "It answered 503[, titled \"{message}\"]: a router without the application behind it, or a service that is down.",
		next: "Check the address; if it is right, try again later or ask the cluster's administrator.",
	},
	{
		reason: iam.ReasonHTML, proxy: true, exit: ExitUnusable, action: ActionEdit,
		what: "{host} answered with a web page instead of the service",
		why:  "[The page is titled \"{message}\". ]The address is that of a page for people, or the proxy answered itself.",
		next: "Check the address, and whether the proxy allows it.",
	},
	{
		reason: iam.ReasonHTML, exit: ExitUnusable, action: ActionEdit,
		what: "{host} answered with a web page instead of the service",
		why:  "[The page is titled \"{message}\". ]The address is that of a page for people or of another product, or a sign-in page of your network stands in between.",
		next: "Check the address; open it in a browser to see the page.",
	},
	{
		reason: iam.ReasonServer, exit: ExitUnusable, retry: true, action: ActionAgain, link: pageStatus,
		what: "{bare} has trouble of its own",
		why:  "[It answered {status}, several times. ][ It says: {said}]",
		next: "Try again later; IBM's status page is " + pageStatus + ".",
	},
	{
		reason: iam.ReasonRedirectHost, exit: ExitUnusable, action: ActionEdit,
		what: "{bare} points to another host",
		why:  "[It redirects to {message}. ]Lanyard does not follow, because the key would go along.",
		next: "If the other host is the right one, enter it in the profile.",
	},
	{
		reason: iam.ReasonRedirectHTTP, exit: ExitUnusable, action: ActionEdit,
		what: "{bare} points to an address without encryption",
		why:  "[It redirects to {message}. ]Lanyard does not follow, because the key would go along in clear text.",
		next: "Check the address in the profile, and tell whoever runs the server.",
	},
	{
		reason: iam.ReasonRedirect, exit: ExitUnusable, action: ActionEdit,
		what: "{bare} redirects the request instead of answering",
		why:  "[It points to {message}. ]That is what a page for people does; a key is not sent along.",
		next: "Check the address in the profile: scheme, host and port alone.",
	},
	{
		checks: checks(iam.CheckToken), reason: iam.ReasonNoToken, exit: ExitUnusable, action: ActionEdit,
		what: "{bare} answered, but without a token",
		why:  "The answer[ (status {status})] has no field with a token.[ It says: {said}]",
		next: "Check that the profile's kind and address fit: where does it run?",
	},
	{
		checks: checks(iam.CheckToken), reason: iam.ReasonBadToken, exit: ExitUnusable, action: ActionEdit,
		what: "{bare} answered with a token that cannot be used",
		why:  "The token is no text, or has blanks, line breaks or other characters that no header may have.",
		next: "Check the address; a proxy may have changed the answer.",
	},
	{
		reason: iam.ReasonDeadToken, exit: ExitUnusable, retry: true, action: ActionAgain,
		what: "{bare} gave a token that is over, or nearly",
		why:  "[{cause}. ]That is by the server's account, not by this computer's clock. A token with less than 30 seconds to live is not handed out.",
		next: "Try again in a minute: until then Lanyard does not ask the server at every call. If it stays so, tell whoever runs the server.",
	},
	{
		reason: iam.ReasonEmpty, exit: ExitUnusable, action: ActionEdit,
		what: "{host} answered with nothing",
		why:  "The answer[ (status {status})] has no content.",
		next: "Check the address; a proxy may have dropped the answer.",
	},
	{
		reason: iam.ReasonCut, exit: ExitUnusable, retry: true, action: ActionAgain,
		what: "The answer of {host} ended too early",
		why:  "The connection was cut in the middle of it.",
		next: "Try again; if it stays so, try without the proxy.",
	},
	{
		reason: iam.ReasonTooBig, exit: ExitUnusable, action: ActionEdit,
		what: "The answer of {host} is too big to be one",
		why:  "An answer has a few kilobytes; this one was stopped at one megabyte, or at 64 kilobytes of headers.",
		next: "Check the address.",
	},
	{
		reason: iam.ReasonNotHTTP, exit: ExitUnusable, action: ActionEdit,
		what: "{host} does not speak HTTP as it should",
		why:  "[{cause}.]",
		next: "Check the port in the address.",
	},
	{
		reason: iam.ReasonNotJSON, exit: ExitUnusable, action: ActionEdit,
		what: "{host} answered something that is not an answer of the service",
		why:  "It is neither JSON nor a web page.[ It says: {said}]",
		next: "Check the address and the profile's kind: where does it run?",
	},
	{
		checks: checks(iam.CheckSignIn), status: 404, exit: ExitUnusable, action: ActionEdit,
		what: "There is no sign-in at {host}",
		why:  "The host answers, but does not know this address (404).[ It says: {said}]",
		next: "Check the address and the profile's kind: where does it run?",
	},
	{
		exit: ExitUnusable, action: ActionNone,
		what: "{host} answered something unexpected",
		why:  "[The status is {status}. ][It says: {said}]",
		next: "Keep the code and the request id, and ask IBM's support or the cluster's administrator.",
	},
}
