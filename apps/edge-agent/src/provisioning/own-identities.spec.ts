import type { Identity } from '../identity/identity';
import { connectionCandidates } from './own-identities';

function identity(name: string, state: 'issued' | 'registered' | 'proven'): Identity {
  const at = '2026-11-30T00:00:00.000Z';
  const common = { version: 1, purpose: 'rotate', serial: 'S', createdAt: at, issuedAt: at } as const;
  const issued = { ...common, certificateId: name };
  const registered = { ...issued, thingName: 'S', registeredAt: at };
  const record =
    state === 'issued'
      ? { ...issued, state, certificateOwnershipToken: 'token' }
      : state === 'registered'
        ? { ...registered, state }
        : { ...registered, state, provenAt: at };
  return { name, directory: name, record };
}

/** Which are tried, in their order, by the states of those that the device has; the oldest is A. */
function tried(states: readonly ('issued' | 'registered' | 'proven')[], inUse?: number): readonly string[] {
  const identities = states.map((state, index) => identity('ABCDE'.charAt(index), state));
  const current = inUse === undefined ? undefined : identities[inUse];
  return connectionCandidates(identities, current).map(({ name }) => name);
}

describe('the identities with which a device tries to connect', () => {
  it('are its successors, the newest first, then the one in use, then the one before it', () => {
    expect(tried(['proven', 'proven', 'registered', 'issued'], 1)).toEqual(['D', 'C', 'B', 'A']);
  });

  it('begin with the one in use where there is no successor', () => {
    expect(tried(['proven', 'proven'], 1)).toEqual(['B', 'A']);
    expect(tried(['proven', 'registered'], 1)).toEqual(['B', 'A']);
  });

  it('do not begin with one that is older than the one in use, though nobody acknowledged its proof', () => {
    expect(tried(['proven', 'registered', 'registered'], 2)).toEqual(['C', 'B', 'A']);
  });

  it('are the unproven ones first where none is in use', () => {
    expect(tried(['proven', 'registered', 'issued'])).toEqual(['C', 'B', 'A']);
    expect(tried([])).toEqual([]);
  });

  it('are not those that the cloud has not certified', () => {
    const at = '2026-11-30T00:00:00.000Z';
    const record = { version: 1, purpose: 'rotate', serial: 'S', createdAt: at, state: 'keyed' } as const;
    const keyed = { name: 'A', directory: 'A', record };
    expect(connectionCandidates([keyed], keyed)).toEqual([]);
  });
});
