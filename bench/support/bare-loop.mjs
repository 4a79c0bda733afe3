/*
 * The least that reading a list can cost: fetches every page of every region, one after another, over one kept connection,
 * parses it, and counts. In plain JavaScript, as nothing but Node may be loaded. `node bare-loop.mjs URL REGION...`
 */
import { createHash, createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';

const [endpoint = '', ...regions] = process.argv.slice(2);
const { ALIBABA_CLOUD_ACCESS_KEY_ID: keyId = '', ALIBABA_CLOUD_ACCESS_KEY_SECRET: secret = '' } = process.env;
const PAGE_SIZE = 100;
const { host } = new URL(endpoint);
const agent = new Agent({ keepAlive: true, maxSockets: 1 });
const sha256 = (/** @type {string} */ text) => createHash('sha256').update(text).digest('hex');
const EMPTY = sha256('');

/** @type {Record<string, number>} */
const ofStatus = {};
let pages = 0;
let tasks = 0;
for (const region of regions) {
  for (let page = 1, last = 1; page <= last; page++) {
    const { Total, TaskList } = JSON.parse(await textOf(`PageNumber=${page}&PageSize=${PAGE_SIZE}&Region=${region}`));
    for (const { TaskStatus } of TaskList) ofStatus[TaskStatus] = (ofStatus[TaskStatus] ?? 0) + 1;
    last = Math.ceil(Total / PAGE_SIZE);
    pages += 1;
    tasks += TaskList.length;
  }
}
agent.destroy();
process.stdout.write(JSON.stringify({ pages, tasks, ofStatus }));

/** @param {string} query sorted @returns {Promise<string>} */
function textOf(query) {
  return new Promise((resolve, reject) => {
    request(`${endpoint}/?${query}`, { agent, headers: signed(query) }, (response) => {
      /** @type {Buffer[]} */
      const chunks = [];
      response.on('data', (chunk) => chunks.push(chunk));
      response.on('end', () => resolve(Buffer.concat(chunks).toString()));
      response.on('error', reject);
    })
      .on('error', reject)
      .end();
  });
}

/** The stand-in answers nobody without a signature. @param {string} query */
function signed(query) {
  /** @type {Record<string, string>} */
  const headers = {
    host,
    'x-acs-action': 'DescribeLivePullToPushList',
    'x-acs-content-sha256': EMPTY,
    'x-acs-date': `${new Date().toISOString().slice(0, 19)}Z`,
    'x-acs-signature-nonce': randomUUID(),
    'x-acs-version': '2016-11-01',
  };
  const names = Object.keys(headers).join(';');
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}\n`);
  const toSign = `ACS3-HMAC-SHA256\n${sha256(['GET', '/', query, lines.join(''), names, EMPTY].join('\n'))}`;
  const signature = createHmac('sha256', secret).update(toSign).digest('hex');
  return {
    ...headers,
    authorization: `ACS3-HMAC-SHA256 Credential=${keyId},SignedHeaders=${names},Signature=${signature}`,
  };
}
