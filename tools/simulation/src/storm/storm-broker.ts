import { createHash } from 'node:crypto';
import type { ControlPlane } from '@fleet/services/iot';
import { isClaimClientId } from '@fleet/fleet-contract';
import { buildTopic, matchTopic, type ProvisioningTopic } from '@fleet/provisioning-protocol';
import * as z from 'zod';
import type { Connector } from '../../../../apps/edge-agent/src/connection/connection';
import {
  ConnectionRefusedError,
  UnansweredError,
  UnreachableError,
} from '../../../../apps/edge-agent/src/connection/connection-errors';
import type { CallCounts } from './call-counts';
import { StormConnection, wayMillis, type BrokerSide } from './storm-connection';
import type { StormRates } from './storm-rates';
import type { VirtualTime } from './virtual-time';

/** TCP, TLS and CONNECT. */
const connectMillis = 250;

/** AWS admits one CONNECT of a client id in ten seconds, in effect (aws-greengrass/aws-greengrass-nucleus#1003). */
const millisBetweenConnects = 10_000;

/**
 * How AWS IoT tells a client that there are too many: unknown. `code`: as local-cloud does, by a code of MQTT 5. `close`:
 * it closes the connection without a word, as reported of MQTT 3.1.1.
 */
export type Throttling = 'code' | 'close';

export interface StormBrokerParts {
  readonly time: VirtualTime;
  readonly rates: StormRates;
  readonly counts: CallCounts;
  readonly throttling: Throttling;
  readonly prove: (event: object) => void;
}

const body = z.record(z.string(), z.unknown());
const csr = z.object({ certificateSigningRequest: z.string() });
const registration = z.object({
  certificateOwnershipToken: z.string(),
  parameters: z.record(z.string(), z.string()).default({}),
});
const rejection = z.object({ statusCode: z.number(), errorCode: z.string(), errorMessage: z.string() });

const encoded = (answer: object): Buffer => Buffer.from(JSON.stringify(answer));

/** Most answers of a storm are this one. */
const throttled = encoded({ statusCode: 429, errorCode: 'Throttling', errorMessage: 'Rate exceeded' });

/** The message broker by AWS's quotas, in one process with its clients. */
export class StormBroker implements BrokerSide {
  readonly time: VirtualTime;
  /** CONNECTs that came, let in or not. */
  connects = 0;
  private hasPower = true;
  private readonly sessions = new Map<string, StormConnection>();
  /** The same by their certificates: of very many, one ends for each rotation. */
  private readonly carried = new Map<string, Set<StormConnection>>();
  private readonly lastConnects = new Map<string, number>();

  constructor(
    private readonly parts: StormBrokerParts,
    private readonly controlPlane: ControlPlane,
  ) {
    this.time = parts.time;
    controlPlane.onCertificateStatusChange(({ certificateId, status }) => {
      if (status !== 'ACTIVE') {
        this.endAll(this.carried.get(certificateId) ?? []);
      }
    });
  }

  get connected(): number {
    return this.sessions.size;
  }

  readonly connect: Connector = async (request, signal) => {
    await this.time.sleep(connectMillis, signal);
    const { clientId } = request;
    if (!this.hasPower) {
      throw new UnreachableError('the endpoint', 'there is no power');
    }
    this.connects += 1;
    // Whose policies allow it is looked up for what the quota admits alone: with most CONNECTs of a storm that is not so.
    if (this.isTooSoon(clientId) || !this.parts.rates.now.admitsConnect()) {
      this.parts.counts.throttled('CONNECT');
      throw this.parts.throttling === 'code'
        ? new UnreachableError('the endpoint', 'quota exceeded')
        : new UnansweredError(clientId, 'the server closed it');
    }
    const certificateId = certificateIdOf(request.credentials.certificate);
    if (!this.mayConnect(certificateId, clientId)) {
      throw new ConnectionRefusedError(clientId, 'answer', 'not authorized');
    }
    this.parts.counts.done('CONNECT');
    this.sessions.get(clientId)?.end('another connection with its client id replaced it');
    const connection = new StormConnection(this, request, certificateId);
    this.sessions.set(clientId, connection);
    this.carried.set(certificateId, (this.carried.get(certificateId) ?? new Set()).add(connection));
    this.prove(connection, 'presence');
    return connection;
  };

  admitsSubscription(): boolean {
    const admitted = this.parts.rates.now.admitsSubscription();
    this.parts.counts[admitted ? 'done' : 'throttled']('SUBSCRIBE');
    return admitted;
  }

  take(connection: StormConnection, topic: string, payload: Uint8Array): void {
    this.parts.counts.done('PUBLISH');
    const asked = matchTopic(topic);
    if (asked !== undefined) {
      void this.answer(connection, asked, payload);
    } else if (topic === `cmd/${connection.clientId}/cert/confirmed`) {
      this.prove(connection, 'confirmation');
    }
  }

  /** The cloud publishes. */
  publish(clientId: string, topic: string, payload: Uint8Array): void {
    this.sessions.get(clientId)?.deliver(topic, payload);
  }

  left(connection: StormConnection): void {
    const { certificateId } = connection;
    const others = this.carried.get(certificateId);
    others?.delete(connection);
    if (others?.size === 0) {
      this.carried.delete(certificateId);
    }
    if (this.sessions.get(connection.clientId) === connection) {
      this.sessions.delete(connection.clientId);
    }
  }

  /** Nobody is connected any more, and nobody can. */
  losePower(): void {
    this.hasPower = false;
    this.endAll(this.sessions.values());
  }

  regainPower(): void {
    this.hasPower = true;
  }

  private endAll(connections: Iterable<StormConnection>): void {
    [...connections].forEach((each) => each.end('the server ended it'));
  }

  private mayConnect(certificateId: string, clientId: string): boolean {
    return this.controlPlane.authorize({
      principal: { certificateId },
      clientId,
      action: 'iot:Connect',
      resource: { type: 'client', name: clientId },
    });
  }

  private isTooSoon(clientId: string): boolean {
    const now = this.time.nowMillis();
    if (isClaimClientId(clientId)) {
      return false;
    }
    const tooSoon = now - (this.lastConnects.get(clientId) ?? -millisBetweenConnects) < millisBetweenConnects;
    if (!tooSoon) {
      this.lastConnects.set(clientId, now);
    }
    return tooSoon;
  }

  private prove({ certificateId, clientId }: StormConnection, source: 'presence' | 'confirmation'): void {
    if (isClaimClientId(clientId)) {
      return;
    }
    // AWS IoT's moments are whole milliseconds.
    const at = Math.floor(this.time.nowMillis());
    const moment = source === 'presence' ? { connectedAt: at } : { at };
    this.parts.prove({ principal: certificateId, clientId, source, ...moment });
  }

  private async answer(
    connection: StormConnection,
    topic: ProvisioningTopic,
    payload: Uint8Array,
  ): Promise<void> {
    const { operation } = topic;
    const answerOn = (kind: 'accepted' | 'rejected', answer: Buffer): void => {
      const on = buildTopic({ ...topic, kind });
      this.time.afterUsual(wayMillis, () => connection.deliver(on, answer));
    };
    if (!this.parts.rates.now.admitsProvisioning(operation)) {
      this.parts.counts.throttled(`${operation} (MQTT)`);
      answerOn('rejected', throttled);
      return;
    }
    this.parts.counts.done(`${operation} (MQTT)`);
    try {
      answerOn(
        'accepted',
        encoded(
          await this.perform(connection, topic, body.parse(JSON.parse(Buffer.from(payload).toString()))),
        ),
      );
    } catch (error) {
      const { statusCode, errorCode, errorMessage } = rejection.parse(error);
      answerOn('rejected', encoded({ statusCode, errorCode, errorMessage }));
    }
  }

  private perform(
    { certificateId, clientId }: StormConnection,
    topic: ProvisioningTopic,
    asked: z.infer<typeof body>,
  ): Promise<object> {
    const requester = { principal: { certificateId }, clientId };
    const { provisioning } = this.controlPlane;
    if (topic.operation === 'RegisterThing') {
      return provisioning.registerThing(requester, {
        templateName: topic.templateName,
        ...registration.parse(asked),
      });
    }
    return provisioning.createCertificateFromCsr(requester, csr.parse(asked));
  }
}

/** The id of a certificate is the fingerprint of its DER. */
function certificateIdOf(pem: string): string {
  const der = Buffer.from(pem.replace(/-----[^-]+-----|\s/g, ''), 'base64');
  return createHash('sha256').update(der).digest('hex');
}
