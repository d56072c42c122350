import { openStore } from '@fleet/emulator-store';
import { LogRepository } from './log-repository';

describe('the events of a log group', () => {
  it('are the newest ones, and a few more until the next clean-up; another group has its own', () => {
    const store = openStore(':memory:');
    const logs = new LogRepository(store, 40);
    for (const name of ['busy', 'quiet']) {
      logs.saveGroup({ name, created: 0, retentionDays: undefined });
      logs.createStream(name, 's', 0);
    }
    const messages = (group: string) =>
      logs.events({ group, limit: 1_000, direction: 'up' }).map(({ message }) => message);
    logs.append('quiet', 's', [{ timestamp: 0, message: 'kept' }], 0);
    for (let index = 0; index < 200; index += 1) {
      logs.append('busy', 's', [{ timestamp: index, message: String(index) }], 0);
      const kept = messages('busy');
      expect(kept.at(-1)).toBe(String(index));
      expect(kept.length).toBeGreaterThanOrEqual(Math.min(index + 1, 40));
      expect(kept.length).toBeLessThanOrEqual(42);
    }
    expect(messages('quiet')).toEqual(['kept']);
    store.close();
  });
});
