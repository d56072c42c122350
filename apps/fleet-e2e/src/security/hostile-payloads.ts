import { buildTopic } from '@fleet/provisioning-protocol';
import { decode } from 'cborg';
import * as z from 'zod';
import { obtainCertificate, register } from '../devices/registration';
import type { MqttSession } from '../devices/mqtt-session';
import { newSerial, type Fleets } from './two-fleets';

const largestPayload = 128 * 1024;
const garbage = Buffer.from(Array.from({ length: 4_096 }, (_, index) => (index * 167 + 13) % 256));

const hostile: [what: string, payload: Buffer][] = [
  ['binary garbage', garbage],
  ['a JSON bomb of arrays', Buffer.from('['.repeat(largestPayload))],
  ['a JSON bomb that closes', Buffer.from(`${'['.repeat(60_000)}${']'.repeat(60_000)}`)],
  ['a JSON bomb of objects', Buffer.from('{"a":'.repeat(20_000))],
  [
    'half a surrogate',
    Buffer.from('{"certificateOwnershipToken":"\\ud800","parameters":{"\\ud800":"\\u0000"}}'),
  ],
  ['another type', Buffer.from('{"certificateOwnershipToken":{},"certificateSigningRequest":[1]}')],
  ['a CBOR bomb of arrays', Buffer.alloc(largestPayload, 0x81)],
  ['a CBOR bomb of maps', Buffer.from('a16161'.repeat(30_000), 'hex')],
  ['a CBOR array that says it is endless', Buffer.from('9bffffffffffffffff', 'hex')],
  [
    'CBOR of the wrong types',
    Buffer.from('a1781963657274696669636174654f776e657273686970546f6b656e8180', 'hex'),
  ],
  ['no object', Buffer.from('7')],
  ['a prototype', Buffer.from('{"__proto__":{"certificateOwnershipToken":"x"},"constructor":{"a":1}}')],
];

export function hostilePayloads(fleets: Fleets): void {
  const templateName = () => fleets().documented.names.provisioningTemplate;

  it.each(hostile)('is answered with an error: %s', async (_what, payload) => {
    const claim = await fleets().documented.connectClaim();
    for (const format of ['json', 'cbor'] as const) {
      await expectRejection(claim, { operation: 'CreateCertificateFromCsr', format }, payload);
      await expectRejection(
        claim,
        { operation: 'RegisterThing', templateName: templateName(), format },
        payload,
      );
    }
    await expectHealth();
  });

  it('closes only the connection of who sent it, when it is larger than AWS IoT takes', async () => {
    const { documented } = fleets();
    const bystander = await documented.connectClaim();
    const claim = await documented.connectClaim();
    await claim.publish('$aws/certificates/create/json', Buffer.alloc(largestPayload + 1), { qos: 0 });
    await claim.closed;
    await obtainCertificate(bystander);
  });

  it('reaches the hook as far as it is legal, and is refused there for what it lacks', async () => {
    const { documented } = fleets();
    const claim = await documented.connectClaim();
    const certificate = await obtainCertificate(claim);
    const many = Object.fromEntries(
      Array.from({ length: 1_000 }, (_, index) => [`p${index}`, 'x'.repeat(90)]),
    );
    // `fromEntries` defines what an object literal would take for its prototype.
    const parameters = Object.fromEntries(
      ['__proto__', 'constructor', 'toString'].map((name) => [name, 'x']),
    );
    await expect(
      register(claim, templateName(), certificate, { ...many, ...parameters }),
    ).rejects.toMatchObject({ statusCode: 403 });
    const { certificateId } = certificate;
    await expect(documented.decisions.about({ source: 'provision', certificateId })).resolves.toMatchObject({
      reason: 'missing-serial',
    });
    await expectHealth();
  });

  it('proves its publisher all the same, as a confirmation is never read', async () => {
    const { documented } = fleets();
    for (const payload of [garbage, Buffer.from('['.repeat(largestPayload))]) {
      const serial = newSerial();
      const { session } = await documented.provision(serial);
      await session.publish(`cmd/${serial}/cert/confirmed`, payload, { qos: 1 });
      await expect(
        documented.decisions.about({ source: 'proof', serial, decision: 'already-current' }),
      ).resolves.toMatchObject({ reason: 'none' });
    }
  });

  /** Broker, hook and proof handler do what they are for. */
  async function expectHealth(): Promise<void> {
    const { documented } = fleets();
    await documented.provision(newSerial());
    expect(fleets().cloud.process.running).toBe(true);
  }
}

const rejection = z.object({ statusCode: z.literal(400), errorCode: z.string().startsWith('Invalid') });

type Request =
  | { operation: 'CreateCertificateFromCsr'; format: 'json' | 'cbor' }
  | { operation: 'RegisterThing'; templateName: string; format: 'json' | 'cbor' };

async function expectRejection(session: MqttSession, request: Request, payload: Buffer): Promise<void> {
  const rejected = buildTopic({ ...request, kind: 'rejected' });
  await session.subscribe([rejected]);
  const answered = session.next(rejected);
  await session.publish(buildTopic({ ...request, kind: 'request' }), payload, { qos: 1 });
  const answer = await answered;
  rejection.parse(request.format === 'json' ? JSON.parse(Buffer.from(answer).toString()) : decode(answer));
}
