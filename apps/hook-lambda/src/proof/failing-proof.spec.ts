import { everyFailure, FailedCallError, type FailingCalls } from '@fleet/failing-calls';
import {
  confirmation,
  hookEvent,
  hooksInMemory,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

const serial = 'sensor-1';

/**
 * A device with a certificate in force, a rival that has lost, and a successor that a sweep took for lost, having
 * given the date back: as much as one proof can ever have to put right.
 */
async function lostSuccessor(): Promise<HooksInMemory> {
  const hooks = hooksInMemory();
  const { registry, iot, clock } = hooks;
  await registry.recordClaim({ certificateId: idOf('claim'), model: 'm', issuedAt: clock.at.toISOString() });
  await provisionDevice(hooks, serial, 'first');
  await hooks.proof(confirmation('first', serial));
  clock.at = new Date('2027-01-10T12:00:00Z');
  for (const certificate of ['second', 'rival']) {
    const parameters = { SerialNumber: serial };
    await hooks.rotation(hookEvent({ over: 'first', certificate, clientId: serial, parameters }));
    iot.register(serial, idOf(certificate), '20270110');
  }
  clock.at = new Date('2027-01-30T12:00:00Z');
  await registry.noteDateWithdrawn(serial, [idOf('second'), idOf('rival')], clock.at);
  await iot.setAttributes(serial, { cert_issuance: '20260101' });
  await iot.retire(serial, idOf('second'));
  await registry.takeForLost(serial, idOf('second'), clock.at);
  await registry.noteRetired(serial, [idOf('second')], { at: clock.at, retainDays: 30 });
  return hooks;
}

/** Lambda brings an event again after a failure. */
async function broughtTwice(handler: (event: unknown) => Promise<void>, event: unknown): Promise<void> {
  try {
    await handler(event);
  } catch (error) {
    if (!(error instanceof FailedCallError)) {
      throw error;
    }
    await handler(event);
  }
}

async function provenLate(calls: FailingCalls) {
  const hooks = await lostSuccessor();
  const { registry, iot } = hooks;
  const failing = hooks.proofOver({ registry: calls.on(registry), iot: calls.on(iot) });
  await broughtTwice(failing, confirmation('second', serial));
  const { version: _writes, ...record } = (await registry.find(serial)) ?? {};
  return { record, active: iot.active.get(serial), thing: await iot.thing(serial) };
}

describe('a proof during which something fails, and which Lambda brings again', () => {
  it('ends as an undisturbed one, whichever call it was and whether or not that had acted', async () => {
    const count = await everyFailure(provenLate, (state, undisturbed, failure) => {
      expect({ failure, state }).toEqual({ failure, state: undisturbed });
      expect(state.active).toEqual(new Set([idOf('second')]));
      expect(state.thing?.attributes).toEqual({ cert_issuance: '20270110', model_type: 'm' });
    });
    // Finding, proving, two acts and the note of one, retiring two, noting that.
    expect(count).toBe(8);
  });
});
