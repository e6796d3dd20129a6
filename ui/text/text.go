// Package text has every text of the window, and how times and numbers are said.
package text

import "reflect"

// Texts is every text of the window, in one place: the tag has the English one. A
// further language is a value of this type with other words; a test holds that none
// is missing. Texts with % take their values as package fmt does.
type Texts struct {
	// The program.
	AppName string `en:"Lanyard"`

	// Menus.
	MenuFile        string `en:"File"`
	MenuProfile     string `en:"Profile"`
	MenuToken       string `en:"Token"`
	MenuHelp        string `en:"Help"`
	Search          string `en:"Search"`
	Lock            string `en:"Lock"`
	Unlock          string `en:"Unlock"`
	Quit            string `en:"Quit"`
	AddProfile      string `en:"Add profile"`
	EditProfile     string `en:"Edit profile"`
	Edit            string `en:"Edit"`
	Duplicate       string `en:"Duplicate"`
	RotateMenu      string `en:"Rotate its key…"`
	PinMenu         string `en:"Pin or unpin"`
	PinTop          string `en:"Pin to the top"`
	UnpinTop        string `en:"Unpin"`
	RemoveProfile   string `en:"Remove profile"`
	Remove          string `en:"Remove"`
	GetToken        string `en:"Get token"`
	GetNewToken     string `en:"Get new token"`
	CopyToken       string `en:"Copy token"`
	CopyTokenAs     string `en:"Copy token as…"`
	CopyAsHeader    string `en:"Copy as Authorization header"`
	CopyAsCurl      string `en:"Copy as curl command"`
	CopyAsExport    string `en:"Copy as export line for a shell"`
	ViewToken       string `en:"View or hide token"`
	Shortcuts       string `en:"Keyboard shortcuts"`
	About           string `en:"About Lanyard"`
	MoreForProfile  string `en:"More"`
	SearchHint      string `en:"Search  (Ctrl+F)"`
	SearchHintApple string `en:"Search  (⌘F)"`

	// Keys on the keyboard.
	NameCtrl   string `en:"Ctrl"`
	NameShift  string `en:"Shift"`
	NameAlt    string `en:"Alt"`
	NameDelete string `en:"Delete"`
	NameEnter  string `en:"Enter"`
	NameEsc    string `en:"Esc"`
	NameTab    string `en:"Tab"`

	// How long something took, and the head of a test's report: version, profile, kind, time.
	NoTime     string `en:"<1 ms"`
	Millis     string `en:"%d ms"`
	Tenths     string `en:"%.1f s"`
	ReportHead string `en:"Lanyard %s, test of %s (%s), %s"`

	// The list.
	StateNone    string `en:"no token"`
	StateFresh   string `en:"live"`
	StateSoon    string `en:"renew soon"`
	StateDead    string `en:"expired"`
	StateUnknown string `en:"live, end unknown"`
	StateBusy    string `en:"signing in…"`
	StateFailed  string `en:"failed"`
	Pinned       string `en:"pinned"`
	PinnedNow    string `en:"%s stays at the top of the list."`
	Unpinned     string `en:"%s is no longer pinned."`
	Production   string `en:"PRODUCTION"`
	NotVerified  string `en:"TLS NOT VERIFIED"`
	NoProfiles   string `en:"No profiles yet. The first one will stand here."`
	NoMatch      string `en:"No profile matches “%s”."`
	ClearSearch  string `en:"Clear search"`
	CountOne     string `en:"1 profile"`
	Count        string `en:"%s profiles"`
	CountFound   string `en:"%s of %s profiles"`
	ChooseOne    string `en:"Choose a profile to see its token."`
	Back         string `en:"All profiles"`

	// First run.
	Welcome       string `en:"Lanyard keeps your watsonx credentials in this computer's keyring and turns them into tokens."`
	WelcomeFile   string `en:"Lanyard keeps your watsonx credentials in a file that only your passphrase opens, and turns them into tokens."`
	WelcomeMemory string `en:"Lanyard keeps your watsonx credentials in memory, until it ends, and turns them into tokens."`
	WelcomeNoRing string `en:"Lanyard keeps your watsonx credentials and turns them into tokens."`
	AddFirst      string `en:"Add your first profile"`
	LookAround    string `en:"Look around with sample profiles"`
	LookAroundHow string `en:"They run on a simulator inside Lanyard: nothing of yours is touched."`

	// Facts about a profile.
	Address      string `en:"Address"`
	SignIn       string `en:"Sign-in address"`
	Platform     string `en:"Platform address"`
	Username     string `en:"Username"`
	Space        string `en:"Deployment space"`
	Project      string `en:"Project"`
	Instance     string `en:"Instance ID"`
	InstalledOn  string `en:"Installed on"`
	Account      string `en:"Account ID"`
	Trusted      string `en:"Trusted profile (IAM)"`
	CPDVersion   string `en:"Software version"`
	Identity     string `en:"Identity service"`
	IdentityOff  string `en:"not used"`
	Proxy        string `en:"Proxy"`
	CA           string `en:"CA certificate"`
	CAOne        string `en:"1 certificate of your own is trusted"`
	CASome       string `en:"%d certificates of your own are trusted"`
	Pin          string `en:"Pinned certificate"`
	Tags         string `en:"Tags"`
	Changed      string `en:"Changed"`
	MoreDetails  string `en:"More about this profile"`
	OwnServers   string `en:"Own servers (icp)"`
	OpenShift    string `en:"OpenShift (openshift)"`
	CopyWhat     string `en:"Copy %s"`
	Copied       string `en:"Copied"`
	CopiedPlain  string `en:"%s copied."`
	NotCopied    string `en:"Could not be copied: %s"`
	NotPasted    string `en:"The clipboard could not be read: %s"`
	NoClipboard  string `en:"this desktop has no clipboard Lanyard can use"`
	InsecureWarn string `en:"This profile does not check the server's certificate. Anybody in between can read the key."`

	// One-time codes.
	SignInWith  string `en:"Sign in with"`
	ByKey       string `en:"API key"`
	ByCode      string `en:"One-time code"`
	ByCodeWhat  string `en:"Nothing is stored. Lanyard asks for a code from your company's sign-in page when it needs one, and keeps the session in memory until you lock or quit."`
	ImportCode  string `en:"Sign in with the one-time code now"`
	CodeTitle   string `en:"Sign in with a one-time code"`
	CodeWhy     string `en:"This profile has no key. Get a code on the sign-in page of your company and paste it here: it works once, for a few minutes."`
	CodeFinding string `en:"Looking for the sign-in page…"`
	CodeOpen    string `en:"Open the sign-in page"`
	CodePage    string `en:"Sign-in page"`
	CodeField   string `en:"One-time code"`
	CodeGive    string `en:"Sign in"`
	CodeAsk     string `en:"Enter a one-time code…"`
	CodeAlone   string `en:"Copy the code alone from the page."`
	CodeAccount string `en:"%s has several accounts. Which one is this profile for?"`
	CodeAnybody string `en:"Who signed in"`
	CodeUse     string `en:"Use this account"`
	CodeLater   string `en:"Not now"`
	AccountName string `en:"Account"`
	SessionOpen string `en:"Signed in with a one-time code"`
	SessionWho  string `en:"Signed in as %s"`
	SessionEnds string `en:"session ends %s"`
	SessionIdle string `en:"session ends %s if it is not used"`
	EndSession  string `en:"End session"`
	SessionGone string `en:"The session has ended; its tokens are gone."`

	// The token.
	Token          string `en:"Token"`
	NoToken        string `en:"No token yet"`
	Copy           string `en:"Copy"`
	TestAllMenu    string `en:"Test all credentials"`
	ResultsMenu    string `en:"Test results"`
	ResultsTitle   string `en:"Test results"`
	ResultsNone    string `en:"No credential has been tested yet."`
	TestFailedOnes string `en:"Test the failed again"`
	TestAllNow     string `en:"Test all"`
	TestPassed     string `en:"Passed"`
	FailsSince     string `en:"since %s"`
	ManySummary    string `en:"%s passed · %s failed"`
	ManyProgress   string `en:"%s of %s tested"`
	LastFailed     string `en:"Last test %s failed: %s"`
	LastPassed     string `en:"Last test %s passed"`
	View           string `en:"View"`
	Hide           string `en:"Hide"`
	HidesIn        string `en:"hides itself after 30 s"`
	Expires        string `en:"expires in %s"`
	ExpiresSoon    string `en:"renew soon: expires in %s"`
	ExpiresNow     string `en:"do not use: expires in %s"`
	ExpiresAt      string `en:"expires %s"`
	SoonAt         string `en:"renew soon: expires %s"`
	Expired        string `en:"expired %s"`
	LifeUnknown    string `en:"The server told no lifetime; a new one is fetched after 10 minutes."`
	Seconds        string `en:"%d s"`
	Minutes        string `en:"%d min"`
	Hours          string `en:"%d h"`
	HoursMinutes   string `en:"%d h %d min"`
	Days           string `en:"%d days"`
	Tomorrow       string `en:"tomorrow"`
	Yesterday      string `en:"yesterday"`
	ClockSlow      string `en:"This computer's clock is %s behind the server's; the countdown allows for it. Set the clock."`
	ClockFast      string `en:"This computer's clock is %s ahead of the server's; the countdown allows for it. Set the clock."`
	SigningIn      string `en:"Signing in at %s…"`
	Cancel         string `en:"Cancel"`
	KeptAlive      string `en:"The token for %s is live; Ctrl+R gets a new one."`
	GotToken       string `en:"New token for %s."`
	Canceled       string `en:"Canceled."`
	WhoseToken     string `en:"Whose token?"`
	NotVerifiedJWT string `en:"Decoded, not verified: this is what the token says of itself."`
	NotJWT         string `en:"This token does not say whose it is."`
	ClaimWho       string `en:"Signed in as"`
	ClaimType      string `en:"Kind of identity"`
	ClaimEmail     string `en:"Email"`
	ClaimSubject   string `en:"Subject"`
	ClaimIAM       string `en:"IAM ID"`
	ClaimAccount   string `en:"Account"`
	ClaimIssuer    string `en:"Issued by"`
	ClaimScope     string `en:"Scope"`
	ClaimRoles     string `en:"Roles"`
	ClaimIssued    string `en:"Issued"`
	ClaimExpires   string `en:"Expires"`
	WhoNamed       string `en:"%s “%s”"`
	WhoAccount     string `en:"account %s"`
	TokenCopied    string `en:"Token for %s copied"`
	ClearsIn       string `en:"clears in %s"`
	ClipStays      string `en:"stays until something else is copied"`
	ClipStuck      string `en:"could not be cleared: copy something else"`
	MarkIsOff      string `en:"not marked as secret"`
	ClearNow       string `en:"Clear now"`
	ClipCleared    string `en:"Clipboard cleared; Ctrl+Shift+C copies again."`
	ClipEmpty      string `en:"Clipboard cleared."`
	ClipTaken      string `en:"Something else was copied since: nothing of Lanyard's is on the clipboard."`
	ClipPasted     string `en:"The key that you pasted still lies on the clipboard."`
	ClipOther      string `en:"Something else is on the clipboard by now; it was left alone."`
	ClipNotCleared string `en:"The clipboard could not be cleared: copy something else."`
	MarkedSecret   string `en:"marked as secret"`
	NoMark         string `en:"this desktop knows no mark for secrets"`
	MayKeep        string `en:"the clipboard manager %s may keep a copy"`
	NameProduction string `en:"%s (PRODUCTION)"`
	NothingChosen  string `en:"Choose a profile first."`
	TokenFirst     string `en:"There is no token to view: get one first."`

	// Failures and questions.
	TryAgain      string `en:"Try again"`
	Details       string `en:"Details"`
	Code          string `en:"Code"`
	RequestID     string `en:"Request ID"`
	CopyDetails   string `en:"Copy details"`
	Dismiss       string `en:"Dismiss"`
	OtherPlace    string `en:"This profile was changed since it was agreed"`
	OtherPlaceWhy string `en:"What is named here decides where its key and its token go, and as whom it signs in. If you did not change it yourself, somebody else did. Nothing was sent."`
	WasIs         string `en:"%s: was %s, is now %s"`
	Nothing       string `en:"nothing"`
	SendTo        string `en:"Send the key to %s"`
	SendThere     string `en:"Use it as it is now"`
	BoundKind     string `en:"Where it runs"`
	BoundTLS      string `en:"Certificate check"`
	BoundIdentity string `en:"Identity service"`
	KeyringUnlock string `en:"Unlock keyring"`
	UseMemory     string `en:"Keep keys in memory only"`
	UseMemoryWhat string `en:"Keys in memory last until Lanyard ends, and are never written to disk."`
	UsingMemory   string `en:"Keys are kept in memory until Lanyard ends."`
	ReplaceKey    string `en:"Enter another key"`
	OpenPage      string `en:"Open page"`
	NotOpened     string `en:"The browser could not be opened; the page is %s"`

	// The keyring.
	KeyringReady   string `en:"%s"`
	KeyringLooking string `en:"Keyring …"`
	KeyringLocked  string `en:"%s locked"`
	KeyringAbsent  string `en:"No keyring"`
	KeyringStuck   string `en:"Keyring does not answer"`
	KeyringMemory  string `en:"Memory only"`
	DemoBadge      string `en:"Samples"`
	SayReady       string `en:"Keys are kept in %s. It protects them from other users of this computer, not from programs that run as you."`
	SayLocked      string `en:"%s is locked. Keys can be read and saved once it is unlocked."`
	SayAbsent      string `en:"This desktop has no keyring that Lanyard can use, so keys cannot be saved. Start one (GNOME Keyring, KWallet, KeePassXC), or keep keys in a secrets file or in memory only."`
	SayNoDefault   string `en:"The keyring has no default collection, so keys cannot be saved. Create one in your password application, or keep keys in a secrets file or in memory only."`
	SayStuck       string `en:"The keyring does not answer. Restart it, or keep keys in a secrets file or in memory only."`
	KeyringUnread  string `en:"%s cannot be read"`
	SayUnlocking   string `en:"Waiting for the keyring: the desktop asks for its password."`
	SayFile        string `en:"Keys are kept in the secrets file, encrypted with your passphrase. It protects them from whoever gets the file, not from programs that run as you while it is open."`
	SayFileLocked  string `en:"The secrets file is locked. Keys can be read and saved once its passphrase was entered."`
	SayFileDamaged string `en:"The secrets file is damaged. It is left as it is: put a copy of it back, or move it away and enter the keys once more."`
	SayFileUnread  string `en:"The secrets file cannot be read or saved. Check the folder's rights and the free space on the disk."`
	SayDemo        string `en:"These are sample profiles on a simulator: nothing of yours is read or written, and all of it is gone when this window closes."`
	SayMemory      string `en:"Keys are kept in memory only: they are gone when Lanyard ends."`
	CheckAgain     string `en:"Check again"`
	Unlocking      string `en:"Waiting for the keyring…"`
	Close          string `en:"Close"`

	// The key of a profile.
	APIKey       string `en:"API key"`
	PlatformKey  string `en:"Platform API key"`
	Password     string `en:"Password"`
	CopyKeyAsk   string `en:"Copy…"`
	CopyKeyWhat  string `en:"The %s of %s gives whoever has it all that you may do, until it is revoked. A token is enough for most things."`
	CopyKeyYes   string `en:"Copy the %s"`
	Replace      string `en:"Replace…"`
	KeyCopied    string `en:"%s of %s copied"`
	SharedWith   string `en:"The same key serves: %s. Replacing it replaces it for all of them."`
	SharedMore   string `en:"%s and %d more"`
	KeyInMemory  string `en:"kept in memory only"`
	KeyInKeyring string `en:"kept in %s"`

	// Adding and editing.
	AddTitle       string `en:"Add profile"`
	EditTitle      string `en:"Edit %s"`
	Save           string `en:"Save"`
	Saving         string `en:"Saving…"`
	Saved          string `en:"%s saved."`
	Name           string `en:"Name"`
	Kind           string `en:"Where does it run?"`
	Region         string `en:"Region"`
	RegionOther    string `en:"Other address"`
	RegionHint     string `en:"Choose one, or enter its address below"`
	SecretKind     string `en:"Sign in with"`
	Place          string `en:"Space or project"`
	PlaceNone      string `en:"None"`
	SpaceID        string `en:"Space ID"`
	ProjectID      string `en:"Project ID"`
	ProductionTick string `en:"Production (marked everywhere)"`
	Advanced       string `en:"Advanced"`
	TrustBy        string `en:"As trusted profile (IAM)"`
	TrustNo        string `en:"No"`
	TrustID        string `en:"By ID"`
	TrustCRN       string `en:"By CRN"`
	TrustName      string `en:"By name"`
	TrustValue     string `en:"Trusted profile"`
	IdentityAuto   string `en:"Find out by itself"`
	IdentityNo     string `en:"Not used"`
	IdentityURL    string `en:"At an address"`
	AuthType       string `en:"Way to sign in"`
	AuthTold       string `en:"As its address tells"`
	AuthMCSP       string `en:"AWS (mcsp)"`
	AuthIAM        string `en:"IBM Cloud (ibm_iam)"`
	AuthCPD        string `en:"Cloud Pak for Data (cpd)"`
	IdentityAt     string `en:"Identity service at"`
	ProxyPassword  string `en:"Proxy password"`
	TLSCheck       string `en:"Certificate check"`
	TLSVerify      string `en:"Verify (recommended)"`
	TLSPin         string `en:"Only one certificate"`
	TLSInsecure    string `en:"Do not verify"`
	TLSInsecureWhy string `en:"Anybody between you and the server can read the key. Prefer the server's CA certificate above."`
	PinSHA         string `en:"Certificate's SHA-256"`
	ChooseFile     string `en:"Choose file…"`
	KeepKey        string `en:"leave empty to keep the stored one"`
	HintName       string `en:"prod-eu"`
	HintOptional   string `en:"optional"`
	HintSignIn     string `en:"only where it isn't the usual one"`
	HintTags       string `en:"team-a, churn"`
	HintProxy      string `en:"http://user@proxy.example.org:3128"`
	HintPEM        string `en:"-----BEGIN CERTIFICATE----- … or the path of a file"`
	HintVersion    string `en:"5.1"`
	HintGUID       string `en:"optional: the instance's GUID"`
	Cleaned        string `en:"Pasted address tidied: %s."`
	CleanedKey     string `en:"Blanks and quotes around the key were left out."`
	HTTPSAdded     string `en:"https:// was added."`
	KindFromHost   string `en:"The address belongs to %s."`
	UseKind        string `en:"Choose %s"`
	KeyNeeded      string `en:"enter the key: it goes where your keys are kept, nowhere else"`
	KeyIsSample    string `en:"this is a sample or a blank to fill in, not the key itself"`
	KeyIsReference string `en:"this says where the key is, and is not the key itself: look it up there, and enter what it says"`
	KeyIsFiller    string `en:"this stands for a key that is not here: enter the key itself"`
	NameTaken      string `en:"another profile has this name"`
	FileUnread     string `en:"the file %s cannot be read"`
	FileTaken      string `en:"The content of %s is stored, not its place."`
	FileTooBig     string `en:"this file is too large for a certificate"`
	FixProblems    string `en:"Nothing was saved yet: see the marked fields."`
	Discard        string `en:"Discard your changes?"`
	DiscardYes     string `en:"Discard"`
	DiscardNo      string `en:"Go on editing"`
	KeyForNewPlace string `en:"The stored key was saved for another place"`
	KeyForNewWhy   string `en:"You changed where this profile signs in. The key that is stored was for the old place; it goes to the new one only if you say so. You can also enter the key of the new place."`
	KeepForNew     string `en:"Use it for the new place"`

	// Removing.
	Removed     string `en:"%s removed. The key at IBM stays valid."`
	RemovedSome string `en:"%d profiles removed. Their keys at IBM stay valid."`
	Undo        string `en:"Undo"`
	Restored    string `en:"%s is back."`

	// Locking.
	LockedTitle        string `en:"Lanyard is locked"`
	LockedWhat         string `en:"Tokens are forgotten and the clipboard is cleared. %s itself is not locked: programs that run as you can still read it."`
	LockedSystems      string `en:"The system's keyring"`
	LockedRing         string `en:"Tokens are forgotten and the clipboard is cleared. %s is locked as well."`
	LockedNoRing       string `en:"Tokens are forgotten and the clipboard is cleared. There is no keyring for keys."`
	LockedNoFile       string `en:"Tokens are forgotten and the clipboard is cleared. There is no secrets file yet whose passphrase could be asked for."`
	LockedSecrets      string `en:"Keys and tokens are forgotten and the clipboard is cleared. The secrets file opens with its passphrase."`
	LockedMemory       string `en:"Tokens are forgotten and the clipboard is cleared. The keys are kept in memory, encrypted with your passphrase."`
	LockedChoose       string `en:"Tokens are forgotten and the clipboard is cleared. Your keys are in memory only: choose a passphrase to have them encrypted while Lanyard is locked. Until then a click unlocks it."`
	LockedFile         string `en:"The secrets file is locked"`
	LockedFileWhat     string `en:"Your keys are in a file that only its passphrase opens. It is asked for once, until Lanyard ends or is locked."`
	FormIsBack         string `en:"Here is what you had entered. A key or password has to be entered again."`
	UnlockFirst        string `en:"Lanyard is locked: unlock it first."`
	UnlockWithout      string `en:"Unlock"`
	LockWithPassphrase string `en:"Encrypt the keys"`
	LockedIdle         string `en:"Nobody used the computer for %s."`
	LockedSession      string `en:"The session was locked."`
	LockedSleep        string `en:"The computer went to sleep."`
	LockedCommand      string `en:"lanyard lock was called."`
	Passphrase         string `en:"Passphrase"`
	PassphraseNew      string `en:"New passphrase"`
	PassphraseAgain    string `en:"The same once more"`
	PassphraseWrong    string `en:"That passphrase does not fit."`
	AskPassphrase      string `en:"Your keys are in the secrets file: its passphrase is needed."`
	AskNewPassphrase   string `en:"A secrets file is made for your keys. Choose a passphrase: whoever has the file and its passphrase has the keys, and nobody can recover a lost passphrase."`
	Continue           string `en:"Continue"`
	PassphraseDiffer   string `en:"The two are not the same."`

	// Importing.
	Import            string `en:"Import"`
	ImportMenu        string `en:"Import…"`
	ImportWhatYouHave string `en:"Import what you have"`
	ImportTitle       string `en:"Import what you have"`
	ImportWhat        string `en:"Give the credential in the form you have it. You see what was found before anything is saved; the key goes where your keys are kept, nowhere else."`
	ImportForms       string `en:"Service credentials from IBM Cloud (JSON) · apikey.json · a Python dict or Credentials(…) · .env files and shell lines · a command such as curl · a notebook · a file that somebody shared · an API key alone. Up to 1 MiB."`
	ImportHere        string `en:"here, or drop a file"`
	ImportMasked      string `en:"What you paste is not shown: keys stay masked."`
	ImportPaste       string `en:"Paste from clipboard"`
	ImportFile        string `en:"Import a file"`
	ImportClipboard   string `en:"the clipboard"`
	ImportReading     string `en:"Reading…"`
	ImportOther       string `en:"Something else…"`
	ImportNothing     string `en:"Nothing to import in %s"`
	ImportExpected    string `en:"Expected is %s."`
	ImportOne         string `en:"Import 1 profile"`
	ImportSome        string `en:"Import %d profiles"`
	ImportedOne       string `en:"1 profile imported."`
	ImportedSome      string `en:"%d profiles imported."`
	FoundOne          string `en:"One credential was found. Nothing is saved yet."`
	FoundSome         string `en:"%d credentials were found. Nothing is saved yet."`
	FoundInAt         string `en:"%s, line %d"`
	ImportDrop        string `en:"Drop what was found? It is not saved."`
	ImportDropYes     string `en:"Drop it"`
	ImportDropNo      string `en:"Keep it"`
	ImportTake        string `en:"Import this one"`
	ImportKindHint    string `en:"Choose where it runs: nothing in it says so"`
	ImportWhich       string `en:"Sign in with"`
	ImportWhichHint   string `en:"Choose: there is a password and an API key"`
	ImportKeyThere    string `en:"found, not shown"`
	ImportKeyHint     string `en:"none was found: enter it here, or later"`
	ImportSame        string `en:"Already there"`
	SameUpdate        string `en:"Update %s with this key"`
	SameUpdateNoKey   string `en:"Update %s"`
	SameSkip          string `en:"Skip"`
	SameCopy          string `en:"Import as another profile"`
	ImportCleaned     string `en:"Changed: %s"`
	ImportToken       string `en:"Whose token is this?"`
	ImportTokenWhat   string `en:"This is a bearer token. It lives for hours at most, so it is shown and not stored. What a profile needs is the key that the token was made with."`
	ImportFolder      string `en:"Find keys in files… looks through folders."`
	FormVCAP          string `en:"Service credentials of IBM Cloud"`
	FormKeyFile       string `en:"API key file of IBM Cloud"`
	FormCode          string `en:"Code"`
	FormVariables     string `en:"Variables"`
	FormCurl          string `en:"curl command"`
	FormShare         string `en:"File that Lanyard shared"`
	FormBareKey       string `en:"API key alone"`
	FormTool          string `en:"Command-line tool of IBM"`
	PastedWhole       string `en:"You pasted a whole credential (%s)."`
	PastedSome        string `en:"You pasted %d credentials."`
	PastedBoth        string `en:"It has a password and an API key: a profile takes one."`
	FillForm          string `en:"Fill the form from what you pasted"`
	FillFormWith      string `en:"Fill the form, with the %s"`
	ImportThem        string `en:"Import them"`
	PasteLiteral      string `en:"Paste it as text"`
	FormFilled        string `en:"The form was filled from what you pasted. Look it over, then save."`
	NeedsTitle        string `en:"What do I need?"`

	// Looking for keys in files.
	ScanMenu        string `en:"Find keys in files…"`
	ScanTitle       string `en:"Find keys lying in files"`
	ScanWhat        string `en:"Lanyard looks through settings, programs, notebooks and shell histories for credentials in plain text, says where they are and how to remove them. It changes no file, and nothing leaves this computer."`
	ScanFolder      string `en:"Folder"`
	ChooseFolder    string `en:"Choose folder…"`
	ScanLook        string `en:"Look"`
	ScanStop        string `en:"Stop"`
	ScanBegins      string `en:"Looking…"`
	ScanDoing       string `en:"%d files · %s"`
	ScanNoFolder    string `en:"Name a folder, such as ~/projects."`
	ScanFailed      string `en:"%s cannot be looked through: %v."`
	ScanFoundNone   string `en:"No credential was found"`
	ScanFoundOne    string `en:"1 credential was found"`
	ScanFoundSome   string `en:"%d credentials were found"`
	ScanFilesOne    string `en:"in 1 file."`
	ScanFilesSome   string `en:"in %d files."`
	ScanSkippedOne  string `en:"1 was left out, too large or no text."`
	ScanConfig      string `en:"%s says where instances of watsonx Orchestrate are, and has no key: import it with Ctrl+I."`
	ScanSkippedSome string `en:"%d were left out, too large or no text."`
	ScanFailedOne   string `en:"1 could not be read."`
	ScanFailedSome  string `en:"%d could not be read."`
	ScanStopped     string `en:"Stopped after %d files."`
	ScanUnread      string `en:"What could not be read"`
	ScanPlace       string `en:"Place"`
	ScanRemove      string `en:"How to remove it"`
	ScanToken       string `en:"A token ends by itself, and is not imported."`
	ScanSaved       string `en:"Imported as %s"`
	ScanMore        string `en:"%d more were found and are not listed: look through a smaller folder for them."`
	ScanPreviewOne  string `en:"Preview the import of 1"`
	ScanPreviewSome string `en:"Preview the import of %d"`

	// Code.
	SnippetCAFile  string `en:"File"`
	SnippetCASave  string `en:"Save the CA certificates…"`
	SnippetCASaved string `en:"The CA certificates are saved as %s, which the code names."`
	UseInCode      string `en:"Use it in code"`
	SnippetFor     string `en:"Code for"`
	SnippetOlder   string `en:"Older · %s"`
	SnippetCode    string `en:"Code"`
	CopyCode       string `en:"Copy code"`
	CopyCodeKey    string `en:"Copy with the %s"`
	SnippetWithKey string `en:"With the %s in it…"`
	SnippetRef     string `en:"With a reference to the token"`
	SnippetNoRef   string `en:"Without the reference"`
	SnippetWithout string `en:"Without the secret"`
	SnippetMark    string `en:"The %s itself will stand where the bullets are: whoever gets this text has it. On the clipboard it is treated as a key: see Settings."`
	SnippetCopied  string `en:"Code with the %s of %s copied"`

	// Commands that ask for tokens, and second starts.
	Asked          string `en:"%s asks for a token of %s."`
	AskedTest      string `en:"%s asks to test %s."`
	AskedNames     string `en:"%s asks for the names of your profiles."`
	AskedCommand   string `en:"It runs: %s"`
	AskedTime      string `en:"Without an answer in %s it gets nothing."`
	AskedHow       string `en:"Allow or deny it in Lanyard."`
	CallerAt       string `en:"%s (%s)"`
	SomeProgram    string `en:"A program of yours"`
	AllowOnce      string `en:"Allow once"`
	AllowFor       string `en:"Allow for 10 min"`
	Deny           string `en:"Deny"`
	Served         string `en:"%s got a token of %s."`
	NotServing     string `en:"Another Lanyard serves commands for these profiles; this window does not."`
	RunsAlready    string `en:"Lanyard is open already"`
	RunsAlreadyHow string `en:"This desktop lets no program bring its window to the front: look for it among your windows."`

	// What was done.
	Activity        string `en:"Activity"`
	ActivityAll     string `en:"Show all profiles"`
	ActivityWhat    string `en:"Kept on this computer, without secrets; Settings turn it off."`
	ServedRunning   string `en:"Signed in as long as they run"`
	ServedSince     string `en:"%s for %s, since %s"`
	ServedEnd       string `en:"End"`
	ServedWhat      string `en:"End takes the sign-in away: the command goes on, and gets no more tokens."`
	ServedEnded     string `en:"The sign-in of %s is ended."`
	ServedFailed    string `en:"The sign-in of %s could not be ended: %s"`
	ActivityReading string `en:"Reading…"`
	ActivityNone    string `en:"Nothing yet."`
	ActivityOff     string `en:"Nothing is noted: the settings say so."`
	DeedCreated     string `en:"Added"`
	DeedEdited      string `en:"Edited"`
	DeedRenamed     string `en:"Renamed"`
	DeedRemoved     string `en:"Removed"`
	DeedFetched     string `en:"New token"`
	DeedFailed      string `en:"Sign-in failed"`
	DeedTested      string `en:"Tested"`
	DeedCopied      string `en:"Copied"`
	DeedViewed      string `en:"Viewed"`
	DeedExported    string `en:"Given out"`
	DeedImported    string `en:"Imported"`
	DeedRestored    string `en:"Restored"`
	DeedServed      string `en:"Token given to"`
	DeedDetail      string `en:"%s: %s"`
	DeedOf          string `en:"%s · %s"`
	FromWindow      string `en:"in the window"`
	FromCommand     string `en:"by command"`
	FromAgent       string `en:"in the background"`

	// A damaged profiles file.
	Damaged         string `en:"The profiles file cannot be read"`
	DamagedList     string `en:"No profiles can be shown."`
	BackupsTitle    string `en:"Copies that Lanyard made of it"`
	NoBackups       string `en:"There is none yet."`
	BackupOf        string `en:"of %s"`
	Restore         string `en:"Restore"`
	RestoreWhat     string `en:"Restore the copy %s"`
	OpenFolder      string `en:"Open its folder"`
	StartEmpty      string `en:"Start with an empty list"`
	StartEmptyWhat  string `en:"Whatever you choose, the damaged file is kept under another name, and keys stay where they are."`
	RestoredFile    string `en:"The copy %s is back in place; the damaged file is kept beside it."`
	SetAside        string `en:"The damaged file is kept as %s."`
	NotDamaged      string `en:"The file is good again."`
	NotOpenedFolder string `en:"The folder could not be opened; it is %s"`

	// The tray.
	TrayCopy      string `en:"Copy token: %s"`
	TrayShow      string `en:"Show Lanyard"`
	TrayUnlock    string `en:"Unlock Lanyard…"`
	TrayFailed    string `en:"No token for %s: %s"`
	TrayFailedHow string `en:"Lanyard says why, and what to do next."`
	TrayClears    string `en:"It leaves the clipboard in %s."`
	TrayStays     string `en:"It stays on the clipboard until something else is copied."`
	TrayInside    string `en:"Lanyard goes on in the tray"`
	TrayInsideHow string `en:"Its icon shows the window again and has Quit in its menu."`

	// Warnings.
	EndsSoon    string `en:"The token for %s ends in %s"`
	EndsSoonHow string `en:"Get a new one in Lanyard."`

	// Settings.
	Settings        string `en:"Settings"`
	Done            string `en:"Done"`
	SetLook         string `en:"Look"`
	SetTheme        string `en:"Theme"`
	ThemeSystem     string `en:"As the system"`
	ThemeLight      string `en:"Light"`
	ThemeDark       string `en:"Dark"`
	SetTextSize     string `en:"Text size"`
	TextSmall       string `en:"Small"`
	TextNormal      string `en:"Normal"`
	TextLarge       string `en:"Large"`
	TextLarger      string `en:"Larger"`
	After           string `en:"after %s"`
	Never           string `en:"never"`
	SetClipboard    string `en:"Clipboard"`
	SetClearToken   string `en:"Clear copied tokens"`
	SetClearKey     string `en:"Clear copied keys"`
	SetMark         string `en:"Mark what is copied as secret"`
	SetMarkWhat     string `en:"Clipboard histories that honour the mark leave it out. Not all of them do."`
	SetLock         string `en:"Lock"`
	SetLockAfter    string `en:"When nobody is there"`
	NoIdle          string `en:"This desktop does not tell whether anybody is at the computer, so this has no effect here."`
	SetLockSession  string `en:"Lock with the session and on sleep"`
	SetDesktop      string `en:"Desktop"`
	SetNotify       string `en:"Notify before a token in use ends"`
	SetTray         string `en:"Icon in the tray; closing hides the window there"`
	TrayNext        string `en:"This holds from the next start of Lanyard on."`
	NoTray          string `en:"This desktop shows no tray icons."`
	SetCommands     string `en:"Commands"`
	SetCommandsMay  string `en:"Tokens for commands"`
	CommandsAny     string `en:"For all of mine"`
	CommandsAsk     string `en:"Ask me each time"`
	CommandsNone    string `en:"For none"`
	SetFixed        string `en:"Set by your organisation."`
	SetCommandsWhat string `en:"Commands such as lanyard token get tokens from this window, never keys."`
	SetActivity     string `en:"Activity"`
	SetActivityOn   string `en:"Note what is done, without secrets"`
	SetKeys         string `en:"Where keys are kept"`
	SetProxyWay     string `en:"Sign in through"`
	ProxySystem     string `en:"The system's proxy"`
	ProxyNone       string `en:"No proxy"`
	ProxyOwn        string `en:"This proxy"`
	SetProxyAt      string `en:"Its address"`
	HintSharedProxy string `en:"http://proxy.example.org:3128"`
	SetProxyWhat    string `en:"A profile can have one of its own, also one that asks for a user: Edit, then Advanced."`
	NotKept         string `en:"This holds until Lanyard ends, but could not be saved:"`

	// Where keys are kept, and moving them.
	MoveToFile         string `en:"Move to the secrets file…"`
	MoveToKeyring      string `en:"Move to the keyring…"`
	PassphraseMenu     string `en:"Change passphrase…"`
	TheSecretsFile     string `en:"the secrets file"`
	TheKeyring         string `en:"the keyring"`
	Memory             string `en:"memory"`
	UseFile            string `en:"Keep keys in a secrets file…"`
	MoveTitle          string `en:"Keep keys in %s"`
	MoveKeys           string `en:"Move keys"`
	KeepThere          string `en:"Keep keys there"`
	MoveWhat           string `en:"Moves %s from %s to %s. Each is written there, read back and compared; only when all of them are there, they are removed from their old place. Whatever fails before, nothing is lost."`
	MoveNone           string `en:"There are no keys yet. %s takes them from now on."`
	MoveLeave          string `en:"%s takes keys from now on. %s cannot be reached, so what may be in it stays there: profiles whose key it has ask for the key at their next use."`
	MoveFileNote       string `en:"The secrets file is encrypted with a passphrase, which is asked for once until Lanyard ends or is locked. Commands use it, too."`
	MoveKeyringNote    string `en:"The keyring opens with your session, usually with the password of your login. Commands use it, too."`
	KeyOne             string `en:"1 key"`
	KeySome            string `en:"%d keys"`
	MoveReading        string `en:"Reading the keys…"`
	MoveWriting        string `en:"Writing them to %s…"`
	MoveComparing      string `en:"Reading them back and comparing…"`
	MoveRemoving       string `en:"Removing them from %s…"`
	MovedOne           string `en:"1 key was moved."`
	MovedSome          string `en:"%d keys were moved."`
	KeptThere          string `en:"Keys are kept in %s from now on."`
	KeysMovedBy        string `en:"A command moved the keys: %s has them now."`
	MoveNot            string `en:"The keys were not moved"`
	MoveNoPassphrase   string `en:"No passphrase was given."`
	MoveStays          string `en:"The keys are where they were, and used from there."`
	MoveLeft           string `en:"%s has all keys, and they are used from there. Copies of some stay in %s until they are removed."`
	MoveTidy           string `en:"Remove the copies"`
	MoveMissing        string `en:"In neither place, so to be entered once more: %s."`
	MoveDamaged        string `en:"Cannot be read and stays where it was, so to be entered once more: %s."`
	MoveDiffer         string `en:"These have another key in %[2]s than in %[3]s: %[1]s. Overwriting replaces it with the one from %[3]s, which Lanyard uses today."`
	MoveReplace        string `en:"Overwrite %s"`
	MoveOverruled      string `en:"%s still says otherwise, and counts before this choice when Lanyard is started next."`
	PassphraseTitle    string `en:"Change the passphrase of the secrets file"`
	PassphraseChange   string `en:"Change passphrase"`
	PassphraseNow      string `en:"Current passphrase"`
	PassphraseWarning  string `en:"Whoever has the file and its passphrase has the keys, and nobody can recover a lost passphrase."`
	PassphraseChanging string `en:"Encrypting the file anew…"`
	PassphraseChanged  string `en:"The passphrase is changed."`
	PassphraseCopies   string `en:"Copies of the file that somebody made before still open with the old one."`
	PassphraseOldWrong string `en:"The current passphrase does not fit."`

	// Backup, restore and share.
	SetBackups       string `en:"Backup and sharing"`
	BackupMenu       string `en:"Back up…"`
	RestoreMenu      string `en:"Restore…"`
	ShareMenu        string `en:"Share profiles…"`
	NotInDemo        string `en:"The sample profiles cannot be backed up, restored or shared."`
	PageBusy         string `en:"Something is under way here: wait for its end, or cancel it."`
	File             string `en:"File"`
	Profiles         string `en:"Profiles"`
	ProfileOne       string `en:"1 profile"`
	ProfileSome      string `en:"%d profiles"`
	FullPath         string `en:"Enter the full path of the file, such as ~/lanyard.age."`
	FileThere        string `en:"There is a file %s already. Replace it, or choose another name."`
	NothingToSave    string `en:"There are no profiles yet."`
	BackupTitle      string `en:"Back up profiles and keys"`
	BackupWhat       string `en:"Saves %s with their keys in one file, encrypted with a passphrase. It belongs to no computer: Lanyard restores it anywhere, and the age tool opens it, too."`
	BackupSave       string `en:"Save backup"`
	BackupSaving     string `en:"Encrypting and saving…"`
	BackupSaved      string `en:"%s and %s saved."`
	BackupKeyless    string `en:"Not on this computer, and so not in the backup: the keys of %s."`
	RestoreTitle     string `en:"Restore from a backup"`
	RestoreFileWhat  string `en:"Choose the file that a backup made. You see what is in it before anything is changed here."`
	RestoreHint      string `en:"choose it, enter its path, or drop it here"`
	RestoreOpen      string `en:"Open"`
	RestoreOpening   string `en:"Opening…"`
	BackupWrongPass  string `en:"The passphrase does not fit this backup."`
	RestoreFound     string `en:"%s has %s. Nothing is changed yet."`
	RestoreConflicts string `en:"Different here (%d)"`
	RestoreNew       string `en:"New (%d)"`
	RestoreKeyless   string `en:"Here, but without the key (%d)"`
	RestoreSame      string `en:"Here already (%d)"`
	RestoreUnusable  string `en:"Cannot be used (%d)"`
	RestoreRest      string `en:"… and %d more, which stay as they are here unless you choose for all."`
	RestoreMore      string `en:"… and %d more, which come along."`
	RestoreNoKey     string `en:"without its key"`
	KeepMine         string `en:"Keep mine"`
	ReplaceMine      string `en:"Replace mine"`
	AddCopy          string `en:"Add as a copy"`
	ForAll           string `en:"For all of them"`
	Differs          string `en:"Differs: %s"`
	DiffersTo        string `en:"%s (%s → %s)"`
	DiffersFrom      string `en:"Is called %s here. Differs: %s"`
	KeyItself        string `en:"the key"`
	KeyUsed          string `en:"which key it uses"`
	KeyPlace         string `en:"where the key lies"`
	RestoreOne       string `en:"Restore 1 profile"`
	RestoreSome      string `en:"Restore %d profiles"`
	RestoreNothing   string `en:"Nothing to restore"`
	Restoring        string `en:"Restoring…"`
	RestoredOne      string `en:"1 profile was restored."`
	RestoredSome     string `en:"%d profiles were restored."`
	RestoredKeyless  string `en:"The backup has no key for: %s. Lanyard asks for it at the next use."`
	ShareTitle       string `en:"Share profiles with a colleague"`
	ShareWhat        string `en:"Saves profiles without keys and passwords: who gets the file imports it and enters keys of their own. Addresses, user names, spaces, projects, tags and certificates are in it."`
	ShareOne         string `en:"Share 1 profile"`
	ShareSome        string `en:"Share %d profiles"`
	ShareNone        string `en:"Choose profiles"`
	ShareRest        string `en:"… and %d more: All chooses them, too."`
	ShareSaved       string `en:"%s saved without keys."`
	ShareHow         string `en:"Lanyard reads the file with Import; so does the command lanyard import."`
	ChooseAll        string `en:"All"`
	ChooseNothing    string `en:"None"`

	// Help.
	SheetEverywhere   string `en:"Everywhere"`
	SheetList         string `en:"In the list and the search field"`
	SheetForms        string `en:"In forms and dialogs"`
	KeyArrows         string `en:"Choose a profile"`
	KeyEnter          string `en:"Get a token; a live one is kept"`
	KeyEsc            string `en:"Clear the search"`
	KeyCopyList       string `en:"Copy the token"`
	KeyDelete         string `en:"Remove, with undo"`
	KeyMenus          string `en:"Menus; arrows go through them"`
	KeyUndo           string `en:"Take back a removal"`
	KeyFormEnter      string `en:"Save, or the dialog's main button"`
	KeyFormEsc        string `en:"Cancel"`
	KeyTab            string `en:"Next field, with Shift the previous one"`
	AboutVersion      string `en:"Version %s"`
	AboutWhat         string `en:"Credentials for IBM watsonx and Watson Machine Learning, kept in your keyring."`
	AboutKeys         string `en:"Keys: %s"`
	AboutPlace        string `en:"Profiles: %s"`
	AboutProtects     string `en:"Protects against other users of this computer, backups and synced folders, clipboard histories that honour the mark, logs and screenshots of a masked window. Not against a program that already runs as you."`
	AboutHardened     string `en:"How this process is closed to others"`
	CopyDiagnostics   string `en:"Copy diagnostics"`
	DiagnosticsBusy   string `en:"Looking over everything…"`
	DiagnosticsCopied string `en:"Copied. No key or token is in it, but names of folders and ids of keys."`
	DiagnosticsWindow string `en:"          window          %.0f × %.0f at scale %.2g, theme: %s"`
	AboutThreats      string `en:"What it protects against, and what not…"`
	ThreatsTitle      string `en:"What Lanyard protects against, and what not"`
	AboutNotIBM       string `en:"Lanyard is not a product of IBM."`

	// Testing a credential.
	TestCredential  string `en:"Test credential"`
	TestAgain       string `en:"Test again"`
	TestCosts       string `en:"It only reads, and costs nothing."`
	TestCanceled    string `en:"Canceled before the end"`
	ReplacePassword string `en:"Enter another password"`
	TestReport      string `en:"Report of the test"`
	Tested          string `en:"%s: %s."`
	Checking        string `en:"Checking %s…"`
	CredentialGood  string `en:"The credential is good"`
	GoodButPlace    string `en:"The credential is good; no %s was checked"`
	WhatWasChecked  string `en:"What was checked"`
	CopyReport      string `en:"Copy report"`
	SetProxy        string `en:"Set the proxy"`
	CopyWho         string `en:"Copy the %s"`
	WhoAnybody      string `en:"identity"`
	OpenPlace       string `en:"Open the %s"`
	OpenKeysPage    string `en:"Open the API keys page"`
	OpenServiceIDs  string `en:"Open the service IDs page"`
	IBM             string `en:"IBM"`
	RetrySlow       string `en:"%s asked us to slow down"`
	RetryTrouble    string `en:"%s has trouble of its own"`
	RetryCut        string `en:"The connection was cut"`
	NextTry         string `en:"%s; next try in %s (%d of %d)"`
	TryingNow       string `en:"%s; trying again (%d of %d)…"`

	// A server's certificates.
	LookAtCertificate  string `en:"Look at the certificate…"`
	LookingAt          string `en:"Asking %s for its certificates…"`
	CertificatesOf     string `en:"Certificates of %s"`
	CertificatesGood   string `en:"This computer trusts them."`
	CertServer         string `en:"the server's own"`
	CertAuthority      string `en:"an authority"`
	CertItself         string `en:"itself"`
	CertIssuer         string `en:"Issued by"`
	CertNames          string `en:"For"`
	CertValid          string `en:"Valid"`
	CertFromTo         string `en:"%s to %s"`
	CertExpired        string `en:"over"`
	CertNotYet         string `en:"not yet"`
	CertSum            string `en:"SHA-256"`
	CompareSHA         string `en:"Ask whoever runs the server for the SHA-256, by another way than this connection, and compare it with what stands above. Nothing was sent yet."`
	TrustAuthority     string `en:"Trust this authority"`
	TrustAuthorityWhat string `en:"The %s of %s will be sent to %s as long as its certificate comes from “%s”, also after it was renewed."`
	PinCertificate     string `en:"Trust exactly this certificate"`
	PinWhat            string `en:"The %s of %s will be sent to %s only while it shows this very certificate. Once it is renewed, Lanyard asks again."`
	TrustSystem        string `en:"Trust what this computer trusts"`
	TrustSystemWhat    string `en:"The %s of %s will be sent to %s as long as an authority that this computer trusts vouches for it."`
	SaveChain          string `en:"Save certificate chain…"`
	SaveChainWhat      string `en:"Python, curl and others take the certificates as a file. Where to save it?"`
	SaveTo             string `en:"File for the certificates"`
	SaveExists         string `en:"There is a file of this name already."`
	SaveReplace        string `en:"Replace it"`
	SaveFullPath       string `en:"Enter the full path, such as ~/lab-chain.pem."`
	SavedTo            string `en:"Saved to %s."`
	SaveEnvWhat        string `en:"For Python's requests, and so for IBM's libraries:"`
	SaveEnv            string `en:"variable for Python"`

	// Spaces and projects.
	Choose         string `en:"Choose…"`
	ChooseSpace    string `en:"Choose a space…"`
	ChooseProject  string `en:"Choose a project…"`
	ChooseTitle    string `en:"Space or project for %s"`
	ChooseSearch   string `en:"Search by name or ID"`
	ChooseThis     string `en:"Choose"`
	ChooseNone     string `en:"None"`
	Spaces         string `en:"Deployment spaces"`
	Projects       string `en:"Projects"`
	CopyID         string `en:"Copy ID"`
	NoPlace        string `en:"none chosen"`
	AskingSpaces   string `en:"Asking for the deployment spaces…"`
	AskingProjects string `en:"Asking for the projects…"`
	NoSpaces       string `en:"This credential sees no deployment space. Whoever administers one can add its user or service ID: Access control, role Admin or Editor."`
	NoProjects     string `en:"This credential sees no project. Whoever administers one can add its user or service ID: Manage, Access control, role Admin or Editor."`
	NoPlaceMatch   string `en:"Nothing matches “%s”."`
	PlaceChosen    string `en:"%s chosen."`
	PlaceCleared   string `en:"Neither space nor project is chosen now."`

	// Choosing a file or folder.
	FilesPath      string `en:"Path"`
	FilesUp        string `en:"Up"`
	FilesOpen      string `en:"Open"`
	FilesThis      string `en:"Choose this folder"`
	FilesFor       string `en:"Folder for the file"`
	FilesScan      string `en:"Folder to look through"`
	FilesReading   string `en:"Reading the folder…"`
	FilesPick      string `en:"Choose a file, or type its name."`
	FilesNothing   string `en:"There is nothing in this folder."`
	FilesNoFolders string `en:"There is no folder in this one."`
	FilesCut       string `en:"Only %d are listed. Type the whole name of another one."`
	FilesHidden    string `en:"Type a dot to see those whose names begin with one."`
	FilesTarget    string `en:"Folder: %s"`
	FilesMissing   string `en:"There is no %s."`
	FilesDenied    string `en:"You are not allowed to look into %s."`
	FilesNoFolder  string `en:"%s is not a folder."`
	FilesFailed    string `en:"%s cannot be read: %s."`

	// The key at IBM Cloud, and the payload.
	KeyAtIBM       string `en:"The API key at IBM Cloud"`
	AskingKey      string `en:"Asking IBM Cloud about the key…"`
	KeyUntold      string `en:"IBM Cloud tells nothing about this key."`
	KeyName        string `en:"Key"`
	KeyDescription string `en:"Description"`
	KeyID          string `en:"Key ID"`
	KeyMade        string `en:"Made"`
	KeyAge         string `en:"%s, %s ago"`
	KeyEnds        string `en:"in %s, %s"`
	KeyEndless     string `en:"never"`
	KeyState       string `en:"State"`
	KeyEnabled     string `en:"enabled"`
	KeyDisabled    string `en:"disabled"`
	KeyLocked      string `en:"enabled, locked against changes"`
	KeyEndsSay     string `en:"The API key “%s” expires in %s, %s. Make a new one in time and enter it here."`
	KeyOverSay     string `en:"The API key “%s” has expired. Make a new one and enter it here."`
	KeyDisabledSay string `en:"The API key “%s” is disabled: this token is the last one."`
	Months         string `en:"%d months"`
	Years          string `en:"%d years"`
	RawJSON        string `en:"Raw JSON"`
	CopyJSON       string `en:"Copy JSON"`
	RawCut         string `en:"… cut here; Copy JSON copies all %d KiB."`

	// Renewal by itself.
	RenewTick  string `en:"Renew its token by itself while Lanyard runs"`
	Renews     string `en:"renews itself"`
	Renewed    string `en:"The token for %s was renewed."`
	NotRenewed string `en:"The token for %s could not be renewed; the old one stays."`
	RenewOff   string `en:"The renewal for %s was refused, so it was switched off: another try could lock the account."`

	// A cluster's identity service, and its header.
	IdentityOffer string `en:"Sign in by the cluster's identity service…"`
	IdentityTitle string `en:"Send the password to the cluster's identity service?"`
	IdentityWhat  string `en:"Clusters with an identity service refuse a good password at the usual place. Lanyard then sends user name and password to this address, and its token to the cluster."`
	IdentityOlder string `en:"From version 5.1 on it is the cluster's own address. Before: https://cp-console-NAMESPACE.apps… (4.7 to 5.0) or https://cp-console.apps… (older)."`
	IdentitySend  string `en:"Send the password to %s"`
	WithHTTPS     string `en:"Begin the address with https://."`
	ZenHeader     string `en:"ZenApiKey header"`
	ZenWhat       string `en:"For a cluster's platform calls, from Cloud Pak for Data 4.6 on. Watson Machine Learning does not take it before 4.8; a token works everywhere."`
	ZenAsk        string `en:"The header has the API key of %s in it: whoever has it may do all that you may, until the key is revoked."`
	ZenYes        string `en:"Copy the header"`
	ZenCopied     string `en:"ZenApiKey header of %s copied"`
	ZenNot        string `en:"Only Cloud Pak for Data with a platform API key has a ZenApiKey header."`
	CopyZen       string `en:"Copy ZenApiKey header…"`

	// The life of API keys: the marks in the list, and what is told on the desktop.
	MarkEnded      string `en:"key ended"`
	MarkEnds       string `en:"key ends in %s"`
	MarkOld        string `en:"key is %s old"`
	DayOne         string `en:"1 day"`
	DaySome        string `en:"%d days"`
	KeyEndsTitle   string `en:"The API key of %s ends in %s"`
	KeyEndedTitle  string `en:"The API key of %s has ended"`
	KeysEndTitle   string `en:"%d API keys end soon"`
	KeyEndsHow     string `en:"Lanyard can change it for a new one: Rotate… at the profile."`
	KeyEndedAdvice string `en:"This key has ended, and does not sign in any more. Make a new one on IBM's page and enter it with Replace…."`
	KeyEndsAdvice  string `en:"This key ends in %s. Rotate it in time: afterwards it cannot sign in to make a new one."`
	KeyOldAdvice   string `en:"This key is %s old. Many companies want keys changed every 90 days."`

	// The card of a key.
	Rotate           string `en:"Rotate…"`
	UseKeyInstead    string `en:"Make a key to use instead…"`
	Disable          string `en:"Disable…"`
	Enable           string `en:"Enable…"`
	DeleteKey        string `en:"Delete…"`
	NewKey           string `en:"New key…"`
	AllKeys          string `en:"All keys…"`
	UndoRotation     string `en:"Undo the rotation"`
	AskKey           string `en:"Ask IBM Cloud"`
	ShowRotation     string `en:"Show"`
	RotateNone       string `en:"This profile has no API key that could be rotated."`
	RotationUnderWay string `en:"This key is being rotated: %s."`
	KeyAsOf          string `en:"As IBM Cloud told it %s."`
	KeyOwner         string `en:"Owner"`
	KeyChanged       string `en:"Key changed"`
	KeyLastUsed      string `en:"Last used"`
	KeyWhenLeaked    string `en:"When it leaks"`
	KeyUsedBy        string `en:"Used by"`
	KeysInUse        string `en:"Keys"`
	KeysOfOwner      string `en:"%d of %d that its owner may have"`
	KeyNeverUsed     string `en:"never"`
	SignInOne        string `en:"1 sign-in so far"`
	SignInSome       string `en:"%d sign-ins so far"`
	LeakNone         string `en:"nothing is done"`
	LeakDisable      string `en:"IBM disables it"`
	LeakDelete       string `en:"IBM deletes it"`

	// A rotation: its page before it begins.
	RotateTitle   string `en:"Rotate the key of %s"`
	UndoTitle     string `en:"Undo the rotation of %s"`
	NewKeyTitle   string `en:"New key like that of %s"`
	RotateWhat    string `en:"A new key is made at IBM Cloud, tested, and used by: %s."`
	RotateKey     string `en:"The key is “%s”."`
	IBMLastUse    string `en:"IBM saw it used last: %s."`
	OwnLastUse    string `en:"Lanyard signed in with it last: %s."`
	OthersUse     string `en:"Something else uses this key, too: IBM saw it signed in with after Lanyard did. That loses its access when the key is disabled. Keep the old key working until you have found it."`
	RotateLocked  string `en:"The key is locked at IBM; before anything is changed you are asked once more."`
	RotateSafe    string `en:"Whatever fails or is interrupted, a key that works is stored. The rotation can be left and goes on meanwhile."`
	RetireOld     string `en:"The old key"`
	RetireDisable string `en:"Disable and keep it"`
	RetireKeep    string `en:"Keep it working"`
	RetireWeek    string `en:"Disable, and delete after 7 days"`
	RetireMonth   string `en:"Disable, and delete after 30 days"`
	RetireNow     string `en:"Delete it at once"`
	KeyLife       string `en:"The new key ends"`
	LifeAsBefore  string `en:"As the old one"`
	LifeNever     string `en:"Never"`
	LifeDays      string `en:"After %d days"`
	RotateNow     string `en:"Rotate"`
	TestAndUse    string `en:"Test and use"`
	NewKeyField   string `en:"New API key"`
	OpenKeyPage   string `en:"Open the page"`
	ClusterMakes  string `en:"Have the cluster make it…"`
	NewKeyNeeded  string `en:"Enter the new key."`
	NewKeyWhat    string `en:"A profile like %s, with an API key of its own. The key is made at IBM Cloud with the key of that profile and belongs to the same owner."`
	NewKeyCluster string `en:"A profile like %s that signs in with an API key instead of the password. A user of a cluster has one key: one that you have there already ends at once, for everything that uses it."`
	NewKeyName    string `en:"Name of the new profile"`
	NewKeyLeaks   string `en:"When it leaks"`
	LeakAsBefore  string `en:"As for the other key"`
	LeakWayNone   string `en:"Do nothing"`
	LeakWayOff    string `en:"Disable it"`
	LeakWayGone   string `en:"Delete it"`
	MakeKey       string `en:"Make the key"`

	// A rotation: its steps and questions.
	StepCheck     string `en:"Check the key and its profiles"`
	StepStore     string `en:"Store the new key"`
	StepCreate    string `en:"Make it at IBM"`
	StepSignIn    string `en:"Sign in with it"`
	StepTest      string `en:"Test every profile"`
	StepSwap      string `en:"Use the new key"`
	StepRetire    string `en:"Retire the old key"`
	StepDone      string `en:"done"`
	StepFailed    string `en:"failed"`
	StepSkipped   string `en:"not done"`
	TakingBack    string `en:"Taking the new key back…"`
	GoingBack     string `en:"Going back to the old key…"`
	RotationStops string `en:"Stopping…"`
	RotateYes     string `en:"Rotate"`
	RotateNot     string `en:"Don't rotate"`
	AskGo         string `en:"Rotate the key of %s?"`
	AskLocked     string `en:"The old key is locked at IBM, so that nobody changes it by mistake. Unlock it to retire it?"`
	AskLockedYes  string `en:"Unlock it"`
	AskUsed       string `en:"Something else used the old key since the new one is in use. Delete it all the same?"`
	AskUsedYes    string `en:"Delete it"`
	AskUsedNo     string `en:"Disable it only"`
	AskReplace    string `en:"The cluster ends the old key at once, for everything that uses it, not only %s. There is no way back. Have it make a new one?"`
	AskReplaceYes string `en:"Make a new key"`
	AskCopied     string `en:"Keys are kept in memory only, so the new one is gone when Lanyard ends. Copy it to where you keep keys; it is shown this once."`
	AskLost       string `en:"The new key could not be stored, and the old one has ended. This is the only key that works: copy it to where you keep keys. It is shown this once."`
	AskCopiedYes  string `en:"I have copied it"`
	CopyNewKey    string `en:"Copy the new key"`
	NewKeyCopied  string `en:"New API key of %s copied"`
	RotationAsks  string `en:"The rotation of the key of %s asks something"`

	// A rotation: what it came to.
	StopRotation       string `en:"Stop"`
	GoOnRotation       string `en:"Resume"`
	GoBackRotation     string `en:"Undo"`
	LeavePage          string `en:"Leave"`
	RotationStopped    string `en:"The rotation was stopped"`
	RotationStoppedWhy string `en:"A key that works is stored. Resume goes on, or back where no new key was made yet; Undo goes back to the old key."`
	TestFailed         string `en:"%s does not work with the new key, which was taken back:"`
	RoomNow            string `en:"There is room for another key now."`
	DeleteLeft         string `en:"Delete “%s”"`
	LeftBehind         string `en:"These keys were left behind disabled by earlier rotations:"`
	SaidRotated        string `en:"The new key is in use: %s."`
	SaidBack           string `en:"The old key is in use again: %s."`
	SaidNothing        string `en:"There was nothing left to do for %s."`
	SaidMade           string `en:"%s has an API key of its own."`
	SaidFailed         string `en:"The key of %s was not rotated."`
	SaidDeclined       string `en:"The key of %s stays as it is."`
	SaidDisabled       string `en:"The old key is disabled and stored: Undo brings it back."`
	SaidKept           string `en:"The old key still works. All keys… tells whether anything uses it."`
	NextBusy           string `en:"Wait until it is done; this window follows."`
	NextInterrupted    string `en:"Resume goes on, Undo goes back."`
	NextNoPlace        string `en:"Delete a key that nobody uses: All keys… at the profile shows them, those that were used longest ago first."`
	NextSame           string `en:"Make a new key on the page, then enter that."`
	NextLast           string `en:"If that is meant, delete it in the list of all keys."`
	NextOneKey         string `en:"Share the key: Duplicate makes a profile that does."`
	NextLost           string `en:"On IBM Cloud the old key is in use as before. On a cluster it has ended: make a new one on the cluster's page and enter it with Replace…."`
	WasInterrupted     string `en:"The rotation of the key of %s was interrupted."`
	NewWasInterrupted  string `en:"Making a key like that of %s was interrupted."`
	InterruptedWhy     string `en:"A key that works is stored. Resume goes on, or back where no new key was made yet."`
	QuitRunning        string `en:"A key is being rotated. Quitting interrupts it, and the next start offers to go on; quit once more if you mean it."`
	QuitHolds          string `en:"A new key waits to be copied, which is lost when Lanyard ends. Copy it first, or quit once more."`

	// One key at IBM: disabling, enabling, deleting, and the list of all.
	DisableTitle   string `en:"Disable the key of %s"`
	EnableTitle    string `en:"Enable the key of %s"`
	DeleteTitle    string `en:"Delete a key of %s"`
	AllKeysTitle   string `en:"API keys of the owner of %s"`
	AllKeysWhat    string `en:"All keys of the user or service ID to which this profile's key belongs, those used longest ago first."`
	AskingKeys     string `en:"Asking IBM Cloud about the keys…"`
	DisableWhat    string `en:"“%s” does not sign in any more until it is enabled again. Tokens that it gave live on until they end."`
	EnableWhat     string `en:"“%s” signs in again."`
	DeleteWhat     string `en:"“%s” is deleted at IBM for good. There is no way back."`
	DeedProfiles   string `en:"These profiles lose their access: %s."`
	DeedNoProfile  string `en:"No profile here uses it."`
	DisableYes     string `en:"Disable the key"`
	EnableYes      string `en:"Enable the key"`
	DeleteYes      string `en:"Delete the key"`
	KeyWord        string `en:"Delete “%s”…"`
	DisableWord    string `en:"Disable “%s”…"`
	EnableWord     string `en:"Enable “%s”…"`
	Disabling      string `en:"Disabling the key…"`
	Enabling       string `en:"Enabling the key…"`
	Deleting       string `en:"Deleting the key…"`
	KeyIsDisabled  string `en:"“%s” is disabled."`
	KeyIsEnabled   string `en:"“%s” is enabled."`
	KeyIsDeleted   string `en:"“%s” is deleted."`
	KeyWasGone     string `en:"IBM has no such key any more."`
	ListUsedBy     string `en:"used by %s"`
	ListLeftBehind string `en:"left behind by a rotation"`
	ListNotHere    string `en:"not used by Lanyard"`
	ListSinceOne   string `en:"used once since"`
	ListSinceSome  string `en:"used %d times since"`

	// A key that was found in a file.
	FoundKeyMenu  string `en:"Whose key?…"`
	FoundKeyLabel string `en:"Whose key is in %s?"`
	FoundKeyTitle string `en:"The key in %s"`
	FoundKeyAsk   string `en:"Lanyard can ask %s whose key this is, or, where a profile has this key, the place where that one signs in. The key goes nowhere else."`
	FoundKeyYes   string `en:"Ask whose key it is"`
	FoundNobody   string `en:"No profile has this key, so a new one would have nowhere to be kept. Import it first to rotate it."`
	FoundDisable  string `en:"Disable it at IBM…"`
	FoundRotate   string `en:"Rotate it…"`
	FoundSure     string `en:"Everything that uses this key loses its access until it is enabled again. These profiles use it: %s."`
	FoundSureNone string `en:"Everything that uses this key loses its access until it is enabled again. No profile here uses it."`

	// The setting.
	SetKeyAge     string `en:"A key is old after"`
	SetKeyAgeDays string `en:"%d days"`
}

// Languages are those that the window speaks. A further one is a file with a function like
// English, and a line here.
func Languages() map[string]func() *Texts { return map[string]func() *Texts{"en": English} }

// English gives the texts in English.
func English() *Texts {
	t := &Texts{}
	v := reflect.ValueOf(t).Elem()
	for i := range v.NumField() {
		v.Field(i).SetString(v.Type().Field(i).Tag.Get("en"))
	}
	return t
}
