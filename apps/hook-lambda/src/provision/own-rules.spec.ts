import { hookEvent, hooksWithClaim, idOf, type OwnRules } from '../testing/hooks-in-memory';
import type { OwnHookQuestion } from './own-hook';

const parameters = {
  Firmware: { pattern: '\\d+\\.\\d+', attribute: 'firmware' },
  Site: { default: 'unknown' },
};

describe('a fleet with rules of its own', () => {
  const ask = async (own: OwnRules, sent: Record<string, string>, over = 'claim') => {
    const hooks = await hooksWithClaim({ mode: 'open' }, own);
    const event = hookEvent({ over, certificate: 'new', parameters: { SerialNumber: 'sensor-1', ...sent } });
    const [answer] = await Promise.allSettled([hooks.provision(event)]);
    return { hooks, answer, record: await hooks.registry.find('sensor-1') };
  };
  const refused = { status: 'fulfilled', value: { allowProvisioning: false, parameterOverrides: {} } };

  it('keeps what the template has a place for, and nothing else that the device sends', async () => {
    const { answer } = await ask({ parameters }, { Firmware: '1.2', Site: 'plant-7', Other: 'x' });
    expect(answer).toMatchObject({
      value: {
        allowProvisioning: true,
        parameterOverrides: {
          SerialNumber: 'sensor-1',
          ModelType: 'model-1',
          CertDate: '20260101',
          Firmware: '1.2',
        },
      },
    });
    expect(JSON.stringify(answer)).not.toMatch(/plant-7|Other/);
  });

  it.each<Record<string, string>>([
    {},
    { Firmware: 'new' },
    { Firmware: '1.2\n' },
    { Firmware: '1.2', Site: '' },
  ])('refuses a device that says what is not admitted: %j', async (sent) => {
    const { answer, hooks, record } = await ask({ parameters }, sent);
    expect(answer).toEqual(refused);
    expect(hooks.reasons()).toEqual(['inadmissible-parameter']);
    expect(record).toBeUndefined();
  });

  it('asks its own hook about whom it would let in, with what the device says', async () => {
    const questions: OwnHookQuestion[] = [];
    const ownHook = (question: OwnHookQuestion) => Promise.resolve(questions.push(question) > 0);
    const { answer } = await ask({ parameters, ownHook }, { Firmware: '1.2' });
    expect(answer).toMatchObject({ value: { allowProvisioning: true } });
    expect(questions).toEqual([
      {
        serial: 'sensor-1',
        model: 'model-1',
        parameters: { Firmware: '1.2', Site: 'unknown' },
        claimCertificateId: idOf('claim'),
        certificateId: idOf('new'),
      },
    ]);
  });

  it('lets nobody in whom its own hook refuses, and keeps no record of him', async () => {
    const { answer, hooks, record } = await ask({ ownHook: () => Promise.resolve(false) }, {});
    expect(answer).toEqual(refused);
    expect(hooks.reasons()).toEqual(['own-hook']);
    expect(record).toBeUndefined();
  });

  it('lets nobody in when its own hook fails, and says that it failed', async () => {
    const failure = new Error('not there');
    const { answer, hooks, record } = await ask({ ownHook: () => Promise.reject(failure) }, {});
    expect(answer).toEqual({ status: 'rejected', reason: failure });
    expect(hooks.lines.join()).toContain('"decision":"error"');
    expect(record).toBeUndefined();
  });

  it('does not ask about whom it refuses itself', async () => {
    const ownHook = jest.fn();
    await ask({ ownHook }, {}, 'another certificate');
    await ask({ ownHook, parameters }, {});
    expect(ownHook).not.toHaveBeenCalled();
    const { hooks } = await ask({ ownHook }, { SerialNumber: 'things' });
    await hooks.registry.block('sensor-1', { at: hooks.clock.at });
    await hooks.provision(
      hookEvent({ over: 'claim', certificate: 'new', parameters: { SerialNumber: 'sensor-1' } }),
    );
    expect(ownHook).not.toHaveBeenCalled();
    expect(hooks.reasons()).toEqual(['inadmissible-serial', 'blocked']);
  });
});
