import { openAnswerAddress, type AnswerAddress } from '@fleet/custom-resource/testing';
import type { FailingCalls } from '@fleet/failing-calls';
import { pino } from 'pino';
import * as z from 'zod/mini';
import { claimResourceHandler } from '../handler';
import { agentBytes, agentNotices, claimRequest, deviceConfig } from './claim-request';
import type { FleetInMemory } from './fleet-in-memory';

const log = pino({ level: 'silent' });

const data = z.object({ ClaimsNotInForce: z.string() });

type Properties = Readonly<Record<string, unknown>>;

/** The claim resource of a stack: CloudFormation asks for changes of its properties, and hears what became of them. */
export class ClaimResource {
  private constructor(private readonly address: AnswerAddress) {}

  static async open(): Promise<ClaimResource> {
    return new ClaimResource(await openAnswerAddress());
  }

  close(): Promise<void> {
    return this.address.close();
  }

  /** The last answer. */
  get answer(): Readonly<Record<string, unknown>> {
    return this.address.answers.at(-1) ?? {};
  }

  /** The claims that the last answer names, in words. */
  get notInForce(): string {
    return data.parse(this.answer['Data']).ClaimsNotInForce;
  }

  create(fleet: FleetInMemory, properties: Properties = {}, calls?: FailingCalls): Promise<boolean> {
    return this.send(fleet, this.request(properties), calls);
  }

  /** @param from the properties before, which differ in something: otherwise nobody would ask */
  update(fleet: FleetInMemory, from: Properties, to: Properties, calls?: FailingCalls): Promise<boolean> {
    const change = {
      ...this.request(to),
      RequestType: 'Update',
      PhysicalResourceId: 'fleetprov-claims',
      OldResourceProperties: this.request(from).ResourceProperties,
    };
    return this.send(fleet, change, calls);
  }

  remove(fleet: FleetInMemory, properties: Properties = {}, calls?: FailingCalls): Promise<boolean> {
    const change = { RequestType: 'Delete', PhysicalResourceId: 'fleetprov-claims' };
    return this.send(fleet, { ...this.request(properties), ...change }, calls);
  }

  private request(properties: Properties) {
    const request = claimRequest({ ResponseURL: this.address.url });
    return { ...request, ResourceProperties: { ...request.ResourceProperties, ...properties } };
  }

  private async send(fleet: FleetInMemory, request: object, calls?: FailingCalls): Promise<boolean> {
    const outside = {
      agent: () => Promise.resolve(agentBytes),
      notices: () => Promise.resolve(agentNotices),
      deviceConfig: () => Promise.resolve(deviceConfig),
      remainingDevices: () => Promise.resolve({ things: [], certificates: 0 }),
      removePolicies: () => Promise.resolve(),
    };
    const handler = claimResourceHandler({
      log,
      fleetOf: () => ({
        issuing: { ...fleet.parts(calls), log },
        ...(calls?.on(outside) ?? outside),
        rootCa: () => 'the root',
        log,
      }),
    });
    await handler(request);
    return this.answer['Status'] === 'SUCCESS';
  }
}
