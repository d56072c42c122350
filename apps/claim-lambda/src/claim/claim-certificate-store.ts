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
import { IncompleteAnswerError } from './incomplete-answer';

const recordSchema = z.object({
  certificateId: z.string(),
  certificateArn: z.string(),
  issuedAt: z.string(),
});

/** A model's claim key, and since when it is in the bucket. */
export interface StoredKey {
  pem: string;
  savedAt: Date;
}

/** Which certificate was issued to a model's claim key. */
export type ClaimRecord = z.infer<typeof recordSchema>;

export interface StoredClaim {
  key: StoredKey | undefined;
  certificate: string | undefined;
  record: ClaimRecord | undefined;
}

/** The claim keys, certificates and records of all models, and their client bundles, in the fleet's bucket. */
export class ClaimCertificateStore {
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  /** What the bucket holds of a model's claim. */
  async claim(model: string): Promise<StoredClaim> {
    const { claimPrivateKey, claimCertificate } = modelObjectKeys(model);
    const [key, certificate, record] = await Promise.all([
      this.read(claimPrivateKey),
      this.read(claimCertificate),
      this.record(model),
    ]);
    return {
      key: key && { pem: key.text, savedAt: key.savedAt },
      certificate: certificate?.text,
      record,
    };
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
    // The key goes first: without it, nobody takes it for one that was never used. The record goes last: while it is
    // there, an interrupted removal can be taken up again.
    const { claimPrivateKey: first, claimRecord: last } = modelObjectKeys(model);
    await this.remove(first);
    for await (const key of this.keys(`${modelsPrefix}${model}/`)) {
      if (key !== last) {
        await this.remove(key);
      }
    }
    await this.remove(last);
  }

  /** The record, or nothing where there is none or it cannot be read: both are repaired alike. */
  private async record(model: string): Promise<ClaimRecord | undefined> {
    const found = await this.read(modelObjectKeys(model).claimRecord);
    if (found === undefined) {
      return undefined;
    }
    const parsed = z.safeParse(recordSchema, parseJson(found.text));
    return parsed.success ? parsed.data : undefined;
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

  private async read(key: string): Promise<{ text: string; savedAt: Date } | undefined> {
    try {
      const object = await this.s3.send(new GetObjectCommand({ Bucket: this.bucket, Key: key }));
      if (object.Body === undefined || object.LastModified === undefined) {
        throw new IncompleteAnswerError(`s3://${this.bucket}/${key} came without its body or its date`);
      }
      return { text: await object.Body.transformToString(), savedAt: object.LastModified };
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
