// Signs in to the simulator with every flow of ibm-cloud-sdk-core and proves each
// token on a service call. Reads the simulator's description from standard input and
// prints one JSON object a flow: {"flow", "status"} or {"flow", "error"}.
import { readFileSync } from 'node:fs';
import https from 'node:https';
import sdk from 'ibm-cloud-sdk-core';

const info = JSON.parse(readFileSync(0, 'utf8'));
const { cloud, cp4d, aws } = info;
const iam = { url: cloud.auth_url, apikey: cloud.api_key };

const flows = {
  'IAM, user key': [new sdk.IamAuthenticator(iam), cloud.platform_url],
  'IAM, service ID key': [new sdk.IamAuthenticator({ ...iam, apikey: cloud.service_id_api_key }), cloud.platform_url],
  'IAM, with client id': [new sdk.IamAuthenticator({ ...iam, clientId: 'bx', clientSecret: 'bx' }), cloud.platform_url],
  'IAM assume, by id': [new sdk.IamAssumeAuthenticator({ ...iam, iamProfileId: cloud.trusted_profile_id }), cloud.platform_url],
  'CP4D, password': [new sdk.CloudPakForDataAuthenticator({ url: cp4d.url + '/icp4d-api', username: cp4d.username, password: cp4d.password }), cp4d.url],
  'CP4D, API key': [new sdk.CloudPakForDataAuthenticator({ url: cp4d.url + '/icp4d-api', username: cp4d.username, apikey: cp4d.api_key }), cp4d.url],
  'MCSP v1': [new sdk.McspAuthenticator({ url: aws.auth_url, apikey: aws.api_key }), aws.platform_url],
  'MCSP v2, by account': [new sdk.McspV2Authenticator({ url: aws.auth_url, apikey: aws.api_key, scopeCollectionType: 'accounts', scopeId: aws.account_id }), aws.platform_url],
};

const get = (url, headers) =>
  new Promise((resolve, reject) => {
    https.get(url, { headers }, (res) => { res.resume(); resolve(res.statusCode); }).on('error', reject);
  });

for (const [flow, [authenticator, service]] of Object.entries(flows)) {
  try {
    const request = { headers: {} };
    await authenticator.authenticate(request);
    console.log(JSON.stringify({ flow, status: await get(service + '/v2/spaces?limit=1', request.headers) }));
  } catch (err) {
    console.log(JSON.stringify({ flow, error: String(err.message ?? err) }));
  }
}
