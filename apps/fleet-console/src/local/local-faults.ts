import { faultsRemoved, type Fault, type FaultRequest } from '@fleet/fleet-console-api';
import * as z from 'zod';
import type { AdministerCloud } from './local-clock';

const path = '/_local-cloud/faults';

/** A fault as local-cloud tells of it. */
const faultState = z.object({
  id: z.string(),
  point: z.string(),
  from: z.number(),
  times: z.union([z.number(), z.literal('always')]),
  match: z.record(z.string(), z.string()),
  effect: z.looseObject({ kind: z.string() }),
  calls: z.number(),
  fired: z.number(),
});
type FaultState = z.infer<typeof faultState>;

/** @throws LocalCloudNotRunningError */
export async function listFaults(administer: AdministerCloud): Promise<Fault[]> {
  return z
    .array(faultState)
    .parse(await administer({ method: 'GET', path }))
    .map(inWords);
}

/** @throws LocalCloudNotRunningError, LocalCloudRefusedError for one that cannot be */
export async function addFault(administer: AdministerCloud, body: FaultRequest): Promise<Fault> {
  return inWords(faultState.parse(await administer({ method: 'POST', path, body })));
}

/** @param id all of them when absent. @throws LocalCloudNotRunningError, LocalCloudRefusedError */
export async function removeFaults(
  administer: AdministerCloud,
  id?: string,
): Promise<z.infer<typeof faultsRemoved>> {
  const which = id === undefined ? path : `${path}/${encodeURIComponent(id)}`;
  return faultsRemoved.parse(await administer({ method: 'DELETE', path: which }));
}

function inWords({
  id,
  point,
  calls,
  fired,
  effect: { kind, ...effect },
  match,
  from,
  times,
}: FaultState): Fault {
  const members = [...Object.entries(effect), ...Object.entries(match)].map(
    ([name, value]) => `${name} ${String(value)}`,
  );
  const turns =
    times === 'always'
      ? `on every call from ${from} on`
      : times === 1
        ? `on call ${from}`
        : `on calls ${from} to ${from + times - 1}`;
  return { id, point, words: [kind, ...members, turns].join(', '), calls, fired };
}
