import * as z from 'zod/mini';
import { awsRegion, byType, line, says, textLike, url, whole } from './fields.ts';
import { ossEndpointProblem } from './oss-endpoint.ts';

const BUCKET_EXPECTED = 'the name of a bucket: 3 to 63 lower case letters, digits and -';
const bucket = textLike(/^[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/, BUCKET_EXPECTED);
const PREFIX_EXPECTED = 'up to 200 letters, digits and . _ - /, not beginning with / and without . or .. as a folder';

/**
 * Source: Amazon S3, "General purpose bucket naming rules". A name with the suffix of an alias or of another kind of
 * bucket is not a bucket's name.
 */
const S3_BUCKET =
  /^(?!xn--|sthree-)(?!\d+\.\d+\.\d+\.\d+$)(?!.*\.\.)(?!.*(?:-s3alias|--ol-s3|--x-s3|--table-s3|\.mrap)$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const S3_BUCKET_EXPECTED =
  'the name of a bucket: 3 to 63 lower case letters, digits, - and ., without .., not an IP address or alias (-s3alias), not beginning with xn--';

const OSS_REGION_EXPECTED = 'a region id such as cn-shanghai, without oss- in front';

const keep = z.optional(
  whole(1, 10_000).check(says('How many older snapshots are kept: as history, and in case the newest is damaged.')),
);
const journal = z.optional(
  z
    .strictObject({
      keepDays: z.optional(whole(0, 400).check(says('How many days are kept; 0 keeps no journal. Default: 30.'))),
      mostBytesADay: z.optional(
        whole(100_000, 100_000_000).check(
          says('At most this many bytes a day; entries without room are only counted. Default: 2000000.'),
        ),
      ),
    })
    .check(says('What happened, hour by hour, for `explain`, `report` and the status page.')),
);
const object = {
  prefix: z.optional(
    textLike(/^(?!(?:.*\/)?\.\.?(?:\/|$))[A-Za-z0-9._-][A-Za-z0-9._/-]{0,199}$/, PREFIX_EXPECTED).check(
      says('What its object names begin with.'),
    ),
  ),
  endpoint: z.optional(url.check(says("Instead of the region's own endpoint."))),
  keep,
  journal,
};

export const state = byType([
  z
    .strictObject({
      type: z.literal('file'),
      path: line('the path of a folder').check(says('A folder for nothing else; created if it does not exist.')),
      keep,
      journal,
    })
    .check(says('Files in a folder that outlives the sweep.')),
  z
    .strictObject({
      type: z.literal('s3'),
      bucket: textLike(S3_BUCKET, S3_BUCKET_EXPECTED).check(says('Amazon S3 bucket.')),
      region: awsRegion.check(says('AWS region of the bucket.')),
      ...object,
    })
    .check(says('Objects in Amazon S3.')),
  z
    .strictObject({
      type: z.literal('oss'),
      bucket: bucket.check(says('Alibaba Cloud OSS bucket.')),
      region: textLike(/^(?!oss-)[a-z]{2,20}-[a-z0-9-]{1,40}$/, OSS_REGION_EXPECTED).check(
        says('Region id of the bucket, without oss- in front.'),
      ),
      ...object,
    })
    .check(
      z.superRefine(({ endpoint, region }, { addIssue }) => {
        const message = endpoint === undefined ? null : ossEndpointProblem(endpoint, region);
        if (message !== null) addIssue({ code: 'custom', message, path: ['endpoint'], input: endpoint });
      }),
      says('Objects in Alibaba Cloud OSS.'),
    ),
]);
