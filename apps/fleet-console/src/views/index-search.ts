import type { ThingDocument } from '@aws-sdk/client-iot';
import {
  addDays,
  certificateAge,
  dueDate,
  formatCertDate,
  parseCertDate,
  readIssuance,
} from '@fleet/cert-dates';
import type { DeviceList, DeviceQuery, DeviceRow } from '@fleet/fleet-console-api';
import { isModelName, modelNameRange, thingAttributes } from '@fleet/fleet-contract';
import {
  connectedThings,
  disconnectedThings,
  fleetQuery,
  issuedFrom,
  issuedUntil,
  namedLike,
  ofModel,
  searchThings,
  undatedAt,
  UsageError,
  type Fleet,
} from '@fleet/fleet-operations';
import { defined } from '@fleet/optional-members';
import { askedOf } from './asked-of';
import { noSuchPlace, placeAfter, placeOf } from './list-place';

/** SearchIndex answers so many at the most (API reference). */
const mostOnPage = 100;

/** No date of a certificate is earlier. */
const dawn = '19700101';

const known = [
  ...(['prefix', 'model', 'connected', 'issuedFrom', 'issuedUntil'] as const),
  ...(['dueWithin', 'undated'] as const),
];

/** Devices that the fleet index finds, unsorted, a page at a time. @throws UsageError, InvalidCertDateError */
export async function searchDevices(fleet: Fleet, query: DeviceQuery): Promise<DeviceList> {
  askedOf('The queries of the index', query, known);
  const queries = queriesOf(fleet, query);
  const { at, token } = placeOf(query.after, queries.length);
  const asked = queries[at];
  if (asked === undefined) {
    throw noSuchPlace();
  }
  const limit = Math.min(query.limit ?? 50, mostOnPage);
  const page = await searchThings(fleet, asked, token, limit);
  const rows = page.things.flatMap((thing) => rowOf(fleet, thing));
  return {
    rows,
    ...defined({ next: placeAfter(at, page.next, queries.length) }),
    source: 'index',
    query: asked,
    examined: page.things.length,
    at: fleet.now().toISOString(),
  };
}

/** One after the other: what is due has a date, or none that can be read, which one query cannot say. */
function queriesOf(fleet: Fleet, query: DeviceQuery): readonly string[] {
  const { dueWithin, undated } = query;
  const today = formatCertDate(fleet.now());
  const conditions = conditionsOf(query, today);
  const of = (...more: readonly string[]) => fleetQuery(fleet, ...conditions, ...more);
  if (dueWithin !== undefined) {
    const lastDay = addDays(today, dueWithin - fleet.config.rotationDays);
    return [of(issuedUntil(lastDay < today ? lastDay : today)), of(undatedAt(today))];
  }
  return [undated === undefined ? of() : of(undatedAt(today))];
}

function conditionsOf({ prefix, model, connected, ...days }: DeviceQuery, today: string): readonly string[] {
  if (prefix !== undefined && !/^[a-zA-Z0-9:_-]+$/.test(prefix)) {
    throw new UsageError('A serial has letters, digits, ":", "_" and "-" alone: correct the prefix.');
  }
  if (model !== undefined && !isModelName(model)) {
    throw new UsageError(`The model must be ${modelNameRange}.`);
  }
  return [
    ...(prefix === undefined ? [] : [namedLike(prefix)]),
    ...(model === undefined ? [] : [ofModel(model)]),
    ...(connected === undefined ? [] : [connected === 'yes' ? connectedThings : disconnectedThings]),
    ...issuedOn(days, today),
  ];
}

function issuedOn(days: Pick<DeviceQuery, 'issuedFrom' | 'issuedUntil'>, today: string): readonly string[] {
  if (days.issuedFrom === undefined && days.issuedUntil === undefined) {
    return [];
  }
  return [issuedFrom(parseCertDate(days.issuedFrom ?? dawn), parseCertDate(days.issuedUntil ?? today))];
}

function rowOf(
  fleet: Fleet,
  { thingName: serial, attributes = {}, connectivity }: ThingDocument,
): DeviceRow[] {
  if (serial === undefined) {
    return [];
  }
  const today = formatCertDate(fleet.now());
  const issued = attributes[thingAttributes.certIssuance];
  const model = attributes[thingAttributes.modelType];
  const issuance = readIssuance(issued, today);
  const dated =
    issuance.kind === 'dated'
      ? {
          ageDays: certificateAge(issuance.date, today),
          due: dueDate({ ...fleet.config, issued: issuance.date, thingName: serial }),
        }
      : {};
  return [{ serial, ...defined({ model, issued, connected: connectivity?.connected }), ...dated }];
}
