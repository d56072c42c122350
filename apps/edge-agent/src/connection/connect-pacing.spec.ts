import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IdentityStorageError } from '../identity/storage-error';
import { JumpingTiming } from '../testing/jumping-timing';
import { layOut } from '../testing/power-cut/disk-image';
import { DiskRecorder } from '../testing/power-cut/disk-recorder';
import { powerCuts } from '../testing/power-cut/power-cuts';
import { idleCredentials } from '../testing/test-credentials';
import type { ConnectionRequest, Connector } from './connection';
import { connectJournalIn, type ConnectJournal } from './connect-journal';
import { awsConnectIntervalMillis, ConnectPace } from './connect-pacing';

const never = new AbortController().signal;

describe('the pace of connects', () => {
  let folder: string;
  let timing: JumpingTiming;
  let warnings: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pace-'));
    timing = new JumpingTiming();
    timing.pass(1_000_000);
    warnings = [];
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const refuse: Connector = () => Promise.reject(new Error('refused'));
  const as = (clientId: string): ConnectionRequest => ({
    clientId,
    endpoint: { host: 'localhost', port: 8883 },
    rootCa: '',
    credentials: idleCredentials(),
  });
  /** What an agent has after a start: nothing but what is on disk. */
  const start = (
    connect: Connector = refuse,
    journal: ConnectJournal = connectJournalIn(folder),
  ): Connector =>
    new ConnectPace({
      timing,
      intervalMillis: awsConnectIntervalMillis,
      journal,
      onWait: () => undefined,
      warn: (message) => warnings.push(message),
    }).paced(connect);
  const attempt = (connect: Connector, clientId = 'device-1') =>
    connect(as(clientId), never).catch(() => undefined);

  it('keeps eleven seconds between two CONNECTs of one client id, whatever became of the first', async () => {
    const connect = start();
    await attempt(connect);
    timing.pass(3_000);
    await attempt(connect);
    expect(timing.waits).toEqual([8_000]);
  });

  it('counts from when the first was answered, however long its way there took', async () => {
    const connect = start(() => {
      timing.pass(4_000);
      return Promise.reject(new Error('refused'));
    });
    await attempt(connect);
    await attempt(connect);
    expect(timing.waits).toEqual([11_000]);
  });

  it('holds up neither a claim nor a client id that has waited for long enough', async () => {
    const connect = start();
    await attempt(connect, 'claim:0011223344556677');
    await attempt(connect, 'claim:0011223344556677');
    await attempt(connect);
    timing.pass(12_000);
    await attempt(connect);
    expect(timing.waits).toEqual([]);
  });

  it('holds after a restart, to which a clock that was set makes no difference', async () => {
    await attempt(start());
    timing.pass(2_000);
    timing.clockError = 365 * 24 * 60 * 60_000;
    await attempt(start());
    expect(timing.waits).toEqual([9_000]);
  });

  it('counts an attempt that a kill has ended from the next start: its CONNECT may have come late', async () => {
    const killed = start(() => new Promise(() => undefined));
    void killed(as('device-1'), never);
    await new Promise(setImmediate);
    timing.pass(5_000);
    await attempt(start());
    expect(timing.waits).toEqual([11_000]);
  });

  it('holds after a reboot, from which on the clock counts that nobody can set', async () => {
    await attempt(start());
    timing.reboot();
    timing.pass(4_000);
    await attempt(start());
    expect(timing.waits).toEqual([7_000]);
  });

  it('holds whatever a power cut during the attempt, or after it, leaves of the record', async () => {
    const recorder = new DiskRecorder(folder);
    let calls = 0;
    await attempt(
      start(() => {
        calls = recorder.count;
        return refuse(as('device-1'), never);
      }),
    );
    const cuts = [...powerCuts(recorder.stop())].filter((cut) => cut.calls >= calls);
    expect(cuts.length).toBeGreaterThan(5);
    for (const { image } of cuts) {
      rmSync(folder, { recursive: true });
      mkdirSync(folder);
      layOut(image, folder);
      timing.reboot();
      timing.waits.length = 0;
      await attempt(start());
      expect(timing.waits).toEqual([11_000]);
    }
  });

  it.each(['', 'rubbish', '{"version":2}', '{"version":1,"connects":[{"clientId":"device-1"}]}'])(
    'waits its full time where the record is none that it can read: %p',
    async (content) => {
      writeFileSync(join(folder, 'connects.json'), content);
      await attempt(start());
      expect(timing.waits).toEqual([11_000]);
      expect(JSON.parse(readFileSync(join(folder, 'connects.json'), 'utf8'))).toMatchObject({ version: 1 });
    },
  );

  it('connects where the disk does not take the record, says so, and keeps the pace from memory', async () => {
    const full = connectJournalIn(folder);
    jest.spyOn(full, 'write').mockImplementation(() => {
      throw new IdentityStorageError('the disk is full');
    });
    let connects = 0;
    const connect = start(() => {
      connects += 1;
      return Promise.reject(new Error('refused'));
    }, full);
    await attempt(connect);
    await attempt(connect);
    expect(connects).toBe(2);
    expect(timing.waits).toEqual([11_000]);
    expect(new Set(warnings)).toEqual(new Set(['the disk is full']));
  });
});
