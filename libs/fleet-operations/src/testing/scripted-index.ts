import assert from 'node:assert/strict';

/** What the index knows of a thing. */
export interface IndexedThing {
  readonly attributes: Readonly<Record<string, string>>;
  readonly groups: ReadonlySet<string>;
  readonly connected?: boolean;
}

const group = /^thingGroupNames:"(.*)"$/;
const dates = /^(NOT )?attributes\.cert_issuance:\[(\d{8}) TO (\d{8})\]$/;
const connectivity = /^connectivity\.connected:(true|false)$/;
const prefix = /^thingName:(.*)\*$/;
const model = /^attributes\.model_type:"(.*)"$/;

/** What the fleet index finds by the queries that this program asks, and by no others. */
export function foundBy(
  queryString: string,
  things: ReadonlyMap<string, IndexedThing | undefined>,
): readonly object[] {
  const conditions = queryString.split(' AND ').map(conditionOf);
  return [...things].flatMap(([thingName, thing]) =>
    thing !== undefined && conditions.every((holds) => holds(thing, thingName))
      ? [{ thingName, attributes: thing.attributes, connectivity: { connected: thing.connected === true } }]
      : [],
  );
}

function conditionOf(text: string): (thing: IndexedThing, name: string) => boolean {
  const [, begin] = prefix.exec(text) ?? [];
  if (begin !== undefined) {
    const plain = begin.replaceAll('\\', '').toLowerCase();
    return (_, name) => name.toLowerCase().startsWith(plain);
  }
  const [, groupName] = group.exec(text) ?? [];
  if (groupName !== undefined) {
    return ({ groups }) => groups.has(groupName);
  }
  const [, modelName] = model.exec(text) ?? [];
  if (modelName !== undefined) {
    return ({ attributes }) => attributes['model_type'] === modelName;
  }
  const [, state] = connectivity.exec(text) ?? [];
  if (state !== undefined) {
    return ({ connected = false }) => String(connected) === state;
  }
  const [, not, from, until] = dates.exec(text) ?? [];
  assert(from !== undefined && until !== undefined, `This index has no script for ${text}`);
  return ({ attributes: { cert_issuance: issued = '' } }) =>
    (issued >= from && issued <= until) !== (not !== undefined);
}
