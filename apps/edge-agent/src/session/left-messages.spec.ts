import type { AgentEvent } from '../agent-event';
import { LeftMessages } from './left-messages';

describe('messages that nobody read', () => {
  let full: boolean;
  let drained: () => void;
  let closed: number;
  let events: AgentEvent[];
  let messages: LeftMessages;

  beforeEach(() => {
    full = true;
    closed = 0;
    events = [];
    const room = new Promise<void>((resolve) => (drained = resolve));
    messages = new LeftMessages({
      events: {
        get full() {
          return full;
        },
        ready: () => room,
      },
      report: (event) => events.push(event),
      connection: () => ({
        close: () => {
          closed += 1;
          return Promise.resolve();
        },
      }),
    });
  });

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  it('are sent again over another connection, once somebody reads, however many they are', async () => {
    messages.left();
    messages.left();
    await settled();
    expect(closed).toBe(0);
    full = false;
    drained();
    await settled();
    expect(closed).toBe(1);
    expect(events).toMatchObject([{ event: 'warning', message: expect.stringMatching(/connects again/) }]);
  });

  it('stay in the cloud where nobody will ever read', async () => {
    messages.left();
    drained();
    await settled();
    expect(closed).toBe(0);
  });
});
