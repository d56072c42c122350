import { about, apiPaths, type Availability, type DeviceActRequest } from '@fleet/fleet-console-api';
import { ConsoleVisitor } from '@fleet/local-fleet';
import { ConsoleServer } from '../console/console-server';
import type { TestCloud } from '../deployment/test-cloud';

type Settings = Readonly<Record<string, string>>;

/** Opens the console as on AWS, with the credentials of a role. */
export async function consoleAs({ cloud }: TestCloud, session: Settings): Promise<ConsoleVisitor> {
  const environment = { ...cloud.environment, ...session };
  const server = await ConsoleServer.startOnAws({ resources: cloud.resources, environment });
  return ConsoleVisitor.open(server.link);
}

/** Every view, and both streams that read all records. */
export async function lookAtEverything(visitor: ConsoleVisitor, serial: string): Promise<void> {
  const views = [
    ...[apiPaths.about, apiPaths.fleet, apiPaths.ages, apiPaths.alarms],
    ...[apiPaths.sweeps(30), apiPaths.refusals(24), apiPaths.records],
    ...[apiPaths.devices(''), apiPaths.devices('state=active')],
    ...['cut-off', 'failed'].map((each) => apiPaths.devices(`happened=${each}&on=20260101`)),
    apiPaths.devices('happened=refused&refusal=provision:blocked'),
    ...[apiPaths.device(serial), apiPaths.decisions(serial)],
    ...[apiPaths.claims, apiPaths.joined],
  ];
  for (const view of views) {
    const answer = await visitor.get(view);
    expect([view, answer]).toEqual([view, expect.not.stringContaining('"kind":"failed"')]);
  }
}

const acts: readonly Partial<DeviceActRequest>[] = [
  { act: 'block', reason: 'lost in transit' },
  { act: 'unblock' },
  { act: 'permit', kind: 'reprovision' },
  { act: 'revoke-permit' },
];

/** Every act that there is on AWS. */
export async function doEverything(visitor: ConsoleVisitor, kept: string, removed: string): Promise<void> {
  const ends: string[] = [];
  for (const act of acts) {
    ends.push(await visitor.post(apiPaths.deviceActs(kept), act));
  }
  ends.push(await visitor.post(apiPaths.deviceActs(removed), { act: 'remove', confirm: removed }));
  ends.push(await visitor.post(apiPaths.revokeClaim('model-1', 1), { confirm: 'fleetprov' }));
  for (const end of ends) {
    expect(end).toContain('"succeeded":1');
  }
}

/** What the console says of acts after one was denied. */
export async function actsAfterDenial(
  visitor: ConsoleVisitor,
  serial: string,
): Promise<readonly Availability[]> {
  const said = await visitor.post(apiPaths.deviceActs(serial), { act: 'block' });
  expect(said).toMatch(/"kind":"denied".*"permission":"dynamodb:PutItem"/);
  return about.parse(JSON.parse(await visitor.get(apiPaths.about))).acts;
}
