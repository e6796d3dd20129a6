package state

import (
	"errors"
	"slices"
	"testing"
	"time"

	"lanyard/iam"
	"lanyard/internal/explain"
	"lanyard/internal/profile"
	"lanyard/internal/secret"
	"lanyard/internal/wallet"
)

func TestGetTokenKeepsALiveOne(t *testing.T) {
	run(t, []string{"prod"}, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		if v := r.Detail().Token; v.Busy != "Signing in at iam.cloud.ibm.com…" {
			t.Errorf("nothing is under way: %+v", v)
		}
		if row := r.Row(0); row.Ring != RingBusy {
			t.Errorf("the row shows %v", row.Ring)
		}
		r.later(time.Second)
		r.says("New token for prod.")
		if v := r.Detail().Token; !v.Has || v.Digits != "1:00:00" || v.Who != "User “Dana”" {
			t.Errorf("the token is %+v", v)
		}
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.later(time.Second)
		if r.signIn.calls != 1 {
			t.Errorf("%d sign-ins", r.signIn.calls)
		}
	})
}

func TestCopyTokenFetchesFirstAndIsTakenOff(t *testing.T) {
	run(t, []string{"prod"}, func(r *rig) {
		r.on(r.CopyToken)
		r.later(time.Second)
		if got := r.board.held(); got != "token-of-prod" {
			t.Errorf("the clipboard has %q", got)
		}
		r.says("Token for prod copied · clears in 1 min")
		r.later(15 * time.Second)
		r.on(r.Tick)
		r.says("Token for prod copied · clears in 45 s")
		r.later(46 * time.Second)
		r.says("Clipboard cleared; Ctrl+Shift+C copies again.")
	})
}

func TestCancelSignIn(t *testing.T) {
	run(t, []string{"prod"}, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.on(r.CancelSignIn)
		r.says("Canceled.")
		r.later(time.Minute)
		if r.Detail().Token.Has || r.Row(0).Ring != RingNone {
			t.Error("a canceled sign-in leaves something")
		}
	})
}

func TestTokenMasksItself(t *testing.T) {
	run(t, []string{"prod", "test"}, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.later(time.Second)
		r.on(r.ToggleToken)
		if r.Detail().Token.Shown != "token-of-prod" {
			t.Error("it is not shown")
		}
		r.later(30*time.Second + time.Millisecond)
		if r.Detail().Token.Shown != "" {
			t.Error("it is shown for longer than half a minute")
		}
		r.on(r.ToggleToken)
		r.on(func() { r.Choose(r.IDAt(1)) })
		r.on(func() { r.Choose(r.IDAt(0)) })
		if r.Detail().Token.Shown != "" {
			t.Error("it is shown after one looked elsewhere")
		}
	})
}

func TestRemoveAndUndo(t *testing.T) {
	run(t, []string{"a", "b"}, func(r *rig) {
		r.on(r.Remove)
		if r.Rows() != 1 || r.Current().Name != "b" || r.Status().Undo == "" {
			t.Errorf("%d rows, %q is chosen, the way back is %q", r.Rows(), r.Current().Name, r.Status().Undo)
		}
		r.on(r.Undo)
		if r.Rows() != 2 || r.Current().Name != "a" || r.Status().Undo != "" {
			t.Errorf("%d rows, %q is chosen", r.Rows(), r.Current().Name)
		}
		if _, err := r.wallet.Key(t.Context(), r.Chosen()); err != nil {
			t.Error(err)
		}
		id := r.Chosen()
		r.on(r.Remove)
		r.later(undoTime + time.Millisecond)
		if r.Removals() != 0 {
			t.Error("it can be taken back for longer than ten seconds")
		}
		if _, err := r.wallet.Key(t.Context(), id); !errors.Is(err, wallet.ErrNotFound) {
			t.Errorf("reading the key gives %v", err)
		}
	})
}

func TestLockForgets(t *testing.T) {
	run(t, []string{"prod"}, func(r *rig) {
		r.on(r.CopyToken)
		r.later(time.Second)
		r.on(func() { r.AskKey(PlainKey) })
		r.on(func() { r.Lock("") })
		if !r.Locked() || r.board.held() != "" || r.Detail().Token.Has || r.Detail().Key.Ask != "" {
			t.Error("a locked window has something left")
		}
		if v := r.LockDetail(); v.Way != UnlockClick || v.Busy {
			t.Errorf("it unlocks by %+v", v)
		}
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.says("Lanyard is locked: unlock it first.")
		if !slices.Contains(r.seen, UnlockAsk) || !slices.Contains(r.seen, Locked) {
			t.Error("the view is not told")
		}
		r.on(func() { r.Unlock(secret.Text{}) })
		if r.Locked() {
			t.Error("it does not unlock")
		}
	})
}

// A sign-in refused at a proxy offers the same wherever it is shown, and so does every
// other failure: what to do next comes first.
func TestRemedies(t *testing.T) {
	actions := func(list []Remedy) []Action {
		var out []Action
		for _, r := range list {
			out = append(out, r.Action)
		}
		return out
	}
	for name, c := range map[string]struct {
		err   error
		first Action
		rest  []Action // below a token, after the first
	}{
		"a proxy":      {&iam.Error{Check: iam.CheckNetwork, Reason: iam.ReasonProxyAuth, Host: "iam.cloud.ibm.com"}, SetProxy, []Action{TryAgain, EditProfile}},
		"certificates": {&iam.Error{Check: iam.CheckTLS, Reason: iam.ReasonUnknownCA, Host: "cpd.example.org"}, LookAtServer, []Action{TryAgain, EditProfile}},
		"a bad key":    {&iam.Error{Check: iam.CheckSignIn, Status: 400, Code: "BXNIM0415E"}, ReplaceKey, []Action{OpenPage, EditProfile}},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, []string{"prod"}, func(r *rig) {
				f := explain.Explain(c.err)
				r.on(func() { r.Fail(r.Chosen(), c.err) })
				got := actions(r.Detail().Failure.Remedies)
				if len(got) == 0 || got[0] != c.first || !slices.Equal(got[1:], c.rest) {
					t.Errorf("below the token: %v, want %v and %v (%+v)", got, c.first, c.rest, f)
				}
				if got := actions(r.testRemedies(*r.Current(), f, &TestRun{})); len(got) == 0 || got[0] != c.first {
					t.Errorf("below a test: %v, want %v first", got, c.first)
				}
			})
		})
	}
}

// A key that could not be copied is said to be so, in whatever form it was wanted.
func TestKeyThatCannotBeCopied(t *testing.T) {
	for name, copies := range map[string]func(r *rig){
		"as it is": func(r *rig) { r.AskKey(PlainKey); r.CopyKey() },
		"as code":  func(r *rig) { r.CopyCode("python", "") },
		"as a header": func(r *rig) {
			r.AskKey(ZenAPIKey)
			r.CopyKey()
		},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, nil, func(r *rig) {
				if err := r.wallet.Lock(secret.New("x")); err != nil {
					t.Fatal(err)
				}
				r.on(func() { copies(r) })
				r.says("Could not be copied: Lanyard is locked")
				if r.Detail().Failure == nil {
					t.Error("the profile doesn't tell what failed")
				}
			}, func(r *rig) {
				r.add(profile.Profile{Name: "lab", Kind: profile.CP4D, URL: "https://cpd.example.org", Username: "dana", SecretKind: profile.APIKey})
			})
		})
	}
}

func TestWarnsOfATokenInUseOnly(t *testing.T) {
	run(t, []string{"prod"}, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.later(time.Hour)
		if len(r.told) > 0 {
			t.Errorf("told %q of a token that nobody used", r.told)
		}
		r.on(r.CopyToken)
		r.later(54 * time.Minute)
		if len(r.told) > 0 {
			t.Errorf("told %q too early", r.told)
		}
		r.later(2 * time.Minute)
		if want := []string{"The token for prod ends in 5 min | Get a new one in Lanyard."}; !slices.Equal(r.told, want) {
			t.Errorf("told %q", r.told)
		}
	})
}

func TestNoticeBeforeAKeyEnds(t *testing.T) {
	for name, c := range map[string]struct {
		left time.Duration // 0: the key has no end
		key  wallet.KeyDetails
		want string
	}{
		"two weeks and a day": {15 * 24 * time.Hour, wallet.KeyDetails{Name: "k"}, ""},
		"nine days":           {9*24*time.Hour + time.Minute, wallet.KeyDetails{Name: "k"}, "The API key “k” expires in 9 days, 10 Jan 00:01 UTC. Make a new one in time and enter it here."},
		"twenty hours":        {20 * time.Hour, wallet.KeyDetails{Name: "k"}, "The API key “k” expires in 20 h, 1 Jan 20:00 UTC. Make a new one in time and enter it here."},
		"over":                {-time.Hour, wallet.KeyDetails{Name: "k"}, "The API key “k” has expired. Make a new one and enter it here."},
		"no end":              {0, wallet.KeyDetails{Name: "k"}, ""},
		"disabled":            {0, wallet.KeyDetails{Name: "k", Disabled: true}, "The API key “k” is disabled: this token is the last one."},
	} {
		t.Run(name, func(t *testing.T) {
			run(t, []string{"prod"}, func(r *rig) {
				p := *r.Current()
				if c.left != 0 {
					c.key.ExpiresAt = r.now().Add(c.left)
				}
				s := r.session(p.ID)
				s.about = &keyAbout{cancel: func() {}, there: true, keyID: p.KeyID, changed: p.ChangedAt, key: c.key}
				if got := r.keyNotice(p, s); got != c.want {
					t.Errorf("the notice reads %q, want %q", got, c.want)
				}
				p.ChangedAt = p.ChangedAt.Add(time.Second)
				if got := r.keyNotice(p, s); got != "" {
					t.Errorf("after a change of the profile it still reads %q", got)
				}
			})
		})
	}
}

// What a test found is shown for longer than a token may be kept.
func TestResultsHoldNoToken(t *testing.T) {
	found := func() []wallet.Result {
		return []wallet.Result{{Check: "token", Status: "ok", Token: &wallet.Token{Access: secret.New("the-token"), Claims: iam.Claims{Email: "dana@example.org", SubjectType: "user"}}}}
	}
	given := found()
	test := &TestRun{cancel: func() {}}
	test.end(given, nil)
	if got := test.results[0].Token.Access; !got.Empty() {
		t.Error("the result keeps the token")
	}
	if given[0].Token.Access.Empty() {
		t.Error("the token was taken from who has it")
	}
	if who, kind := test.identity(); who != "dana@example.org" || kind != "user" {
		t.Errorf("the token was %q's, a %q", who, kind)
	}
}

// The search hides the chosen profile: nothing is shown, and nothing is served.
func TestSearchHidesTheChosenOne(t *testing.T) {
	run(t, []string{"alpha", "beta"}, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.later(time.Second)
		r.on(r.ToggleToken)
		r.on(func() { r.Search("nothing-like-it", true) })
		if r.Chosen() != "" || r.Current() != nil || r.Detail().ID != "" {
			t.Errorf("%q is still served", r.Chosen())
		}
		r.on(r.CopyToken)
		r.later(time.Second)
		if got := r.board.held(); got != "" {
			t.Errorf("%q was copied", got)
		}
		r.on(func() { r.Search("", false) })
		if v := r.Detail(); v.Name != "alpha" || v.Token.Shown != "" {
			t.Errorf("after the search %q is shown, in clear %q", v.Name, v.Token.Shown)
		}
	})
}

func TestSearchByState(t *testing.T) {
	run(t, []string{"alpha", "beta"}, func(r *rig) {
		r.on(func() { r.GetToken(r.Chosen(), false) })
		r.later(time.Second)
		for query, want := range map[string]int{"is:live": 1, "-is:live": 1, "is:failed": 0} {
			r.on(func() { r.Search(query, false) })
			if r.Rows() != want {
				t.Errorf("%s finds %d", query, r.Rows())
			}
		}
	})
}

func TestCopyTokenAs(t *testing.T) {
	for form, want := range map[TokenForm]string{
		TokenAlone:  "token-of-prod",
		TokenHeader: "Authorization: Bearer token-of-prod",
		TokenCurl:   "curl --header 'Authorization: Bearer token-of-prod' https://eu-de.ml.cloud.ibm.com",
		TokenExport: "export WATSONX_TOKEN=token-of-prod",
	} {
		run(t, []string{"prod"}, func(r *rig) {
			r.on(func() { r.CopyTokenAs(form) }) // there is none yet
			r.later(time.Second)
			if got := r.board.held(); got != want {
				t.Errorf("fetched first, the clipboard has %q, want %q", got, want)
			}
			r.on(r.ClearClipboard)
			r.on(func() { r.CopyTokenAs(form) })
			if got := r.board.held(); got != want {
				t.Errorf("the clipboard has %q, want %q", got, want)
			}
		})
	}
}
