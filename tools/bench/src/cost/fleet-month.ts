import { configured } from '../quotas/page-cases';
import type { SweepCalls } from '../quotas/sweep-calls';
import { costOf, metricCount, metricHoursInDay, totalOf } from '../quotas/sweep-cost';
import { assumptions, everydayOf } from '../quotas/sweep-day';
import { durationOf } from '../quotas/sweep-duration';
import type { DeviceCalls } from './device-calls';
import { dollarsOf, type Used } from './fleet-prices';

/** What the figures take for granted. */
export const month = {
  days: 30,
  /** Connected all the time, but for so many new connections a day. */
  connectionsADay: 1,
  /** Of the device's own, each of at most 5 KB. */
  messagesADay: 24,
  functionSeconds: 0.1,
  /** Of a decision's line and Lambda's own lines. */
  logBytes: 950,
} as const;

/** What the stack of a fleet with one model has, whose prices do not depend on devices: the tests count it. */
export const stack = {
  functionGigabytes: 0.5,
  logMonths: 3,
  alarmMetrics: 20,
  dashboards: 1,
  keys: 1,
} as const;

/** Series of the hooks' and the proof handler's metrics that a fleet fills in an hour. */
const decisionMetrics = 12;

/** Documented (AWS IoT Core, additional metering details): calls that are paid for as registry operations. */
const registryOperations = [
  'AddThingToThingGroup',
  'AttachThingPrincipal',
  'CreateThing',
  'DescribeThing',
  'ListThingGroupsForThing',
  'ListThingPrincipals',
  'UpdateThing',
];

/** Each changes what the fleet index has of a thing. */
const indexed = ['CreateThing', 'AddThingToThingGroup', 'UpdateThing'];

/** The record has two kilobytes, and its place on the agenda is written with it. */
const writeUnitsOf = ({ bytes }: SweepCalls): number => Math.ceil(bytes.deviceRecord / 1_024) + 1;

/** What is paid for when one device provisions, connects or rotates. */
export function usedBy(calls: Readonly<Record<string, number>>, sweepCalls: SweepCalls): Used {
  const count = (...names: readonly string[]): number =>
    names.reduce((sum, name) => sum + (calls[name] ?? 0), 0);
  const requests = count('CreateCertificateFromCsr (MQTT)', 'RegisterThing (MQTT)');
  const invocations = count('Invoke (Lambda)');
  // Each registration asks a hook; the others are the proof handler's, by a rule.
  const proofs = invocations - count('RegisterThing (MQTT)');
  const logBytes = invocations * month.logBytes;
  return {
    // With the answers to the requests, which come without acknowledgement. AWS meters none that it sends itself.
    messages: count('CONNECT', 'SUBSCRIBE', 'PUBLISH') + requests,
    rules: proofs,
    actions: proofs,
    registry: count(...registryOperations),
    // The device has come, and it has left before.
    indexUpdates: count(...indexed) + 2,
    invocations,
    gigabyteSeconds: invocations * month.functionSeconds * stack.functionGigabytes,
    writeUnits: count('PutItem (DynamoDB)') * writeUnitsOf(sweepCalls),
    readUnits: count('GetItem (DynamoDB)'),
    logBytes,
    keptLogBytes: logBytes * stack.logMonths,
  };
}

/** Dollars of a month, by what they are for. */
export interface MonthCost {
  readonly connectivity: number;
  readonly messages: number;
  readonly connections: number;
  readonly rotations: number;
  readonly sweeps: number;
  readonly storage: number;
  readonly watching: number;
}

export function monthOf(fleet: number, calls: DeviceCalls, sweepCalls: SweepCalls): MonthCost {
  const { days } = month;
  const day = everydayOf(fleet);
  const duration = durationOf(day, configured, sweepCalls);
  const bytes = fleet * sweepCalls.bytes.deviceRecord;
  const rotations = (fleet * days) / assumptions.rotationDays;
  const connections = fleet * days * month.connectionsADay;
  return {
    connectivity: dollarsOf({ connectionMinutes: fleet * days * 24 * 60 }),
    messages: dollarsOf({ messages: fleet * days * month.messagesADay }),
    connections: connections * dollarsOf(usedBy(calls.connection, sweepCalls)),
    rotations: rotations * dollarsOf(usedBy(calls.rotation, sweepCalls)),
    sweeps: days * totalOf(costOf(day, configured, { duration, calls: sweepCalls })),
    storage: dollarsOf({ tableBytes: bytes, recoveryBytes: bytes }),
    watching: dollarsOf({
      metrics: decisionMetrics + (metricCount * metricHoursInDay) / 24,
      alarmMetrics: stack.alarmMetrics,
      dashboards: stack.dashboards,
      keys: stack.keys,
    }),
  };
}
