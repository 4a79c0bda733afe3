import {
  CreateBucketCommand,
  DeleteObjectsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { systemClock } from '../../lib/base/time.ts';
import { createS3Store } from '../../lib/state/bucket/s3.ts';
import { aSnapshot } from '../state/a-snapshot.ts';
import { describeStateStore } from '../state/store-contract.ts';
import { HOW_TO_GET_MOTO, MOTO_IS_THERE, type MotoServer, startMoto } from './cloudwatch-moto-server.ts';

const KEYS = { accessKeyId: 'test', secretAccessKey: 'test' };
const Bucket = 'relaywatch-state';
const REGION = 'eu-central-1';

if (!MOTO_IS_THERE && process.env.CI === 'true') {
  it('has moto', () => expect.fail(HOW_TO_GET_MOTO));
}

describe.skipIf(!MOTO_IS_THERE)(MOTO_IS_THERE ? 'S3 as moto imitates it' : HOW_TO_GET_MOTO, () => {
  let moto: MotoServer;
  let client: S3Client;
  let places = 0;

  beforeAll(async () => {
    moto = await startMoto();
    client = new S3Client({ region: REGION, endpoint: moto.url, forcePathStyle: true, credentials: KEYS });
    const CreateBucketConfiguration = { LocationConstraint: REGION } as const;
    await client.send(new CreateBucketCommand({ Bucket, CreateBucketConfiguration }));
  });
  afterAll(async () => {
    client?.destroy();
    await moto?.stop();
  });

  const storeAt = (prefix: string, bucket = Bucket, keep = 50) =>
    createS3Store(
      { bucket, prefix, region: REGION, endpoint: moto.url, keep },
      { clock: systemClock, random: () => 0, credentials: KEYS },
    );
  const keyOf = (prefix: string, number: number) =>
    `${prefix}/snapshot-${String(10 ** 12 - 1 - number).padStart(12, '0')}.json`;
  const keysUnder = async (prefix: string) => {
    const { Contents = [] } = await client.send(new ListObjectsV2Command({ Bucket, Prefix: `${prefix}/` }));
    return Contents.flatMap(({ Key }) => Key ?? []);
  };

  describeStateStore(
    'a bucket of moto',
    async () => {
      const prefix = `place-${++places}`;
      return {
        store: (retention) => storeAt(prefix, Bucket, retention?.keep),
        plant: async (number, text) => {
          await client.send(new PutObjectCommand({ Bucket, Key: keyOf(prefix, number), Body: Buffer.from(text) }));
        },
        names: () => keysUnder(prefix),
        close: async () => {
          const Objects = (await keysUnder(prefix)).map((Key) => ({ Key }));
          if (Objects.length > 0) await client.send(new DeleteObjectsCommand({ Bucket, Delete: { Objects } }));
        },
      };
    },
    // moto 5.2 looks for the object and then writes it, in threads: about one race in a hundred has two winners
    { mayKeepMore: 9, races: 5, oneByOne: true },
  );

  it('says that a bucket is missing', async () => {
    await expect(storeAt('x', 'no-such-bucket').load()).rejects.toThrow(
      /no bucket has this name \(NoSuchBucket\); create it/,
    );
    await expect(storeAt('x', 'no-such-bucket').create(1, aSnapshot())).rejects.toThrow(/\(NoSuchBucket\)/);
  });
});
