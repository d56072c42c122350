import type { OwnClients } from '@fleet/own-clients';
import type { ResourceType } from '@fleet/resource-types';
import { document, unlessGone } from '@fleet/resource-types';
import * as z from 'zod';

const schema = z.strictObject({ Bucket: z.string(), PolicyDocument: document });

/** AWS::S3::BucketPolicy */
export function s3BucketPolicy(clients: OwnClients): ResourceType<z.infer<typeof schema>> {
  return {
    typeName: 'AWS::S3::BucketPolicy',
    replaceOn: ['Bucket'],
    schema,
    physicalIdOf: ({ Bucket: bucket }) => bucket,
    create: async ({ Bucket: bucket, PolicyDocument: policy }) => {
      await (await clients.s3()).putBucketPolicy({ Bucket: bucket, Policy: policy });
      return { physicalId: bucket, attributes: {} };
    },
    update: async ({ PolicyDocument: policy }, _previous, bucket) => {
      await (await clients.s3()).putBucketPolicy({ Bucket: bucket, Policy: policy });
      return { physicalId: bucket, attributes: {} };
    },
    delete: async (bucket) => unlessGone((await clients.s3()).deleteBucketPolicy({ Bucket: bucket })),
  };
}
