// What a program with ibm-cloud-sdk-core does for a token, and no more: "make bench"
// compares "lanyard token" with it. The key comes on standard input.
//
//   NODE_EXTRA_CA_CERTS=CA-FILE node token.mjs SIGN-IN-URL
import { readFileSync } from 'node:fs';
import { IamAuthenticator } from 'ibm-cloud-sdk-core';

const auth = new IamAuthenticator({ url: process.argv[2], apikey: readFileSync(0, 'utf8').trim() });
const request = { headers: {} };
await auth.authenticate(request);
console.log(request.headers.Authorization.replace('Bearer ', ''));
