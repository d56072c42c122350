import KeyValuePairs, { type KeyValuePairsProps } from '@cloudscape-design/components/key-value-pairs';
import type { DevicePage } from '@fleet/fleet-console-api';
import { dayOf, minuteOf } from '../words/moments';
import { connectionWords } from './device-verdict';
import { Status } from '../shell/status';
import { Minute } from '../words/minute';

/** What is known of a device, in pairs. */
export function DeviceFacts({ device }: { readonly device: DevicePage }) {
  const { model, allowedModel, thing, firstIssuedAt, rotation, adoption } = device;
  const items: KeyValuePairsProps.Item[] = [
    { label: 'State', value: <State device={device} /> },
    { label: 'Connection', value: <Connection connectivity={device.connectivity} /> },
    { label: 'Model', value: model ?? '–' },
    { label: 'Joined', value: <Minute at={firstIssuedAt} /> },
    { label: 'Certificate issued', value: dayOf(rotation?.issued) },
    { label: 'Due from', value: dueWords(rotation) },
    { label: 'Asked to rotate', value: dayOf(rotation?.warned) },
    {
      label: 'Days of grace end',
      value: rotation?.holdsUntil === undefined ? 'no end is set' : dayOf(rotation.holdsUntil),
    },
    { label: 'Permits', value: <Permits permits={device.permits} /> },
    ...(allowedModel === undefined ? [] : [{ label: 'Allowed for model', value: allowedModel }]),
    ...(adoption === undefined
      ? []
      : [{ label: 'Adopted', value: `${minuteOf(adoption.at)}, from ${adoption.policy}` }]),
    { label: 'Thing', value: thingWords(thing) },
  ];
  return <KeyValuePairs columns={4} minColumnWidth={150} items={items} />;
}

/** What the record says is no success where it does not connect all the same. */
function State({ device: { state, permissions } }: { readonly device: DevicePage }) {
  const types = {
    active: 'success',
    allowed: 'pending',
    blocked: 'stopped',
    'not-on-record': 'warning',
  } as const;
  const mayConnect = permissions.some(({ to, allowed }) => to === 'connect' && allowed);
  return (
    <Status type={state === 'active' && !mayConnect ? 'warning' : types[state]}>
      {state.replaceAll('-', ' ')}
      {state === 'active' && !mayConnect && ', cannot connect'}
    </Status>
  );
}

function Connection({ connectivity }: Pick<DevicePage, 'connectivity'>) {
  const types = { connected: 'success', disconnected: 'stopped', unknown: 'pending' } as const;
  const { state, since } = connectivity;
  return (
    <Status type={types[state]}>
      {state === 'unknown' || since === undefined ? (
        connectionWords(connectivity)
      ) : (
        <>
          {connectionWords({ state })} since <Minute at={since} />
        </>
      )}
    </Status>
  );
}

function Permits({ permits }: Pick<DevicePage, 'permits'>) {
  if (permits.length === 0) {
    return 'none';
  }
  return permits.map(({ kind, until, hasEnded, certificateId }) => (
    <div key={`${kind} ${certificateId}`}>
      {kind} {hasEnded ? 'ended' : 'until'} {minuteOf(until)}
      {certificateId !== undefined && `, for ${certificateId.slice(0, 10)}…`}
    </div>
  ));
}

function dueWords(rotation: DevicePage['rotation']): string {
  if (rotation === undefined) {
    return '–';
  }
  return rotation.due === undefined ? `now: its date is ${rotation.issuance}` : dayOf(rotation.due);
}

function thingWords(thing: DevicePage['thing']) {
  if (thing === undefined) {
    return 'there is none';
  }
  const attributes = Object.entries(thing.attributes).map(([name, value]) => `${name}=${value}`);
  return [thing.inFleet ? 'in the fleet’s group' : 'not in the fleet’s group', ...attributes].map((words) => (
    <div key={words} className="wrapping">
      {words}
    </div>
  ));
}
