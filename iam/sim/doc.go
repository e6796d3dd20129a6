// Package sim is a simulator of the places where IBM's data scientists sign in
// and of the services they sign in for, so that everything around a credential
// can be tried, shown and tested without an account and without a network.
//
// It serves HTTPS on the loopback interface only. What it imitates are the
// public protocols: IBM Cloud IAM (API key, one-time
// passcode, refresh and trusted profile grants, sessions, accounts,
// introspection, key details), the sign-in of watsonx on AWS, Cloud Pak
// for Data with and without the identity service, Watson Studio Local, and the
// few read-only calls of the machine learning and platform APIs that prove a
// credential. Tokens are real RS256 JWTs, and every service call checks them.
//
// It knows nothing of the rest of the program, on purpose: a simulator that
// shared code with the client would agree with the client's mistakes.
//
// # Origins
//
// Every url of [Info] is an origin of its own (its own port) and answers only
// what the real host would: a client that confuses the sign-in host with the
// service host gets a 404. One exception: a service url of cloud and aws also
// answers the platform's calls, because a client that meets a host it does not
// know has no better place to ask. [Request.Origin] tells the two apart.
//
// # Faults
//
// Faults are rows of one table, [Faults]. A row named "429-date" is chosen
//
//   - by value: the API key or password "fault-429-date", or a space, project,
//     instance or trusted profile id of that value. Rows of [OnService] are
//     reached through an id, or by signing in with "fault-service-" and the
//     row's name: that sign-in succeeds, and its token is refused in that way
//     wherever it is used;
//   - by address: rows of [OnDiscovery] are met by who signs in below the path
//     "/fault-discovery-http" of the cloud entry's auth_url;
//   - from Go: [Simulator.Fail] puts a row, or a Fault made by the test, in
//     front of an entry's calls, for some times or until undone.
//
// The failing keys of [Info] are random keys that stand for such rows.
package sim
