import type { FaultState } from '@fleet/faults';

/** `fault-1: api:iot:CreateThing throttle, on calls 1 to 3. So far: 2 calls, fired 2 times` */
export function faultInWords(fault: FaultState): string {
  const { id, point, calls, fired } = fault;
  const parts = [`${effectInWords(fault.effect)}${matchInWords(fault.match)}`, turnsInWords(fault)];
  return `${id}: ${point} ${parts.join(', ')}. So far: ${counted(calls, 'call')}, fired ${counted(fired, 'time')}`;
}

function effectInWords(effect: FaultState['effect']): string {
  const { kind } = effect;
  const late = 'when' in effect && effect.when === 'after' ? ' after the work is done' : '';
  switch (effect.kind) {
    case 'fail':
      return `${kind} with ${effect.code}${effect.status === undefined ? '' : ` (${effect.status})`}${late}`;
    case 'delay':
      return `${kind} by ${effect.millis} ms${late}`;
    case 'reason':
      return `${kind} code 0x${effect.reasonCode.toString(16)}`;
    case 'alert':
      return `${kind} ${effect.alert}${effect.when === 'before' ? ' to the ClientHello' : ''}`;
    case 'cut':
      return `${kind}${late}`;
    case 'throttle':
    case 'withhold':
      return kind;
  }
}

function matchInWords({ clientId, topic }: FaultState['match']): string {
  const client = clientId === undefined ? '' : ` for client ${clientId}`;
  return topic === undefined ? client : `${client} on topic ${topic}`;
}

function turnsInWords({ from, times }: Pick<FaultState, 'from' | 'times'>): string {
  if (times === 'always') {
    return from === 1 ? 'on every call' : `on every call from ${from} on`;
  }
  return times === 1 ? `on call ${from}` : `on calls ${from} to ${from + times - 1}`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
