import * as z from 'zod/mini';
import { byType, line, says, secret, textLike } from './fields.ts';

const accessKeyId = secret('an access key id');
const accessKeySecret = secret('an access key secret');

const ROLE_EXPECTED = 'the ARN of a RAM role, such as acs:ram::1234567890123456:role/relaywatch-reader';
const HOST_EXPECTED = 'a host such as sts.cn-shanghai.aliyuncs.com';

/** Keys for calling Alibaba Cloud. */
export const liveCredentials = byType([
  z
    .strictObject({ type: z.literal('default') })
    .check(
      says(
        "The function's role, otherwise the default chain: environment, OIDC role, CLI profile, profile file, instance.",
      ),
    ),
  z.strictObject({ type: z.literal('access-key'), accessKeyId, accessKeySecret }).check(says('A fixed access key.')),
  z
    .strictObject({ type: z.literal('sts'), accessKeyId, accessKeySecret, securityToken: secret('an STS token') })
    .check(says('Temporary keys from STS.')),
  z
    .strictObject({
      type: z.literal('role'),
      roleArn: textLike(/^acs:ram::\d{5,20}:role\/[A-Za-z0-9.-]{1,64}$/i, ROLE_EXPECTED).check(
        says('Role to assume, as a rule in the account that is watched: its trust policy names our account.'),
      ),
      externalId: z.optional(
        line('the external id of the role').check(says("What the role's trust policy asks for, if it does.")),
      ),
      stsEndpoint: z.optional(
        textLike(/^[A-Za-z0-9.-]{1,253}(?::\d{1,5})?$/, HOST_EXPECTED).check(
          says('Host of STS. Default: sts.aliyuncs.com.'),
        ),
      ),
    })
    .check(says('A role that is assumed with our own keys (STS AssumeRole).')),
]);
