package explain

import "lanyard/iam"

const askOperator = "Ask the account's administrator for the role Operator on the IAM Identity Service; for a service ID, " +
	"ibmcloud iam service-policy-create ID --roles Operator --service-name iam-identity gives it."

// managingRows are what can go wrong when API keys are listed, made, changed and deleted
// at IBM. The steps name the call; {bare} is the sign-in host.
var managingRows = []row{
	{
		codes: codes("BXNIM0151E"), exit: ExitNoAccess, action: ActionPage, link: pageKeys,
		what: "There is no place for another API key",
		why:  "IBM lets a user or service ID have a limited number of keys, usually 20.[ IBM says: {said}]",
		next: "Delete a key that nobody uses: lanyard key list NAME shows them, those that were used longest ago first.",
	},
	{
		step: iam.StepCreateKey, status: 403, exit: ExitNoAccess,
		what: "IBM does not let this identity make API keys",
		why: "The account allows it to some people alone, or a service ID has no right to its own keys.[ IBM says: {said}] " +
			"Nothing was made or changed.",
		next: askOperator,
	},
	{
		step: iam.StepCreateKey, status: 400, exit: ExitUnusable,
		what: "IBM did not take the new API key",
		why:  "[It says: {said}]",
		next: "Make the key on the API keys page (" + pageKeys + "), then put it in use: lanyard key rotate NAME --secret-stdin takes it from there.",
		link: pageKeys, action: ActionPage,
	},
	{
		reason: iam.ReasonStale, exit: ExitOther, retry: true, action: ActionAgain,
		what: "Somebody else changed this API key at the same time",
		why:  "IBM refuses a change of a key that is not as it was when it was read.[ It says: {said}] Nothing was overwritten.",
		next: "Look at the key once more (lanyard key show NAME), then try again.",
	},
	{
		reason: iam.ReasonKeyLocked, exit: ExitNoAccess, action: ActionPage, link: pageKeys,
		what: "This API key is locked against changes",
		why:  "Somebody locked it at IBM, so that nobody deletes or changes it by mistake. It still signs in.[ IBM says: {said}]",
		next: "Unlock it on the API keys page (" + pageKeys + "), or say yes when Lanyard asks whether to unlock it.",
	},
	{
		step: iam.StepChangeKey, status: 403, exit: ExitNoAccess,
		what: "IBM does not let this identity change the API key",
		why:  "It belongs to somebody else, or a service ID has no right to its own keys.[ IBM says: {said}]",
		next: askOperator,
	},
	{
		step: iam.StepDeleteKey, status: 403, exit: ExitNoAccess,
		what: "IBM does not let this identity delete the API key",
		why:  "It belongs to somebody else, or a service ID has no right to its own keys.[ IBM says: {said}]",
		next: askOperator,
	},
	{
		step: iam.StepChangeKey, status: 404, exit: ExitOther,
		what: "IBM has no such API key",
		why: "It was deleted. IBM deletes a key for good when its end and its last change both lie more than 90 days back, " +
			"locked or not.[ IBM says: {said}]",
		next: "Look at the keys that there are: lanyard key list NAME shows them.",
	},
	{
		step: iam.StepReadKey, status: 404, exit: ExitOther,
		what: "IBM has no such API key",
		why: "It was deleted, or it is so new that IBM does not know it yet. IBM deletes a key for good when its end and its last change " +
			"both lie more than 90 days back, locked or not.[ IBM says: {said}]",
		next: "Look at the keys that there are: lanyard key list NAME shows them.",
	},
	{
		step: iam.StepListKeys, status: 403, exit: ExitNoAccess,
		what: "IBM does not show this identity its API keys",
		why:  "The account restricts who may see keys.[ IBM says: {said}]",
		next: "Ask the account's administrator, or look at the API keys page (" + pageKeys + ").",
		link: pageKeys, action: ActionPage,
	},
	{
		step: iam.StepReadKey, status: 403, exit: ExitNoAccess,
		what: "IBM does not tell this identity about the API key",
		why:  "The key belongs to somebody else.[ IBM says: {said}]",
		next: "Use a profile whose key belongs to the same user or service ID.",
	},
	{
		step: iam.StepRenewKey, status: 404, exit: ExitUnusable,
		what: "This cluster makes no keys for Lanyard",
		why:  "It knows none of the calls that newer clusters have for it. Nothing was changed.",
		next: "Make the key on the cluster's page: your profile, Profile and settings, API key.",
	},
	{
		step: iam.StepRenewKey, status: 403, exit: ExitNoAccess,
		what: "The cluster does not let this user make an API key",
		why:  "[It says: {said} ]The old key is as it was.",
		next: "Ask the cluster's administrator, or make the key on the cluster's page: your profile, Profile and settings, API key.",
	},
}
