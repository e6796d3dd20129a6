package explain

import "lanyard/iam"

const again = "Get a new code at the page that Lanyard names and give it: each works once, for a few minutes."

// sessionRows are what can go wrong where people sign in with one-time codes.
var sessionRows = []row{
	{
		reason: iam.ReasonNeedsCode, exit: ExitRefused, action: ActionCode,
		what: "A one-time code is needed",
		why:  "This profile signs in without a key, and no session lives for it[: {cause}].",
		next: "Run lanyard token or lanyard test of it on a terminal, which asks for the code, or give it with --code-stdin. lanyard unlock keeps the session for further commands.",
	},
	{
		reason: iam.ReasonCode, exit: ExitRefused, action: ActionCode,
		what: "{host} refused the one-time code",
		why:  "[It says: {said} ]It was used before, is too old, or was mistyped.",
		next: again,
	},
	{
		codes: codes("BXNIM0439E"), reason: iam.ReasonSessionEnded, exit: ExitRefused, action: ActionCode,
		what: "The session has ended: it was not used for too long",
		why:  "How long it may be idle is set by the account.[ IBM says: {said}]",
		next: again,
	},
	{
		codes: codes("BXNIM0408E"), reason: iam.ReasonSessionEnded, exit: ExitRefused, action: ActionCode,
		what: "The session has ended: its time is over",
		why:  "How long it lives at most is set by the account.[ IBM says: {said}]",
		next: again,
	},
	{
		reason: iam.ReasonSessionEnded, exit: ExitRefused, action: ActionCode,
		what: "The session has ended: {host} does not accept it any more",
		why:  "Somebody ended it, or it was used elsewhere.[ IBM says: {said}]",
		next: again,
	},
	{
		codes: codes("BXNIM0410E"), step: iam.StepRenew, exit: ExitRefused, action: ActionEdit,
		what: "This sign-in does not belong to the profile's account",
		why:  "The session itself is good.[ IBM says: {said}]",
		next: "Correct the profile's account (lanyard edit NAME --account-id ID, or --no-account-id to choose), or sign in as somebody who belongs to it.",
	},
	{
		codes: codes("BXNIM0410E"), step: iam.StepCode, exit: ExitRefused, action: ActionEdit,
		what: "Who took this code does not belong to the profile's account",
		why:  "[IBM says: {said}]",
		next: "Correct the profile's account (lanyard edit NAME --account-id ID, or --no-account-id to choose), or take a code as somebody who belongs to it.",
	},
	{
		reason: iam.ReasonCodePage, exit: ExitUnusable, action: ActionEdit,
		what: "{host} names no page for one-time codes that may be opened",
		why:  "[{cause}. ]A password is typed there, so it must be https and on the sign-in host itself. Nothing was opened or sent.",
		next: "Check the profile's sign-in address. If it is right, sign in with an API key, and tell the server's administrator.",
	},
}
