import {
  confirmation,
  hookEvent,
  hooksWithClaim,
  idOf,
  provisionDevice,
  type HooksInMemory,
} from '../testing/hooks-in-memory';

/** Far more than a record has places. */
const requests = 120;

/** A thief has the claim and knows the serial of a device that an operator lets start over. */
describe('a permit to start over, and a thief with the claim', () => {
  let hooks: HooksInMemory;
  const until = new Date('2026-01-02T12:00:00Z');

  beforeEach(async () => {
    hooks = await hooksWithClaim();
    await provisionDevice(hooks, 'sensor-1', 'lost');
    await hooks.proof(confirmation('lost', 'sensor-1'));
  });

  const ask = (certificate: string) => provisionDevice(hooks, 'sensor-1', certificate);
  const permit = (certificate?: string) =>
    hooks.registry.grantPermit('sensor-1', 'reprovision', until, certificate && idOf(certificate));
  const thiefAsks = async (): Promise<boolean[]> => {
    const answers = [];
    for (let each = 0; each < requests; each += 1) {
      answers.push(await ask(`thief-${each}`));
    }
    return answers;
  };
  const current = async () => (await hooks.registry.find('sensor-1'))?.current;

  it('has all places of a permit that is for any certificate', async () => {
    await permit();
    expect((await thiefAsks()).filter((isLetIn) => isLetIn)).toHaveLength(79);
    expect(await ask('genuine')).toBe(false);
    expect(hooks.reasons().at(-1)).toBe('too-many-outstanding');
  });

  it('has none where the operator named the certificate that the device shows', async () => {
    await permit('genuine');
    expect(new Set(await thiefAsks())).toEqual(new Set([false]));
    expect(hooks.reasons().at(-1)).toBe('has-current');
    expect(await ask('genuine')).toBe(true);
    await hooks.proof(confirmation('genuine', 'sensor-1'));
    expect(await current()).toBe(idOf('genuine'));
    expect(await hooks.registry.find('sensor-1')).not.toHaveProperty('namedPermit');
  });

  it('has none either while hooks of an earlier release answer, which knows permits for any certificate alone', async () => {
    await permit('genuine');
    expect(await hooks.registry.find('sensor-1')).toHaveProperty('permits', {});
    await permit();
    await permit('genuine');
    expect(await hooks.registry.find('sensor-1')).toHaveProperty('permits', {});
  });

  it('cannot keep a device out by having filled them all before', async () => {
    await permit();
    await thiefAsks();
    await permit('genuine');
    expect(await ask('genuine')).toBe(true);
    expect(await ask('another')).toBe(false);
    await hooks.proof(confirmation('genuine', 'sensor-1'));
    expect(await current()).toBe(idOf('genuine'));
  });

  it('cannot take its place again, however often it asks', async () => {
    hooks = await hooksWithClaim();
    await ask('first');
    await permit('genuine');
    expect(await ask('genuine')).toBe(true);
    await thiefAsks();
    await hooks.proof(confirmation('genuine', 'sensor-1'));
    expect(await current()).toBe(idOf('genuine'));
  });

  it('cannot take over a thing of others with the permit of another certificate', async () => {
    hooks.iot.register('sensor-2', idOf('theirs'), '20260101', 'other_fleet');
    await hooks.registry.allow('sensor-2');
    await hooks.registry.grantPermit('sensor-2', 'reprovision', until, idOf('genuine'));
    const ofOthers = (certificate: string) =>
      hooks.provision(hookEvent({ over: 'claim', certificate, parameters: { SerialNumber: 'sensor-2' } }));
    expect((await ofOthers('thief')).allowProvisioning).toBe(false);
    expect(hooks.reasons().at(-1)).toBe('foreign-thing');
    expect((await ofOthers('genuine')).allowProvisioning).toBe(true);
  });

  it('ends with the permit, as that of every other', async () => {
    await permit('genuine');
    hooks.clock.at = until;
    expect(await ask('genuine')).toBe(false);
    expect(hooks.reasons().at(-1)).toBe('has-current');
  });
});
