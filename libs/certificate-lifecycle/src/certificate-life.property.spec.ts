import fc from 'fast-check';

import { issueOverCertificate, issueOverClaim, prove } from './certificate-life';
import { maximumKept } from './issuance';
import { retire } from './retirement';
import { retirable } from './certificate-standing';
import type { DeviceRecord } from './device-record';
import { keptFrom } from './testing/retirement';

/** What can happen to one device, in any order: by its owner, a thief, an operator, or a lost answer. */
const certificateId = fc.constantFrom('A', 'B', 'C', 'D', 'E', 'F', 'G');
const event = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('provision' as const), certificateId }) },
  {
    weight: 4,
    arbitrary: fc.record({ kind: fc.constant('rotate' as const), certificateId, over: certificateId }),
  },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('prove' as const),
      certificateId,
      source: fc.constantFrom('confirmation' as const, 'presence' as const),
    }),
  },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('retire' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('permit' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constantFrom('block' as const, 'allow' as const) }) },
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

function apply(record: DeviceRecord | undefined, happened: Event, at: Date): DeviceRecord | undefined {
  const serial = 'S';
  switch (happened.kind) {
    case 'provision': {
      const request = {
        serial,
        certificateId: happened.certificateId,
        claimCertificateId: 'claim',
        model: 'm',
        at,
      };
      return issueOverClaim(record, request).next ?? record;
    }
    case 'rotate': {
      const request = { serial, certificateId: happened.certificateId, issuedOver: happened.over, at };
      return issueOverCertificate(record, request).next ?? record;
    }
    case 'prove': {
      const { certificateId: proven, source } = happened;
      return prove(record, { serial, certificateId: proven, source, at }).next ?? record;
    }
    case 'retire':
      return record && (retire(record, retirable(record), keptFrom(at)) ?? record);
    case 'permit': {
      const expiresAt = new Date(at.getTime() + 5 * 3_600_000).toISOString();
      return record && { ...record, permits: { reprovision: expiresAt } };
    }
    case 'block':
      return record && { ...record, state: 'blocked' };
    case 'allow':
      return record && { ...record, state: 'active' };
  }
}

/** Every record that a history passes through, with the event that led to it. */
function* histories(events: readonly Event[]) {
  let record: DeviceRecord | undefined;
  let hour = 0;
  for (const happened of events) {
    hour += 1;
    const at = new Date(Date.UTC(2026, 0, 1, hour));
    const before = record;
    record = apply(before, happened, at);
    yield { before, after: record, happened, at };
  }
}

function everyStep(
  check: (step: {
    before?: DeviceRecord | undefined;
    after: DeviceRecord;
    happened: Event;
    at: Date;
  }) => void,
): void {
  fc.assert(
    fc.property(fc.array(event, { maxLength: 60 }), (events) => {
      for (const { after, ...step } of histories(events)) {
        if (after !== undefined) {
          check({ ...step, after });
        }
      }
    }),
    { numRuns: 500 },
  );
}

describe('in every history of a device', () => {
  it('current moves only to a certificate on record that was issued to succeed it', () => {
    everyStep(({ before, after }) => {
      if (after.current === before?.current) {
        return;
      }
      const successor = before?.certificates.find((each) => each.certificateId === after.current);
      expect(successor).toBeDefined();
      expect(successor?.succeeds).toBe(before?.current);
      expect(successor?.service).toBe('in-service');
    });
  });

  it('a certificate that was current and is no longer never is again', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        const past = new Set<string>();
        for (const { before, after } of histories(events)) {
          if (before?.current !== undefined && before.current !== after?.current) {
            past.add(before.current);
          }
          expect(past.has(after?.current ?? '')).toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('what has to go is never current, and can never become so', () => {
    everyStep(({ after, at }) => {
      for (const certificate of retirable(after)) {
        expect(certificate).not.toBe(after.current);
        const proof = { serial: 'S', certificateId: certificate, source: 'confirmation' as const, at };
        expect(prove(after, proof).outcome.outcome).toBe('refused');
      }
    });
  });

  it('after a confirmation, a certificate that is neither retired nor on the agenda is current or may succeed it', () => {
    everyStep(({ after, happened, at }) => {
      if (happened.kind !== 'prove' || happened.source !== 'confirmation' || after.state === 'blocked') {
        return;
      }
      if (after.current !== happened.certificateId) {
        return;
      }
      const going = retirable(after);
      for (const { certificateId: id, service } of after.certificates) {
        if (service !== 'in-service' || going.includes(id) || id === after.current) {
          continue;
        }
        const proof = { serial: 'S', certificateId: id, source: 'confirmation' as const, at };
        expect(prove(after, proof).outcome.outcome).toBe('moved');
      }
    });
  });

  it('the current certificate stays on record, and nobody but an operator takes it out of service', () => {
    everyStep(({ after }) => {
      if (after.current === undefined) {
        return;
      }
      const current = after.certificates.find((each) => each.certificateId === after.current);
      expect(current).toMatchObject({ stage: 'proven', service: 'in-service' });
    });
  });

  it('a proven device is given to a claim only under a permit', () => {
    everyStep(({ before, after, happened }) => {
      if (happened.kind !== 'provision' || before?.current === undefined || after === before) {
        return;
      }
      expect(before.permits.reprovision).toBeDefined();
    });
  });

  it('a move uses up the permits', () => {
    everyStep(({ before, after }) => {
      if (after.current !== before?.current) {
        expect(after.permits).toEqual({});
      }
    });
  });

  it('a blocked device changes by nothing but its operator and its retirement', () => {
    everyStep(({ before, after, happened }) => {
      if (before?.state === 'blocked' && ['provision', 'rotate', 'prove'].includes(happened.kind)) {
        expect(after).toBe(before);
      }
    });
  });

  it('the same event a second time changes nothing', () => {
    everyStep(({ after, happened, at }) => {
      if (happened.kind === 'prove' || happened.kind === 'provision') {
        expect(apply(after, happened, at)).toBe(after);
      }
    });
  });

  it('each certificate is on record once, and the record stays small', () => {
    everyStep(({ after }) => {
      const ids = after.certificates.map((each) => each.certificateId);
      expect(new Set(ids).size).toBe(ids.length);
      expect(ids.length).toBeLessThanOrEqual(1 + maximumKept);
    });
  });
});
