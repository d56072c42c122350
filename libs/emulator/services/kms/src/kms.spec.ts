import { createPublicKey, verify } from 'node:crypto';
import { KMS, type SignCommandInput } from '@aws-sdk/client-kms';
import { failureOf, serveServices } from '@fleet/served-services';
import type { ServedServices } from '@fleet/served-services';
import { createKmsService } from './index';

const dayMillis = 86_400_000;

describe('KMS', () => {
  let cloud: ServedServices;
  let kms: KMS;
  beforeEach(async () => {
    cloud = await serveServices((ground) => [createKmsService(ground).service]);
    kms = new KMS(cloud.client);
  });
  afterEach(async () => {
    kms.destroy();
    await cloud.close();
  });

  const createKey = async () => (await kms.createKey({ Description: 'd' })).KeyMetadata?.KeyId ?? '';

  it('finds a key by its id, its ARN and its alias', async () => {
    const KeyId = await createKey();
    await kms.createAlias({ AliasName: 'alias/a', TargetKeyId: KeyId });
    const Arn = `arn:aws:kms:us-east-1:123456789012:key/${KeyId}`;
    for (const reference of [KeyId, Arn, 'alias/a', 'arn:aws:kms:us-east-1:123456789012:alias/a']) {
      expect((await kms.describeKey({ KeyId: reference })).KeyMetadata).toMatchObject({
        KeyId,
        Arn,
        Enabled: true,
      });
    }
    expect(await failureOf(kms.describeKey({ KeyId: 'alias/b' }))).toBe('NotFoundException');
  });

  it('makes keys of the one kind that it has, by the older name of the kind as well', async () => {
    const make = (spec: 'SYMMETRIC_DEFAULT' | 'RSA_2048') =>
      // oxlint-disable-next-line typescript/no-deprecated -- older clients call it so
      kms.createKey({ CustomerMasterKeySpec: spec });
    await make('SYMMETRIC_DEFAULT');
    const failed = await failureOf(make('RSA_2048'));
    expect(failed).toBe('UnsupportedOperationException');
  });

  describe('a key that signs', () => {
    const createSigningKey = async () =>
      (await kms.createKey({ KeySpec: 'ECC_NIST_P256', KeyUsage: 'SIGN_VERIFY' })).KeyMetadata?.KeyId ?? '';
    const message = Buffer.from('a message');
    const signing = (KeyId: string, change: Partial<SignCommandInput> = {}) =>
      kms.sign({ KeyId, Message: message, SigningAlgorithm: 'ECDSA_SHA_256', ...change });

    it('signs what its public half verifies, and says what it is', async () => {
      const KeyId = await createSigningKey();
      expect((await kms.describeKey({ KeyId })).KeyMetadata).toMatchObject({
        KeySpec: 'ECC_NIST_P256',
        KeyUsage: 'SIGN_VERIFY',
        SigningAlgorithms: ['ECDSA_SHA_256'],
      });
      const { PublicKey: der, KeyUsage: usage } = await kms.getPublicKey({ KeyId });
      expect(usage).toBe('SIGN_VERIFY');
      const publicKey = createPublicKey({ key: Buffer.from(der ?? []), type: 'spki', format: 'der' });
      const { Signature: signature } = await signing(KeyId);
      expect(verify('sha256', message, publicKey, signature ?? Buffer.alloc(0))).toBe(true);
    });

    it('refuses what it is not for', async () => {
      const KeyId = await createSigningKey();
      expect(await failureOf(signing(KeyId, { SigningAlgorithm: 'ECDSA_SHA_384' }))).toBe(
        'InvalidKeyUsageException',
      );
      expect(await failureOf(signing(KeyId, { MessageType: 'DIGEST' }))).toBe(
        'UnsupportedOperationException',
      );
      expect(await failureOf(signing(KeyId, { Message: Buffer.alloc(4_097) }))).toBe('ValidationException');
      expect(await failureOf(kms.enableKeyRotation({ KeyId }))).toBe('UnsupportedOperationException');
      const symmetric = await createKey();
      expect(await failureOf(signing(symmetric))).toBe('UnsupportedOperationException');
      expect(await failureOf(kms.getPublicKey({ KeyId: symmetric }))).toBe('UnsupportedOperationException');
    });

    it('signs nothing while it is disabled, or waits for its deletion', async () => {
      const KeyId = await createSigningKey();
      await kms.disableKey({ KeyId });
      expect(await failureOf(signing(KeyId))).toBe('DisabledException');
      await kms.enableKey({ KeyId });
      await signing(KeyId);
      await kms.scheduleKeyDeletion({ KeyId });
      expect(await failureOf(signing(KeyId))).toBe('KMSInvalidStateException');
    });
  });

  it('gives an alias to one key at a time', async () => {
    const TargetKeyId = await createKey();
    await kms.createAlias({ AliasName: 'alias/a', TargetKeyId });
    expect(await failureOf(kms.createAlias({ AliasName: 'alias/a', TargetKeyId }))).toBe(
      'AlreadyExistsException',
    );
    expect(await failureOf(kms.createAlias({ AliasName: 'a', TargetKeyId }))).toBe(
      'InvalidAliasNameException',
    );
    expect(await failureOf(kms.createAlias({ AliasName: 'alias/aws/s3', TargetKeyId }))).toBe(
      'InvalidAliasNameException',
    );
    const other = await createKey();
    await kms.updateAlias({ AliasName: 'alias/a', TargetKeyId: other });
    expect((await kms.listAliases({ KeyId: other })).Aliases).toMatchObject([{ AliasName: 'alias/a' }]);
    await kms.deleteAlias({ AliasName: 'alias/a' });
    expect(await failureOf(kms.deleteAlias({ AliasName: 'alias/a' }))).toBe('NotFoundException');
  });

  it('lists keys and aliases page by page, those of one key too', async () => {
    const ids = [await createKey(), await createKey()].sort();
    const keys = await kms.listKeys({ Limit: 1 });
    const others = await kms.listKeys({ Limit: 1, Marker: keys.NextMarker });
    expect([keys, others].map(({ Keys, Truncated }) => [Keys?.[0]?.KeyId, Truncated])).toEqual([
      [ids[0], true],
      [ids[1], false],
    ]);
    expect(others.NextMarker).toBeUndefined();

    const [TargetKeyId = '', other = ''] = ids;
    for (const AliasName of ['alias/a', 'alias/b']) {
      await kms.createAlias({ AliasName, TargetKeyId });
    }
    const first = await kms.listAliases({ KeyId: TargetKeyId, Limit: 1 });
    const next = { Marker: first.NextMarker };
    const second = await kms.listAliases({ KeyId: TargetKeyId, ...next });
    expect(first).toMatchObject({ Aliases: [{ AliasName: 'alias/a' }], Truncated: true });
    expect(second).toMatchObject({ Aliases: [{ AliasName: 'alias/b' }], Truncated: false });
    expect(await failureOf(kms.listAliases({ KeyId: other, ...next }))).toBe('InvalidMarkerException');
    expect(await failureOf(kms.listAliases({ Limit: 101 }))).toBe('ValidationException');
  });

  it('deletes a key when its waiting time is over, by the time of the cloud', async () => {
    const KeyId = await createKey();
    await kms.createAlias({ AliasName: 'alias/a', TargetKeyId: KeyId });
    await kms.scheduleKeyDeletion({ KeyId, PendingWindowInDays: 7 });
    expect(await failureOf(kms.scheduleKeyDeletion({ KeyId }))).toBe('KMSInvalidStateException');
    expect((await kms.describeKey({ KeyId })).KeyMetadata?.KeyState).toBe('PendingDeletion');
    cloud.clock.setOffset(7 * dayMillis + 60_000);
    expect(await failureOf(kms.describeKey({ KeyId }))).toBe('NotFoundException');
    expect((await kms.listAliases({})).Aliases ?? []).toEqual([]);
  });

  const keyPolicy = JSON.stringify({
    Version: '2012-10-17',
    Statement: { Effect: 'Allow', Principal: '*', Action: 'kms:*', Resource: '*' },
  });

  it('refuses a policy that is none', async () => {
    const { KeyMetadata } = await kms.createKey({});
    const malformed = { name: 'MalformedPolicyDocumentException' };
    await expect(kms.createKey({ Policy: '{}' })).rejects.toMatchObject(malformed);
    await expect(
      kms.putKeyPolicy({ KeyId: KeyMetadata?.KeyId, Policy: keyPolicy.replace('Allow', 'Maybe') }),
    ).rejects.toMatchObject(malformed);
  });

  it('keeps policy, rotation and tags over a restart', async () => {
    const KeyId = await createKey();
    await kms.enableKeyRotation({ KeyId });
    await kms.putKeyPolicy({ KeyId, Policy: keyPolicy });
    await kms.tagResource({ KeyId, Tags: [{ TagKey: 'a', TagValue: 'b' }] });
    await cloud.restart();
    const again = new KMS(cloud.client);
    expect((await again.getKeyRotationStatus({ KeyId })).KeyRotationEnabled).toBe(true);
    expect((await again.getKeyPolicy({ KeyId })).Policy).toBe(keyPolicy);
    expect((await again.listResourceTags({ KeyId })).Tags).toEqual([{ TagKey: 'a', TagValue: 'b' }]);
    again.destroy();
  });
});
