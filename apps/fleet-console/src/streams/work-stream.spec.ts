import type { WorkEvent } from '@fleet/fleet-console-api';
import { EventQueue } from './event-queue';
import { leaveOut, mostWaiting, type WorkQueue } from './work-stream';

describe('what work says to a page that does not read', () => {
  let read: () => void;
  let sent: WorkEvent[];
  let queue: WorkQueue;
  beforeEach(() => {
    sent = [];
    const frozen = new Promise<void>((resolve) => (read = resolve));
    const send = async (event: WorkEvent) => {
      await frozen;
      sent.push(event);
    };
    queue = new EventQueue({ send, gone: new AbortController().signal }, leaveOut());
  });
  const say = (words: string) => queue.add({ kind: 'say', words });

  it('waits in its order, and nobody waits for it', async () => {
    say('one');
    queue.add({ kind: 'result', words: 'two', data: {} });
    expect(sent).toEqual([]);
    read();
    await queue.drained();
    expect(sent).toMatchObject([{ words: 'one' }, { words: 'two' }]);
  });

  it('is bounded: what is said on the way goes first, and a line says how much', async () => {
    say('in the air');
    queue.add({ kind: 'result', words: 'kept', data: {} });
    for (let line = 0; line < 3 * mostWaiting; line++) {
      say(`line ${line}`);
    }
    queue.add({ kind: 'done', succeeded: 1, failed: 0 });
    read();
    await queue.drained();
    expect(sent.length).toBeLessThanOrEqual(mostWaiting + 2);
    expect(sent.slice(0, 3)).toMatchObject([
      { words: 'in the air' },
      { words: `${2 * mostWaiting + 2} lines left out here: this page did not read while the work went on.` },
      { words: 'kept' },
    ]);
    expect(sent.at(-1)).toMatchObject({ kind: 'done' });
  });

  it('keeps how each device ended', async () => {
    say('in the air');
    const failure = { kind: 'unexpected', message: 'no' } as const;
    for (let device = 0; device < mostWaiting; device++) {
      queue.add({ kind: 'failed', serial: `a-${device}`, failure });
    }
    queue.add({ kind: 'result', words: 'result', data: {} });
    read();
    await queue.drained();
    expect(sent.filter(({ kind }) => kind === 'failed')).toHaveLength(mostWaiting);
    expect(sent[1]).toMatchObject({ words: expect.stringContaining('1 line left out') });
  });
});
