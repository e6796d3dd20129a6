package sim

import (
	"crypto/tls"
	"net/http"
	"time"
)

// lifeOf gives the life of tokens whose real life is that.
func (s *Simulator) lifeOf(actual time.Duration) time.Duration {
	if s.life > 0 {
		return s.life
	}
	return actual
}

// passwordOr gives the password that was asked for, else this one.
func (s *Simulator) passwordOr(own string) string {
	if s.password != "" {
		return s.password
	}
	return own
}

// populate makes the accounts, clusters and secrets of this run.
func (s *Simulator) populate(o Options) {
	now := s.now()
	s.cloud = newCloud(now)
	s.cloud.desk = newCodeDesk(o)
	s.aws = newAWS(now)
	// Passwords that people really choose break clients that forget to
	// escape: quotes, a dollar sign, percent signs that look like an escape,
	// letters beyond ASCII.
	nasty := "Grün" + random(16, alphanum) + `"$HOME'%40&+=\ü`
	s.cp4d = newCluster("cp4d-7a10", now, directory{username: "dana", password: s.passwordOr(random(20, alphanum)), apiKey: platformKey(), uid: "1000331003"}, false)
	s.identity = newCluster("cp4d-7a11", now, directory{username: "dana@example.org", password: s.passwordOr(nasty), uid: "1000331004"}, true)
	s.icp = &studio{directory: directory{username: "dana", password: s.passwordOr(random(16, alphanum)), uid: "1003"}, kid: "dsx-icp", instanceID: "icp"}
	s.shift = &studio{directory: directory{username: "dana", password: s.passwordOr(random(16, alphanum)), uid: "1004"}, kid: "dsx-openshift", instanceID: "openshift"}

	s.wxo, s.wxoCloud, s.wxoCPD = newConsole(now), onCloud(now), onCluster(s.cp4d)

	f := FailingKeys{
		UnknownKey: cloudKey(), DisabledKey: cloudKey(), IPRestrictedKey: cloudKey(),
		RateLimitedKey: cloudKey(), SlowKey: cloudKey(), HTMLKey: cloudKey(),
	}
	s.info.Failing = f
	s.faults.load()
	s.cloud.failing = map[string]string{
		f.DisabledKey: "fault-BXNIM0462E", f.IPRestrictedKey: "fault-BXNIM0430E",
		f.RateLimitedKey: "fault-429-seconds", f.SlowKey: "fault-slow", f.HTMLKey: "fault-html-200",
	}
	s.cloud.book.now = s.now
	s.cloud.addKey(iamKey{value: f.DisabledKey, name: "old laptop", owner: s.cloud.owner, createdAt: now.Add(-400 * 24 * time.Hour), disabled: true})

	for _, k := range s.cloud.book.all(func(*iamKey) bool { return true }) {
		s.journal.hide(k.value)
	}
	s.journal.secrets = append(
		s.journal.secrets,
		f.UnknownKey, f.IPRestrictedKey, f.RateLimitedKey, f.SlowKey, f.HTMLKey,
		s.aws.apiKey, s.cp4d.password, s.cp4d.apiKey, s.identity.password, s.icp.password, s.shift.password,
		s.wxo.older.apiKey, s.wxo.newer.apiKey,
	)
}

func newCloud(now time.Time) *cloud {
	account := hexID()
	profile := "Profile-" + uuid()
	serviceID := "ServiceId-" + uuid()
	cl := &cloud{
		accountID: account,
		accounts:  newAccounts(account),
		profile:   iamIdentity{realm: "iam", identifier: profile, sub: profile, subType: "Profile", name: TrustedProfileName},
		owner: iamIdentity{
			realm: "IBMid", identifier: "50" + random(8, "0123456789"), sub: "dana.muller@example.org", name: "Dana Müller",
			given: "Dana", family: "Müller", email: "dana.muller@example.org",
		},
		userKey:    cloudKey(),
		serviceKey: cloudKey(),
	}
	cl.scoring = iamIdentity{realm: "iam", identifier: serviceID, sub: serviceID, subType: "ServiceId", name: "scoring"}
	unable := "ServiceId-" + uuid()
	cl.unable = iamIdentity{realm: "iam", identifier: unable, sub: unable, subType: "ServiceId", name: "reports"}
	cl.unableKey, cl.noKeysKey = cloudKey(), cloudKey()
	day := 24 * time.Hour
	cl.book = &keyBook{now: func() time.Time { return now }}
	cl.addKey(iamKey{value: cl.userKey, name: "notebooks", about: "for notebooks", owner: cl.owner, createdAt: now.Add(-200 * day)})
	// This one ends soon, which a client may want to say.
	cl.addKey(iamKey{value: cl.serviceKey, name: "scoring key", about: "nightly scoring", owner: cl.scoring, createdAt: now.Add(-80 * day), expiresAt: now.Add(10 * day)})
	cl.addKey(iamKey{value: cl.unableKey, name: "reports key", owner: cl.unable, createdAt: now.Add(-30 * day)})
	cl.addKey(iamKey{value: cl.noKeysKey, name: "finance", owner: cl.owner, account: cl.noKeys().ID, createdAt: now.Add(-100 * day)})
	cl.service = newService(kidCloud, now)
	cl.instance = uuid()
	cl.closed = place{id: uuid(), name: "Board only"}
	return cl
}

// addKey puts a key into the book that somebody made before the simulator began.
func (cl *cloud) addKey(k iamKey) {
	k.id, k.createdBy, k.whenLeaked, k.version = "ApiKey-"+uuid(), cl.owner.iamID(), "none", 3
	if k.account == "" {
		k.account = cl.accountID
	}
	k.modifiedAt = k.createdAt.Add(48 * time.Hour)
	k.history = []keyDeed{{at: k.createdAt, by: k.createdBy, account: k.account, action: "CREATE", message: "API key created"}}
	cl.book.add(k, 0)
}

func newAWS(now time.Time) *aws {
	return &aws{
		service: newService(kidAWS, now), accountID: uuid(), tenantID: uuid(), subscriptionID: uuid(),
		serviceID: uuid(), userID: uuid(), apiKey: cloudKey(),
	}
}

func newCluster(kid string, now time.Time, d directory, identity bool) *cluster {
	cl := &cluster{service: newService(kid, now), directory: d, identity: identity}
	cl.zenKey = cl.zen
	return cl
}

// newService furnishes the spaces and projects that a credential may see.
func newService(kid string, now time.Time) service {
	at := func(name, about string, days int, deny string) place {
		return place{id: uuid(), name: name, about: about, created: now.AddDate(0, 0, -days), deny: deny}
	}
	return service{
		kid: kid,
		spaces: []place{
			at("Churn scoring", "Customer churn, production models", 300, ""),
			at("Fraud detection – staging", "Candidates before they go live", 120, ""),
			at("R&D <sandbox>", "", 31, ""),
			at("Zoë's experiments", "Ask Zoë first", 9, ""),
			at("Übung 中文", "Training course", 2, ""),
		},
		projects: []place{
			at("Churn study", "Notebooks and data", 310, ""),
			at("Claims triage", "", 77, ""),
			at("Notebooks only", "Has no runtime associated", 20, "no_associated_service_instance_error"),
			at("Paused plan", "Its runtime is inactive", 15, "invalid_instance_status_error"),
		},
	}
}

// plan gives the origins. The first gets the port that was asked for.
func (s *Simulator) plan() ([]*site, error) {
	stranger, err := newAuthority("A CA that nobody knows")
	if err != nil {
		return nil, err
	}
	good, err := s.ca.leaf()
	if err != nil {
		return nil, err
	}
	var sites []*site
	add := func(entry, origin string, conf *tls.Config, routes ...func(*site)) {
		st := &site{sim: s, entry: entry, origin: origin, tls: conf, mux: http.NewServeMux()}
		for _, r := range routes {
			r(st)
		}
		sites = append(sites, st)
	}
	nothingElse := func(st *site) { st.handle("/", func(c *call) { c.refuse("not_found") }) }

	add("cloud", "url", modernTLS(good), s.cloud.ml, s.cloud.platform, nothingElse)
	add("cloud", "auth_url", modernTLS(good), s.cloud.signIn)
	add("cloud", "platform_url", modernTLS(good), s.cloud.platform, nothingElse)
	add("aws", "url", modernTLS(good), s.aws.ml, s.aws.platform, nothingElse)
	add("aws", "auth_url", modernTLS(good), s.aws.signIn)
	add("aws", "platform_url", modernTLS(good), s.aws.platform, s.aws.throughPlatform, nothingElse)
	add("cp4d", "url", modernTLS(good), s.cp4d.routes, s.wxoCPD.lists)
	add("cp4d_identity", "url", modernTLS(good), s.identity.routes)
	add("cp4d_identity", "identity_url", modernTLS(good), s.identity.identityRoutes)
	add("studio_icp", "url", modernTLS(good), s.icp.routes)
	add("studio_openshift", "url", modernTLS(good), s.shift.routes)

	add("orchestrate", "url", modernTLS(good), s.wxo.lists, nothingElse)
	add("orchestrate", "auth_url", modernTLS(good), s.wxo.signIn)
	add("orchestrate_cloud", "url", modernTLS(good), s.wxoCloud.lists, nothingElse)

	trap := func(st *site) { st.handle("/", func(c *call) { c.fail(Fault{Status: http.StatusOK, Body: tempting}) }) }
	add("elsewhere", "url", modernTLS(good), trap)
	add("plain", "url", nil, trap)

	for _, f := range []struct {
		origin string
		by     *authority
		opts   []leafOption
		conf   func(tls.Certificate) *tls.Config
	}{
		{"unknown_ca", stranger, nil, modernTLS},
		{"wrong_name", s.ca, []leafOption{wrongName}, modernTLS},
		{"expired", s.ca, []leafOption{expired}, modernTLS},
		{"tls11", s.ca, nil, ancientTLS},
	} {
		cert, err := f.by.leaf(f.opts...)
		if err != nil {
			return nil, err
		}
		add("tls_faults", f.origin, f.conf(cert), s.cloud.ml, s.cloud.platform, s.cloud.signIn)
	}
	return sites, nil
}

// describe fills in the Info, once every origin has its port.
func (s *Simulator) describe(host string) {
	at := make(map[string]string, len(s.sites))
	for _, st := range s.sites {
		at[st.entry+" "+st.origin] = st.url
	}
	in, cl := &s.info, s.cloud
	in.Cloud = CloudInfo{
		URL: at["cloud url"], AuthURL: at["cloud auth_url"], PlatformURL: at["cloud platform_url"],
		APIKey: cl.userKey, ServiceIDAPIKey: cl.serviceKey, TrustedProfileID: cl.profile.identifier,
		AccountID: cl.accountID, InstanceID: cl.instance,
		SpaceID: cl.spaces[0].id, ProjectID: cl.projects[0].id, ForbiddenSpaceID: cl.closed.id,
		PasscodeURL: at["cloud auth_url"] + "/identity/passcode", Passcodes: s.madePasscodes(),
		Accounts: cl.accounts[:2], NoKeysAccountID: cl.noKeys().ID,
		KeyLimit: keyLimit, NoKeysAPIKey: cl.noKeysKey, NoKeysServiceIDAPIKey: cl.unableKey,
	}
	in.AWS = AWSInfo{
		URL: at["aws url"], AuthURL: at["aws auth_url"], PlatformURL: at["aws platform_url"],
		APIKey: s.aws.apiKey, AccountID: s.aws.accountID,
	}
	in.CP4D = CP4DInfo{
		URL: at["cp4d url"], Username: s.cp4d.username, Password: s.cp4d.password, APIKey: s.cp4d.apiKey,
		SpaceID: s.cp4d.spaces[0].id,
	}
	in.CP4DIdentity = IdentityInfo{
		URL: at["cp4d_identity url"], IdentityURL: at["cp4d_identity identity_url"],
		Username: s.identity.username, Password: s.identity.password,
	}
	in.StudioICP = s.icp.info(at["studio_icp url"])
	in.StudioOpenShift = s.shift.info(at["studio_openshift url"])
	in.Orchestrate = OrchestrateInfo{
		URL: at["orchestrate url"] + s.wxo.path, AuthURL: at["orchestrate auth_url"], APIKey: s.wxo.newer.apiKey, OlderAPIKey: s.wxo.older.apiKey,
	}
	in.OrchestrateCloud = OrchestrateInfo{URL: at["orchestrate_cloud url"] + s.wxoCloud.path, AuthURL: at["cloud auth_url"], APIKey: cl.userKey}
	in.OrchestrateCPD = OrchestrateInfo{
		URL: at["cp4d url"] + s.wxoCPD.path, Username: s.cp4d.username, Password: s.cp4d.password, APIKey: s.cp4d.apiKey,
	}
	in.TLSFaults = TLSFaultInfo{
		UnknownCA: at["tls_faults unknown_ca"], WrongName: at["tls_faults wrong_name"],
		Expired: at["tls_faults expired"], TLS11: at["tls_faults tls11"],
	}
	in.DeadURL = s.dead.url(host)
}

func (s *studio) info(url string) StudioInfo {
	return StudioInfo{URL: url, InstanceID: s.instanceID, Username: s.username, Password: s.password}
}
