import { CloudWatchLogsClient, ResourceNotFoundException } from '@aws-sdk/client-cloudwatch-logs';
import { ResourceNotFoundException as TableNotFoundException } from '@aws-sdk/client-dynamodb';
import { ThrottlingException } from '@aws-sdk/client-iot';
import { PartlyDoneError, RefusedError } from '../operator-errors';
import { fleetInMemory, printed, provision, type FleetInMemory } from '../testing/fleet-in-memory';
import { arnOf, idOf } from '../testing/scripted-iot';
import { listClaims } from './list-claims';
import { retireClaim } from './retire-claim';
import { revokeClaim, type RevokeOptions } from './revoke-claim';
import { seenInLog } from './seen-clients';

let fleet: FleetInMemory;

beforeEach(() => {
  fleet = fleetInMemory();
  fleet.scripted.addCertificate('c', 'ACTIVE');
  fleet.scripted.policies.set(fleet.names.bootstrapPolicy, new Set([arnOf('c')]));
});

const moment = (text: string) => new Date(text);

async function secondClaim(): Promise<void> {
  const claim = {
    certificateId: idOf('d'),
    model: 'model-1',
    generation: 2,
    issuedAt: '2025-06-01T00:00:00.000Z',
  };
  await fleet.registry.recordClaim(claim);
  fleet.scripted.addCertificate('d', 'ACTIVE');
  fleet.scripted.policies.get(fleet.names.bootstrapPolicy)?.add(arnOf('d'));
}

/** A certificate that was issued over a claim, and has not carried a connection. */
async function unproven(
  serial: string,
  letter: string,
  claim = 'c',
  at = '2025-02-01T12:00:00.000Z',
): Promise<void> {
  const request = { serial, certificateId: idOf(letter), claimCertificateId: idOf(claim), model: 'model-1' };
  await fleet.registry.recordIssued(await fleet.registry.find(serial), { ...request, at: moment(at) });
  fleet.scripted.addCertificate(letter, 'ACTIVE', serial);
}

describe('listing claims', () => {
  const list = async (counts = true, json = true) => {
    const output = printed({ json });
    await listClaims(fleet, output, { counts });
    return output;
  };

  it('says of each what AWS IoT has, who joined with it, and what was never proven', async () => {
    await provision(fleet, 'sensor-1', 'a');
    await provision(fleet, 'sensor-2', 'b');
    await unproven('sensor-3', 'e');
    await secondClaim();
    await unproven('sensor-4', 'f', 'd');
    expect((await list()).data).toEqual([
      {
        model: 'model-1',
        generation: 1,
        certificateId: idOf('c'),
        status: 'ACTIVE',
        issuedAt: '2025-01-01T00:00:00.000Z',
        revokedAt: null,
        joined: 2,
        unproven: 1,
      },
      expect.objectContaining({ generation: 2, certificateId: idOf('d'), joined: 0, unproven: 1 }),
    ]);
  });

  it('is a table for people, and reads no device where it is not asked to count', async () => {
    const read = jest.spyOn(fleet.registry, 'list');
    const { lines, said } = await list(false, false);
    expect(lines).toEqual([
      'model    generation  certificate    in AWS IoT  issued             revoked  joined  unproven',
      'model-1  1           cccccccccc...  ACTIVE      2025-01-01 00:00Z  -        -       -',
    ]);
    expect(said).toEqual(['1 claim']);
    expect(read).not.toHaveBeenCalled();
  });

  it('shows claims that have lost their policy, and when nothing has it any more', async () => {
    await secondClaim();
    fleet.scripted.policies.get(fleet.names.bootstrapPolicy)?.delete(arnOf('c'));
    const both = [{ certificateId: idOf('c') }, { certificateId: idOf('d') }];
    expect((await list()).data).toMatchObject(both);
    fleet.scripted.policies.clear();
    expect((await list()).data).toMatchObject(both);
  });

  it('names certificates that have the policy and are on no record', async () => {
    fleet.scripted.policies.get(fleet.names.bootstrapPolicy)?.add(arnOf('e'));
    const { data, said } = await list();
    expect(data).toHaveLength(1);
    expect(said.join('\n')).toContain(`and no record in ${fleet.names.devicesTable}: ${idOf('e')}`);
  });

  it('says that the fleet is not deployed where it has neither table nor claim nor policy', async () => {
    await fleet.registry.removeClaim(idOf('c'));
    fleet.scripted.policies.clear();
    await expect(list()).rejects.toThrow(/policy .* does not exist in this test: deploy the fleet/);
    const missing = new TableNotFoundException({ message: 'no table', $metadata: {} });
    jest.spyOn(fleet.registry, 'listClaims').mockRejectedValue(missing);
    await expect(list()).rejects.toThrow(/table .* does not exist in this test: deploy the fleet/);
  });
});

describe('revoking a claim', () => {
  const revoke = async (options: Partial<RevokeOptions> = {}) => {
    const output = printed({ json: true });
    await revokeClaim(fleet, output, {
      model: 'model-1',
      dryRun: false,
      time: fleet.clients.time,
      ...options,
    });
    return output;
  };
  const record = (serial: string) => fleet.registry.find(serial);

  it('notes it before AWS IoT is told, so that a proof in between is refused', async () => {
    const noted: unknown[] = [];
    const revoked = jest.spyOn(fleet.registry, 'noteClaimRevoked');
    fleet.scripted.before = (command) => {
      if (command === 'UpdateCertificate') {
        noted.push(revoked.mock.calls.length);
      }
    };
    await revoke();
    expect(noted).toEqual([1]);
    expect(fleet.scripted.statusOf('c')).toBe('REVOKED');
    expect(await fleet.registry.findClaim(idOf('c'))).toMatchObject({ revokedAt: fleet.now().toISOString() });
  });

  it('retires what was never proven, and nothing else: who joined stays, and so does what another claim issued', async () => {
    await provision(fleet, 'sensor-1', 'a');
    await unproven('sensor-2', 'b');
    await secondClaim();
    await unproven('sensor-3', 'e', 'd');
    const { data } = await revoke({ generation: 1 });
    expect(['a', 'b', 'e'].map((letter) => fleet.scripted.statusOf(letter))).toEqual([
      'ACTIVE',
      'INACTIVE',
      'ACTIVE',
    ]);
    expect(fleet.scripted.things.get('sensor-2')?.certificates.size).toBe(0);
    expect((await record('sensor-2'))?.certificates).toEqual([
      expect.objectContaining({ supersededAt: expect.any(String), retiredAt: expect.any(String) }),
    ]);
    expect(data).toEqual([
      { serial: 'sensor-2', outcome: 'retired', certificateIds: [idOf('b')] },
      expect.objectContaining({ summary: { read: 3, joined: 1, retired: 1, failed: 0 }, nextGeneration: 2 }),
    ]);
    const proof = {
      serial: 'sensor-2',
      certificateId: idOf('b'),
      source: 'confirmation' as const,
      at: fleet.now(),
    };
    expect(await fleet.registry.proveCurrent(proof)).toMatchObject({ outcome: 'refused' });
  });

  it('lists who joined since a moment, with what they have now', async () => {
    await provision(fleet, 'sensor-1', 'a');
    const proof = { source: 'confirmation' as const, at: moment('2025-03-01T12:00:00.000Z') };
    await unproven('sensor-2', 'b');
    await fleet.registry.proveCurrent({ ...proof, serial: 'sensor-2', certificateId: idOf('b') });
    const { data } = await revoke({ since: moment('2025-02-01') });
    expect(data.slice(0, -1)).toEqual([
      {
        serial: 'sensor-2',
        outcome: 'joined',
        certificateId: idOf('b'),
        issuedAt: '2025-02-01T12:00:00.000Z',
        provenAt: '2025-03-01T12:00:00.000Z',
        isCurrent: true,
      },
    ]);
  });

  it('ends the connections that the log knows, each client once, and says which it does not reach', async () => {
    fleet.logged.set(idOf('c'), ['sensor-1', 'sensor-2', 'sensor-1']);
    fleet.clients.connects('sensor-1', 0);
    const { data, said } = await revoke();
    expect(data.at(-1)).toMatchObject({ connections: { seen: 2, ended: 1 } });
    // One may be the name of a device, which a claim had borrowed.
    expect(fleet.clients.inputs).toMatchObject([{ cleanSession: false }, { cleanSession: false }]);
    expect(said.join('\n')).toMatch(/2 client ids had connected .*\nNot reached: .* claim:\.\.\./);
  });

  it('waits for hooks that had read the claim before, once, and not when it is run again later', async () => {
    const waited: number[] = [];
    const time = { wait: (millis: number) => Promise.resolve(waited.push(millis)) };
    await revoke({ time });
    fleet.clock.at = new Date(fleet.clock.at.getTime() + 60_000);
    await revoke({ time });
    expect(waited).toEqual([10_000]);
  });

  it('changes nothing in a dry run, and says what it would do', async () => {
    await unproven('sensor-2', 'b');
    const before = await record('sensor-2');
    const { lines, data } = await revoke({ dryRun: true });
    expect(fleet.scripted.changes).toEqual([]);
    expect([await record('sensor-2'), (await fleet.registry.findClaim(idOf('c')))?.revokedAt]).toEqual([
      before,
      undefined,
    ]);
    expect(lines[0]).toBe('would retire bbbbbbbbbb... of sensor-2, never proven');
    expect(lines[1]).toBe(
      'Would revoke the claim of model-1, generation 1: 1 device read, 0 joined with it, 1 unproven certificate would be retired, 0 failed.',
    );
    expect(data.at(-1)).toMatchObject({ dryRun: true, connections: null });
  });

  it('lets one that fails keep no other from its turn, and finishes when it is run again', async () => {
    await unproven('sensor-1', 'a');
    await unproven('sensor-2', 'b');
    fleet.scripted.before = (command, { certificateId }) => {
      if (command === 'UpdateCertificate' && certificateId === idOf('a')) {
        throw new Error('AWS IoT is away');
      }
    };
    await expect(revoke()).rejects.toThrow(PartlyDoneError);
    expect(fleet.scripted.statusOf('b')).toBe('INACTIVE');
    // What it could not make inactive can never come into force.
    expect((await record('sensor-1'))?.certificates).toEqual([
      expect.objectContaining({ supersededAt: expect.any(String) }),
    ]);
    fleet.scripted.before = () => undefined;
    expect((await revoke()).data.at(-1)).toMatchObject({ summary: { retired: 1, failed: 0 } });
    expect(fleet.scripted.statusOf('a')).toBe('INACTIVE');
    expect((await revoke()).data).toHaveLength(1);
  });

  it('ends at once where all would fail', async () => {
    await unproven('sensor-1', 'a');
    fleet.scripted.before = (command) => {
      if (command === 'DetachPolicy') {
        throw new ThrottlingException({ message: 'slow down', $metadata: {} });
      }
    };
    await expect(revoke()).rejects.toThrow('slow down');
  });

  it('finds a claim whose policy was taken away, and ends what was issued over it', async () => {
    fleet.scripted.policies.get(fleet.names.bootstrapPolicy)?.clear();
    await unproven('sensor-2', 'b');
    expect((await revoke()).data.at(-1)).toMatchObject({ summary: { retired: 1 } });
    expect([fleet.scripted.statusOf('c'), fleet.scripted.statusOf('b')]).toEqual(['REVOKED', 'INACTIVE']);
    expect(await fleet.registry.findClaim(idOf('c'))).toHaveProperty('revokedAt');
  });

  it('does not guess which of several claims has leaked, one without its policy included', async () => {
    await secondClaim();
    fleet.scripted.policies.get(fleet.names.bootstrapPolicy)?.delete(arnOf('c'));
    await expect(revoke()).rejects.toThrow(/claims of the generations 1, 2: say which one/);
  });

  it('does not guess which of several claims has leaked', async () => {
    await secondClaim();
    await expect(revoke()).rejects.toThrow(/claims of the generations 1, 2: say which one/);
    await expect(revoke({ generation: 3 })).rejects.toThrow(/no claim of generation 3 .* It has: 1, 2\./);
    await expect(revoke({ model: 'other' })).rejects.toThrow(RefusedError);
    expect(fleet.scripted.changes).toEqual([]);
  });
});

describe('retiring a claim', () => {
  const retire = async (generation = 1) => {
    const output = printed();
    await retireClaim(fleet, output, { model: 'model-1', generation });
    return output;
  };
  const revokeFirst = async () => {
    const options = { model: 'model-1', generation: 1, dryRun: false, time: fleet.clients.time };
    await revokeClaim(fleet, printed(), options);
  };

  it('deletes one that is revoked and has a successor, by its name', async () => {
    await secondClaim();
    await revokeFirst();
    Object.assign(fleet.config, { claimGeneration: 2 });
    expect((await retire()).lines).toEqual(['The claim of model-1, generation 1, is deleted.']);
    expect(fleet.scripted.statusOf('c')).toBeUndefined();
    expect(await fleet.registry.findClaim(idOf('c'))).toBeUndefined();
    await expect(retire()).rejects.toThrow(/has no claim of generation 1 .* It has: 2\./);
  });

  it('refuses one that is not revoked, or that was revoked by others: what it issued is not retired then', async () => {
    await secondClaim();
    await expect(retire()).rejects.toThrow(/is ACTIVE, and was not revoked by this command/);
    fleet.scripted.addCertificate('c', 'REVOKED');
    await expect(retire()).rejects.toThrow(/Run claims revoke model-1 --generation 1 first/);
    expect(fleet.scripted.changes).toEqual([]);
  });

  it('refuses the last claim of a model that is configured, as the next deploy would fail', async () => {
    await revokeFirst();
    await expect(retire()).rejects.toThrow(/has no later claim than that of generation 1/);
    await secondClaim();
    await expect(retire()).rejects.toThrow(/raise claimGeneration in the configuration, deploy/);
    Object.assign(fleet.config, { models: ['another'] });
    await retire();
    expect(await fleet.registry.findClaim(idOf('c'))).toBeUndefined();
  });
});

describe('the clients that have connected with a certificate', () => {
  const client = new CloudWatchLogsClient({ region: 'us-east-1' });
  const asked: object[] = [];
  let answers: (object | Error)[];

  client.middlewareStack.add(
    () =>
      ({ input }) => {
        asked.push(input);
        const answer = answers.shift() ?? {};
        return answer instanceof Error
          ? Promise.reject(answer)
          : Promise.resolve({ response: {}, output: { $metadata: {}, ...answer } });
      },
    { step: 'initialize', priority: 'high' },
  );

  const found = async () => {
    const ids: string[] = [];
    for await (const id of seenInLog(client, 'handler').clientIds(idOf('c'), new Date(1_000))) {
      ids.push(id);
    }
    return ids;
  };
  const logged = (change: object) => ({
    message: JSON.stringify({ source: 'proof', principal: idOf('c'), reason: 'none', ...change }),
  });

  it('are those that the proof handler names with it, page by page, and none that others do', async () => {
    answers = [
      { events: [logged({ serial: 'sensor-1' }), { message: `START ${idOf('c')}` }, {}], nextToken: 'more' },
      {
        events: [
          logged({ clientId: 'dashboard' }),
          logged({ serial: 'sensor-2', principal: idOf('a'), certificateId: idOf('c') }),
          logged({ serial: 'sensor-3', source: 'provision' }),
          logged({}),
        ],
      },
    ];
    expect(await found()).toEqual(['sensor-1', 'dashboard']);
    expect(asked).toEqual([
      {
        logGroupName: '/aws/lambda/handler',
        startTime: 1_000,
        filterPattern: `"${idOf('c')}"`,
        nextToken: undefined,
      },
      expect.objectContaining({ nextToken: 'more' }),
    ]);
  });

  it('are none where the handler has no log', async () => {
    answers = [new ResourceNotFoundException({ message: 'no group', $metadata: {} })];
    expect(await found()).toEqual([]);
  });
});
