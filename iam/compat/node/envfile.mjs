// Finds its credential as a program does that leaves it to a file or its environment,
// tries the token on a service call and prints the status. Standard input says which
// library to use, and where to try the token.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import core from 'ibm-cloud-sdk-core';
import { WatsonXAI } from '@ibm-cloud/watsonx-ai';

const { service, target } = JSON.parse(readFileSync(0, 'utf8'));

const authenticator = target === 'env-watsonx-node'
  ? WatsonXAI.newInstance({ version: '2024-05-31', serviceUrl: process.env.WATSONX_AI_SERVICE_URL ?? service }).getAuthenticator()
  : core.getAuthenticatorFromEnvironment('watson_machine_learning');

const request = { headers: {} };
await authenticator.authenticate(request);
https.get(service + '/v2/spaces?limit=1', { headers: request.headers }, (answer) => {
  answer.resume();
  console.log(answer.statusCode);
});
