import type { AgentEvent } from '../agent-event';
import { LeftMessages } from './left-messages';

describe('messages that nobody read', () => {
  let full: boolean;
  let drained: () => void;
  let events: AgentEvent[];
  let messages: LeftMessages;

  beforeEach(() => {
    full = true;
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
    });
  });

  class Connection {
    closed = 0;
    close(): Promise<void> {
      this.closed += 1;
      return Promise.resolve();
    }
  }

  const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

  const somebodyReads = async (): Promise<void> => {
    full = false;
    drained();
    await settled();
  };

  it('are sent again over another connection, once somebody reads, however many they are', async () => {
    const connection = new Connection();
    messages.carries({ connection });
    messages.left(connection);
    messages.left(connection);
    await settled();
    expect(connection.closed).toBe(0);
    await somebodyReads();
    expect(connection.closed).toBe(1);
    expect(events).toMatchObject([{ event: 'warning', message: expect.stringMatching(/connects again/) }]);
  });

  it('are sent again, too, where they came before their connection carried the session', async () => {
    const connection = new Connection();
    messages.left(connection);
    await somebodyReads();
    expect(connection.closed).toBe(0);
    messages.carries({ connection });
    await settled();
    expect(connection.closed).toBe(1);
  });

  it('come over the connection that is there by then, where theirs has ended', async () => {
    const [first, second] = [new Connection(), new Connection()];
    messages.carries({ connection: first });
    messages.left(first);
    messages.carries({ connection: second });
    await somebodyReads();
    expect([first.closed, second.closed]).toEqual([0, 0]);
    expect(events).toEqual([]);
  });

  it('are left once more on that one, where still nobody reads', async () => {
    const [first, second] = [new Connection(), new Connection()];
    messages.carries({ connection: first });
    messages.left(first);
    messages.left(second);
    messages.carries({ connection: second });
    await somebodyReads();
    expect([first.closed, second.closed]).toEqual([0, 1]);
  });

  it('stay in the cloud where nobody will ever read', async () => {
    const connection = new Connection();
    messages.carries({ connection });
    messages.left(connection);
    drained();
    await settled();
    expect(connection.closed).toBe(0);
  });
});
