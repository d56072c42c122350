import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { modelObjectKeys, modelsPrefix } from '@fleet/fleet-contract';
import { z } from 'zod/mini';

const recordSchema = z.object({
  certificateId: z.string(),
  certificateArn: z.string(),
  issuedAt: z.string(),
});

/** Which certificate was issued to a model's claim key. */
export type ClaimRecord = z.infer<typeof recordSchema>;

/** The claim keys, certificates and records of all models, and their client bundles, in the fleet's bucket. */
export class ClaimCertificateStore {
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  privateKey(model: string): Promise<string | undefined> {
    return this.read(modelObjectKeys(model).claimPrivateKey);
  }

  certificate(model: string): Promise<string | undefined> {
    return this.read(modelObjectKeys(model).claimCertificate);
  }

  /** The record, or nothing where there is none or it cannot be read: both are repaired alike. */
  async record(model: string): Promise<ClaimRecord | undefined> {
    const text = await this.read(modelObjectKeys(model).claimRecord);
    if (text === undefined) {
      return undefined;
    }
    const parsed = z.safeParse(recordSchema, parseJson(text));
    return parsed.success ? parsed.data : undefined;
  }

  async savePrivateKey(model: string, pem: string): Promise<void> {
    await this.write(modelObjectKeys(model).claimPrivateKey, pem, 'application/x-pem-file');
  }

  async saveCertificate(model: string, pem: string): Promise<void> {
    await this.write(modelObjectKeys(model).claimCertificate, pem, 'application/x-pem-file');
  }

  async saveRecord(model: string, record: ClaimRecord): Promise<void> {
    await this.write(modelObjectKeys(model).claimRecord, JSON.stringify(record, null, 2), 'application/json');
  }

  async saveBundle(model: string, zip: Uint8Array): Promise<void> {
    await this.write(modelObjectKeys(model).clientZip, zip, 'application/zip');
  }

  /** Every model that has anything in the bucket, also those the configuration has dropped since. */
  async models(): Promise<string[]> {
    const models = new Set<string>();
    for await (const key of this.keys(modelsPrefix)) {
      const model = key.split('/')[1];
      if (model !== undefined && model !== '') {
        models.add(model);
      }
    }
    return [...models];
  }

  async removeModel(model: string): Promise<void> {
    // The record goes last: while it is there, an interrupted removal can be taken up again.
    const last = modelObjectKeys(model).claimRecord;
    for await (const key of this.keys(`${modelsPrefix}${model}/`)) {
      if (key !== last) {
        await this.remove(key);
      }
    }
    await this.remove(last);
  }

  private async *keys(prefix: string): AsyncGenerator<string> {
    let token: string | undefined;
    do {
      const page = await this.s3.send(
        new ListObjectsV2Command({ Bucket: this.bucket, Prefix: prefix, ContinuationToken: token }),
      );
      for (const object of page.Contents ?? []) {
        if (object.Key !== undefined) {
          yield object.Key;
        }
      }
      token = page.NextContinuationToken;
    } while (token !== undefined);
  }

  private async read(key: string): Promise<string | undefined> {
    try {
      const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      return await object.Body?.transformToString();
    } catch (error) {
      if (error instanceof NoSuchKey) {
        return undefined;
      }
      throw error;
    }
  }

  private async write(key: string, body: string | Uint8Array, contentType: string): Promise<void> {
    await this.s3.send(
      new PutObjectCommand({ Bucket: this.bucket, Key: key, Body: body, ContentType: contentType }),
    );
  }

  private async remove(key: string): Promise<void> {
    await this.s3.send(new DeleteObjectCommand({ Bucket: this.bucket, Key: key }));
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) {
      return undefined;
    }
    throw error;
  }
}
