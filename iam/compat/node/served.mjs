// Calls a service every two seconds for a while, as a program does that leaves signing in to
// IBM's library. Standard input says which library, where to call and for how long. The
// first line printed is where it signs in, the last how many calls went well.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import { setTimeout } from 'node:timers/promises';
import core from 'ibm-cloud-sdk-core';
import { WatsonXAI } from '@ibm-cloud/watsonx-ai';

const { service, target, seconds } = JSON.parse(readFileSync(0, 'utf8'));
const prefix = target === 'env-watsonx-node' ? 'WATSONX_AI_' : 'WATSON_MACHINE_LEARNING_';
console.log(process.env[prefix + 'AUTH_URL'], process.env[prefix + 'APIKEY'] ?? process.env[prefix + 'PASSWORD']);

const authenticator = target === 'env-watsonx-node'
  ? WatsonXAI.newInstance({ version: '2024-05-31', serviceUrl: process.env.WATSONX_AI_SERVICE_URL }).getAuthenticator()
  : core.getAuthenticatorFromEnvironment('watson_machine_learning');

const path = service.includes('/instances/') ? '/v1/orchestrate/knowledge-bases' : '/v2/spaces?limit=1';

const call = async () => {
  const request = { headers: {} };
  await authenticator.authenticate(request);
  return new Promise((resolve, reject) => {
    https.get(service + path, { headers: request.headers }, (answer) => {
      answer.resume();
      resolve(answer.statusCode);
    }).on('error', reject);
  });
};

let calls = 0;
for (const end = Date.now() + seconds * 1000; Date.now() < end; await setTimeout(2000)) {
  const status = await call();
  if (status !== 200) throw new Error(`call ${calls}: status ${status}`);
  calls++;
}
console.log('calls', calls);
