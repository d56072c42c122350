import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  NoSuchKey,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { claimObjectKeys, claimSlotOf, modelObjectKeys, modelsPrefix } from '@fleet/fleet-contract';
import * as z from 'zod/mini';
import { IncompleteAnswerError } from './incomplete-answer';

const recordSchema = z.looseObject({
  certificateId: z.string(),
  certificateArn: z.string(),
  issuedAt: z.string(),
  /** Absent in what older releases wrote. */
  generation: z.exactOptional(z.int()),
  /** Ids of certificates that were issued for the same claim, when it was asked for twice at a time. */
  others: z.exactOptional(z.array(z.string())),
});

const refusalSchema = z.object({ properties: z.string() });

/** Where one of a model's claims lies. */
export interface ClaimSlot {
  readonly model: string;
  readonly slot: number;
}

/** A model's claim key, and since when it is in the bucket. */
export interface StoredKey {
  pem: string;
  savedAt: Date;
}

/** Which certificate was issued to a model's claim key. It is written last, when that is in force. */
export type ClaimRecord = z.infer<typeof recordSchema>;

export interface StoredClaim {
  key: StoredKey | undefined;
  certificate: string | undefined;
  record: ClaimRecord | 'unreadable' | undefined;
}

/** The claim keys, certificates and records of all models, and their client bundles, in the fleet's bucket. */
export class ClaimCertificateStore {
  constructor(
    private readonly s3: S3Client,
    private readonly bucket: string,
  ) {}

  /** What the bucket holds of a claim. */
  async claim(place: ClaimSlot): Promise<StoredClaim> {
    const { claimPrivateKey, claimCertificate } = keysOf(place);
    const [key, certificate, record] = await Promise.all([
      this.read(claimPrivateKey),
      this.read(claimCertificate),
      this.record(place),
    ]);
    return {
      key: key && { pem: key.text, savedAt: key.savedAt },
      certificate: certificate?.text,
      record,
    };
  }

  async record(place: ClaimSlot): Promise<StoredClaim['record']> {
    const found = await this.read(keysOf(place).claimRecord);
    if (found === undefined) {
      return undefined;
    }
    const parsed = z.safeParse(recordSchema, parseJson(found.text));
    return parsed.success ? parsed.data : 'unreadable';
  }

  async savePrivateKey(place: ClaimSlot, pem: string): Promise<void> {
    await this.write(keysOf(place).claimPrivateKey, pem, 'application/x-pem-file');
  }

  async saveCertificate(place: ClaimSlot, pem: string): Promise<void> {
    await this.write(keysOf(place).claimCertificate, pem, 'application/x-pem-file');
  }

  async saveRecord(place: ClaimSlot, record: ClaimRecord): Promise<void> {
    await this.write(keysOf(place).claimRecord, JSON.stringify(record, null, 2), 'application/json');
  }

  async saveBundle(model: string, zip: Uint8Array): Promise<void> {
    await this.write(modelObjectKeys(model).clientZip, zip, 'application/zip');
  }

  /** Notes for which change of the stack a claim of the model could not be provided. */
  async saveRefusal(model: string, properties: string): Promise<void> {
    await this.write(refusalKey(model), JSON.stringify({ properties }), 'application/json');
  }

  /** What {@link saveRefusal} noted last. */
  async refusal(model: string): Promise<string | undefined> {
    const found = await this.read(refusalKey(model));
    const parsed = z.safeParse(refusalSchema, found && parseJson(found.text));
    return parsed.success ? parsed.data.properties : undefined;
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

  /** Where the model has claims, the first one first. */
  async slots(model: string): Promise<number[]> {
    const slots = new Set<number>();
    for await (const key of this.keys(folderOf(model))) {
      const slot = claimSlotOf(key);
      if (slot !== undefined) {
        slots.add(slot);
      }
    }
    return [...slots].sort((one, other) => one - other);
  }

  async removeClaim(place: ClaimSlot): Promise<void> {
    // The key goes first: without it, nobody takes it for one that was never used. The record goes last: while it is
    // there, an interrupted removal can be taken up again.
    const { claimPrivateKey, claimCertificate, claimRecord } = keysOf(place);
    for (const key of [claimPrivateKey, claimCertificate, claimRecord]) {
      await this.remove(key);
    }
  }

  /** What there is of a model beside its claims. */
  async removeModel(model: string): Promise<void> {
    for await (const key of this.keys(folderOf(model))) {
      await this.remove(key);
    }
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

function keysOf({ model, slot }: ClaimSlot) {
  return claimObjectKeys(model, slot);
}

function folderOf(model: string): string {
  return `${modelsPrefix}${model}/`;
}

function refusalKey(model: string): string {
  return `${folderOf(model)}refused-change.json`;
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
