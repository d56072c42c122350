import { randomSecret } from './random-secret';
import { Sessions } from './sessions';

const hour = 3_600_000;

describe('a session', () => {
  let now: number;
  let sessions: Sessions;
  beforeEach(() => {
    now = 1_000;
    sessions = new Sessions(randomSecret, () => now);
  });

  it('needs its cookie and its secret, and not those of another', () => {
    const [one, other] = [sessions.open(), sessions.open()];
    expect(sessions.admits(one)).toBe(true);
    expect(sessions.admits({ ...one, secret: other.secret })).toBe(false);
    expect(sessions.admits({ ...one, cookie: other.cookie })).toBe(false);
    expect(sessions.admits({ cookie: one.secret, secret: one.cookie })).toBe(false);
  });

  it('ends when nobody has used it for twelve hours', () => {
    const session = sessions.open();
    now += 12 * hour - 1;
    expect(sessions.admits(session)).toBe(true);
    now += 12 * hour - 1;
    expect(sessions.admits(session)).toBe(true);
    now += 12 * hour;
    expect(sessions.admits(session)).toBe(false);
  });

  it('ends when it is closed, and no other does', () => {
    const [one, other] = [sessions.open(), sessions.open()];
    sessions.close(one);
    expect([sessions.admits(one), sessions.admits(other)]).toEqual([false, true]);
  });

  it('makes room for the fifty-first where it was used longest ago', () => {
    const first = sessions.open();
    now += 1;
    const second = sessions.open();
    now += 1;
    sessions.admits(first);
    for (let count = 2; count < 51; count++) {
      now += 1;
      sessions.open();
    }
    expect([sessions.admits(first), sessions.admits(second)]).toEqual([true, false]);
  });
});
