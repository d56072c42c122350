import { formatCertDate, readIssuance } from '@fleet/cert-dates';
import { permittedKinds } from './permit-kinds';
import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import type { Availability, DeviceCertificate, DevicePage } from '@fleet/fleet-console-api';
import { thingAttributes } from '@fleet/fleet-contract';
import { contradictions, viewDevice, type CertificateView, type DeviceView } from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import type { ConsoleCloud } from '../cloud/console-cloud';
import { withSequel } from '../failures/next-clicks';
import { permissionsOf } from './device-permissions';
import { timelineOf } from './device-timeline';

type IssuedOver = NonNullable<DeviceCertificate['claim']>;

/** Everything there is about a device. @throws RefusedError when there is nothing */
export async function devicePageOf(
  { fleet }: ConsoleCloud,
  serial: string,
  actsOf: (page: Omit<DevicePage, 'acts'>) => readonly Availability[],
): Promise<DevicePage> {
  const [view, record] = await Promise.all([viewDevice(fleet, serial), fleet.registry.find(serial)]);
  const claims = await claimsBehind(fleet, view);
  const at = new Date(view.at);
  const known = {
    ...factsOf(view, record),
    permits: permitsOf(record, view.at),
    certificates: view.certificates.map((each) => certificateOf(each, view, claims)),
    contradictions: contradictions(view).map(({ words, next }) => withSequel(words, next)),
  };
  const page = {
    ...known,
    timeline: timelineOf(known),
    permissions: permissionsOf({ view, record, config: fleet.config, at }),
  };
  return { ...page, acts: [...actsOf(page)] };
}

function factsOf(view: DeviceView, record: DeviceRecord | undefined) {
  const { serial, at, thing, rotation, connectivity } = view;
  const issued = thing?.attributes[thingAttributes.certIssuance];
  const issuance = readIssuance(issued, formatCertDate(new Date(at)));
  const { allowedModel, blockedAt, blockReason, firstIssuedAt, adoption, removal } = record ?? {};
  return {
    serial,
    at,
    state: record?.state ?? ('not-on-record' as const),
    connectivity: connectivityOf(connectivity),
    ...defined({
      model: record?.model ?? thing?.attributes[thingAttributes.modelType],
      allowedModel,
      blockedAt,
      blockReason,
      firstIssuedAt,
      adoption: adoption === undefined ? undefined : { at: adoption.at, policy: adoption.policy },
      removalAt: removal?.at,
      thing:
        thing === undefined
          ? undefined
          : { ...thing, attributes: { ...thing.attributes }, groups: [...thing.groups] },
      rotation:
        rotation === undefined
          ? undefined
          : { ...rotation, ...defined({ issued: issuance.kind === 'dated' ? issuance.date : undefined }) },
    }),
  };
}

const unknownBecause = {
  'not-indexed': 'The fleet index does not record connections.',
  'index-not-ready': 'The fleet index is being built.',
  'not-seen': 'The fleet index does not have it yet.',
};

function connectivityOf(connectivity: DeviceView['connectivity']): DevicePage['connectivity'] {
  if (connectivity === undefined) {
    return { state: 'unknown', because: 'It has no thing.' };
  }
  if (connectivity.state === 'unknown') {
    return { state: 'unknown', because: unknownBecause[connectivity.because] };
  }
  return { state: connectivity.state, ...defined({ since: connectivity.since?.toISOString() }) };
}

function permitsOf(record: DeviceRecord | undefined, at: string): DevicePage['permits'] {
  const named = record?.namedPermit;
  return [
    ...permittedKinds.flatMap((kind) => {
      const until = record?.permits[kind];
      return until === undefined ? [] : [{ kind, until, hasEnded: until <= at }];
    }),
    ...(named === undefined ? [] : [{ kind: 'reprovision' as const, ...named, hasEnded: named.until <= at }]),
  ];
}

/** The claims that certificates were issued over, each looked up by its key: the table is not read. */
async function claimsBehind(
  { registry }: ConsoleCloud['fleet'],
  { certificates }: DeviceView,
): Promise<ReadonlyMap<string, IssuedOver>> {
  const own = new Set(certificates.map(({ certificateId }) => certificateId));
  const over = new Set(certificates.flatMap(({ issuedOver }) => issuedOver ?? []));
  const ids = [...over].filter((each) => !own.has(each) && /^[0-9a-f]{64}$/.test(each));
  const found = await Promise.all(ids.map((id) => registry.findClaim(id)));
  return new Map(
    found.flatMap((claim) =>
      claim === undefined
        ? []
        : [[claim.certificateId, { model: claim.model, generation: claim.generation ?? 1 }]],
    ),
  );
}

function certificateOf(
  certificate: CertificateView,
  { certificates }: DeviceView,
  claims: ReadonlyMap<string, IssuedOver>,
): DeviceCertificate {
  const { certificateId, role, status, attached, issuedOver } = certificate;
  const { issuedAt, provenAt, confirmedAt, lastSeenAt, dueNotedAt, warnedAt } = certificate;
  const { supersededAt, lostAt, retiredAt, retainUntil, deletedAt } = certificate;
  return {
    certificateId,
    role,
    status,
    attached,
    ...defined({ issuedOver, claim: issuedOver === undefined ? undefined : claims.get(issuedOver) }),
    ...defined({ issuedAt, provenAt, confirmedAt, lastSeenAt, dueNotedAt, warnedAt }),
    ...defined({ supersededAt, lostAt, retiredAt, retainUntil, deletedAt }),
    ...defined({ current: timeInForce(certificate, certificates) }),
  };
}

/** From its proof until the next one's. */
function timeInForce(
  { provenAt: from, retiredAt, role }: CertificateView,
  certificates: readonly CertificateView[],
): DeviceCertificate['current'] {
  if (from === undefined) {
    return undefined;
  }
  const later = certificates.flatMap(({ provenAt }) =>
    provenAt !== undefined && provenAt > from ? [provenAt] : [],
  );
  const until = role === 'current' ? undefined : (later.sort()[0] ?? retiredAt);
  return { from, ...defined({ until }) };
}
