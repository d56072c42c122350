import type { Output } from '../output/output';
import { minuteOf, shortId } from '../output/words';
import { tableLines } from '../output/text-table';
import { contradictions } from './contradictions';
import { permitWords } from './permit-words';
import type { CertificateView, DeviceView } from './device-view';
import type { RotationView } from './rotation-view';

/** A device in plain words, what does not fit together among them, and a table of its certificates. */
export function deviceWords(view: DeviceView, howTo: Output['howTo']): string {
  const { record } = view;
  const facts: [string, string][] = [
    ['state', stateWords(view)],
    ['model', record?.model ?? view.thing?.attributes['model_type'] ?? 'unknown'],
    ['allowed model', record?.allowedModel ?? 'any'],
    ['current', record?.current ?? 'none is proven'],
    ['thing', thingWords(view)],
    ['connection', connectionWords(view)],
    ['rotation', view.rotation === undefined ? '-' : rotationWords(view.rotation)],
    ['permits', (record && permitWords(record, new Date(view.at))) || 'none'],
  ];
  const remarks = contradictions(view).map(
    ({ words, next }) => `! ${words}${next === undefined ? '' : ` What to do: ${howTo(next)}.`}`,
  );
  return [
    view.serial,
    ...tableLines(facts.map(([name, words]) => [`  ${name}`, words])),
    ...remarks,
    '',
    ...certificateTable(view.certificates),
  ].join('\n');
}

function stateWords({ record }: DeviceView): string {
  if (record === undefined) {
    return 'not on record';
  }
  if (record.state !== 'blocked') {
    return record.state;
  }
  const since = record.blockedAt === undefined ? '' : ` since ${minuteOf(record.blockedAt)}`;
  return `blocked${since}${record.blockReason === undefined ? '' : `: ${record.blockReason}`}`;
}

function thingWords({ thing }: DeviceView): string {
  if (thing === undefined) {
    return 'there is none';
  }
  const attributes = Object.entries(thing.attributes).map(([name, value]) => `${name}=${value}`);
  return [thing.inFleet ? "in the fleet's group" : "not in the fleet's group", ...attributes].join(', ');
}

function connectionWords({ connectivity }: DeviceView): string {
  if (connectivity === undefined) {
    return '-';
  }
  if (connectivity.state !== 'unknown') {
    return `${connectivity.state}${connectivity.since === undefined ? '' : ` since ${minuteOf(connectivity.since)}`}`;
  }
  const because = {
    'not-indexed': 'the fleet index does not record connections',
    'index-not-ready': 'the fleet index is being built',
    'not-seen': 'the fleet index does not have it yet',
  };
  return `unknown: ${because[connectivity.because]}`;
}

function rotationWords(rotation: RotationView): string {
  const { due, warned, holdsUntil, issuance } = rotation;
  const dates = [
    ...(due === undefined ? [`cert_issuance is ${issuance}, so it counts as due`] : [`due from ${due} on`]),
    ...(warned === undefined ? [] : [`warned ${warned}`]),
    ...(holdsUntil === undefined ? [] : [`valid until ${holdsUntil}`]),
    ...(rotation.awaitsProof ? ['a successor is not proven yet'] : []),
  ];
  return `${rotation.standing}: ${dates.join(', ')}`;
}

const header = [
  ...['certificate', 'role', 'in AWS IoT', 'attached'],
  ...['issued', 'proven', 'confirmed', 'last seen', 'retired'],
];

function certificateTable(certificates: readonly CertificateView[]): string[] {
  if (certificates.length === 0) {
    return ['No certificates.'];
  }
  const rows = certificates.map((each) => [
    ...[shortId(each.certificateId), each.role, each.status, each.attached ? 'yes' : 'no'],
    ...[each.issuedAt, each.provenAt, each.confirmedAt, each.lastSeenAt, each.retiredAt].map(minuteOf),
  ]);
  return tableLines([header, ...rows]);
}
