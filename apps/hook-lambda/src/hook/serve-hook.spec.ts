import { pino } from 'pino';
import { serveHook, type ServedHook } from './serve-hook';
import { hookEvent, idOf } from '../testing/hooks-in-memory';

const event = hookEvent({ over: 'claim', certificate: 'new', parameters: {} });

/** One call of a hook that decides so: its answer, or what it throws, and the lines that it logs. */
async function served(decide: ServedHook['decide'], called: unknown = event) {
  const lines: unknown[] = [];
  const log = pino({ base: null }, { write: (line: string) => void lines.push(JSON.parse(line)) });
  const now = () => new Date('2026-01-01T12:00:00Z');
  const hook = serveHook({
    fleet: 'fleetprov',
    source: 'provision',
    decide,
    deadlineMillis: 60_000,
    now,
    log,
  });
  const [answer] = await Promise.allSettled([hook(called)]);
  return { answer, lines };
}

const about = { principal: idOf('claim'), certificateId: idOf('new'), clientId: 'claim:0011223344556677' };

describe('a pre-provisioning hook', () => {
  it('logs whom it refuses, and why', async () => {
    const refusal = { outcome: 'refused', reason: 'blocked', serial: 'sensor-1' } as const;
    const { answer, lines } = await served(() => Promise.resolve(refusal));
    expect(answer).toEqual({
      status: 'fulfilled',
      value: { allowProvisioning: false, parameterOverrides: {} },
    });
    expect(lines).toEqual([
      expect.objectContaining({ decision: 'refused', reason: 'blocked', serial: 'sensor-1', ...about }),
    ]);
  });

  it.each([
    ['the claim that was asked with', { model: 'pump' }, 'pump'],
    ['no claim that is on record', {}, '(none)'],
  ])('counts a refusal for the model of %s', async (_, claim, model) => {
    const { lines } = await served(() =>
      Promise.resolve({ outcome: 'refused', reason: 'lost-race', serial: 'sensor-1', ...claim }),
    );
    expect(lines).toEqual([expect.objectContaining({ refusals: 1, fleet: 'fleetprov', model })]);
  });

  it('names the claim’s model also where it gives up after two conflicts', async () => {
    const conflict = { outcome: 'conflict', serial: 'sensor-1', model: 'pump' } as const;
    const { lines } = await served(() => Promise.resolve(conflict));
    expect(lines).toEqual([expect.objectContaining({ reason: 'lost-race', model: 'pump', refusals: 1 })]);
  });

  it.each([
    ['an error, by its name', new TypeError('AWS IoT is away'), 'TypeError'],
    ['anything else', 'AWS IoT is away', 'unknown'],
  ])('throws what fails, and logs it with its cause: %s', async (_, failure, reason) => {
    const decide: jest.MockedFunction<ServedHook['decide']> = jest.fn();
    const { answer, lines } = await served(decide.mockRejectedValue(failure));
    expect(answer).toEqual({ status: 'rejected', reason: failure });
    expect(lines).toEqual([expect.objectContaining({ decision: 'error', reason, ...about })]);
    expect(JSON.stringify(lines)).toContain('AWS IoT is away');
  });

  it.each([
    ['pump-7', 'pump-7'],
    ['<script>', undefined],
  ])('says of a failure which device has asked, where that is a serial: %s', async (said, serial) => {
    const parameters = { SerialNumber: said };
    const asked = hookEvent({ over: 'claim', certificate: 'new', parameters });
    const { lines } = await served(() => Promise.reject(new Error('AWS IoT is away')), asked);
    expect(lines).toEqual([expect.objectContaining({ decision: 'error', ...about })]);
    expect(JSON.stringify(lines).match(/"serial":"([^"]*)"/)?.[1]).toBe(serial);
  });

  it('logs an event that it cannot read as a failure, without what it says', async () => {
    const { answer, lines } = await served(() => Promise.reject(new Error('not asked')), {
      clientId: 'secret',
    });
    expect(answer.status).toBe('rejected');
    expect(lines).toEqual([
      expect.objectContaining({ decision: 'error', reason: 'MalformedHookEventError' }),
    ]);
    expect(JSON.stringify(lines)).not.toContain('secret');
  });
});
