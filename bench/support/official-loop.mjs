// What a user would write first: the vendor's SDK, as it is published, one call after another. Plain JavaScript, so that
// no compiler's time is counted. Arguments: endpoint, pages.
import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { $OpenApiUtil, default: Client } = require('@alicloud/openapi-core');
const { RuntimeOptions } = createRequire(require.resolve('@alicloud/openapi-core'))('@darabonba/typescript');

const [endpoint, pages] = process.argv.slice(2);
const client = new Client(
  new $OpenApiUtil.Config({
    accessKeyId: process.env.ALIBABA_CLOUD_ACCESS_KEY_ID,
    accessKeySecret: process.env.ALIBABA_CLOUD_ACCESS_KEY_SECRET,
    endpoint: new URL(endpoint).host,
    protocol: 'HTTP',
    regionId: 'cn-shanghai',
  }),
);
const params = new $OpenApiUtil.Params({
  action: 'DescribeLivePullToPushList',
  version: '2016-11-01',
  protocol: 'HTTP',
  method: 'POST',
  authType: 'AK',
  style: 'RPC',
  pathname: '/',
  reqBodyType: 'formData',
  bodyType: 'json',
});

let tasks = 0;
for (let page = 1; page <= Number(pages); page += 1) {
  const query = { Region: 'cn-shanghai', PageNumber: String(page), PageSize: '100' };
  const { body } = await client.callApi(params, new $OpenApiUtil.OpenApiRequest({ query }), new RuntimeOptions({}));
  tasks += body.TaskList.length;
}
process.stdout.write(JSON.stringify({ tasks }));
