import { PassThrough } from 'node:stream';
import { provisionDevice } from '../provisioning/provision-device';
import { JumpingTiming } from '../testing/jumping-timing';
import { TestCloud } from '../testing/test-cloud';
import { TestDevice } from '../testing/test-device';
import { Outbox } from './outbox';
import { publishInput } from './publish-input';

const never = new AbortController().signal;
const ids = Array.from({ length: 40 }, (_, index) => index);
const lines = ids
  .map((id) => `${JSON.stringify({ topic: 'dt/device-1/data', payload: 'x', id })}\n`)
  .join('');

describe('the input of an agent that is stopped', () => {
  let cloud: TestCloud;
  let device: TestDevice;
  let stop: AbortController;

  beforeEach(async () => {
    cloud = await TestCloud.start();
    device = new TestDevice(cloud, 'device-1', new JumpingTiming(Date.now(), () => 0.5, 5_000));
    stop = new AbortController();
  });

  afterEach(async () => {
    device.dispose();
    await cloud.close();
  });

  const idsOf = (event: 'published' | 'dropped'): unknown[] =>
    device.events.flatMap((each) => (each.event === event ? [each.id] : []));

  /** Publishes from now on what its programs have written at once. */
  function publishing(outbox: Outbox): { readonly done: Promise<void> } {
    const input = new PassThrough();
    input.write(lines);
    return { done: publishInput(device.start(), outbox, input, stop.signal) };
  }

  async function connected(): Promise<Outbox> {
    const agent = device.start();
    const outbox = new Outbox(agent, { full: false, ready: () => Promise.resolve() });
    outbox.carries(await provisionDevice(agent, 60_000, never));
    return outbox;
  }

  async function inFlight(): Promise<void> {
    while (cloud.unacknowledgedPublishes > 84) {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('is published as far as it was read', async () => {
    const { done } = publishing(await connected());
    await device.sees('published');
    stop.abort();
    await done;
    expect(idsOf('published')).toEqual(ids);
    expect(idsOf('dropped')).toEqual([]);
  });

  it('is dropped by name, line by line, where the server acknowledges nothing any more', async () => {
    cloud.unacknowledgedPublishes = 100;
    const { done } = publishing(await connected());
    await inFlight();
    stop.abort();
    await new Promise((resolve) => setImmediate(resolve));
    device.timing.pass(4_999);
    await new Promise((resolve) => setImmediate(resolve));
    expect(idsOf('dropped')).toEqual([]);
    device.timing.pass(1);
    await done;
    expect(idsOf('dropped')).toEqual(ids);
  });

  it('waits for no other connection than the one it has', async () => {
    cloud.unacknowledgedPublishes = 100;
    const outbox = await connected();
    const { done } = publishing(outbox);
    await inFlight();
    stop.abort();
    await outbox.connection?.close();
    await done;
    expect(idsOf('dropped')).toEqual(ids);
  });

  it('waits for none at all where there is none', async () => {
    const outbox = new Outbox(device.start(), { full: false, ready: () => Promise.resolve() });
    const { done } = publishing(outbox);
    await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await done;
    expect(idsOf('dropped')).toEqual(ids);
  });

  it('is told of to the end where the agent was stopped before it began', async () => {
    stop.abort();
    await publishing(await connected()).done;
    expect(idsOf('published')).toEqual(ids);
  });
});
