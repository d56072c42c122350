import { JumpingTiming } from '../testing/jumping-timing';
import type { ConnectionRequest, Connector } from './connection';
import { pacedConnector } from './connect-pacing';

const never = new AbortController().signal;

describe('the pace of connects', () => {
  const refuse: Connector = () => Promise.reject(new Error('refused'));
  const as = (clientId: string): ConnectionRequest => ({
    clientId,
    endpoint: { host: 'localhost', port: 8883 },
    rootCa: '',
    credentials: { certificate: '', privateKey: '' },
  });

  it('keeps a second between two CONNECTs of one client id, whatever became of the first', async () => {
    const timing = new JumpingTiming();
    const connect = pacedConnector(refuse, timing);
    await connect(as('device-1'), never).catch(() => undefined);
    timing.pass(300);
    await connect(as('device-1'), never).catch(() => undefined);
    expect(timing.waits).toEqual([750]);
  });

  it('counts from when the first was answered, however long its way there took', async () => {
    const timing = new JumpingTiming();
    const slow: Connector = () => {
      timing.pass(4000);
      return Promise.reject(new Error('refused'));
    };
    const connect = pacedConnector(slow, timing);
    await connect(as('device-1'), never).catch(() => undefined);
    await connect(as('device-1'), never).catch(() => undefined);
    expect(timing.waits).toEqual([1050]);
  });

  it('holds up neither another client id nor one that waited long enough', async () => {
    const timing = new JumpingTiming();
    const connect = pacedConnector(refuse, timing);
    await connect(as('claim:0011223344556677'), never).catch(() => undefined);
    await connect(as('device-1'), never).catch(() => undefined);
    timing.pass(2000);
    await connect(as('device-1'), never).catch(() => undefined);
    expect(timing.waits).toEqual([]);
  });
});
