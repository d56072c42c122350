import { answerOtherTabs, askOtherTabs, type TabChannel } from './secret-exchange';

type Listener = (event: { readonly data: unknown }) => void;

/** Channels of one name: what one posts, all others hear. */
function twoChannels(): { asking: TabChannel; other: TabChannel } {
  const [first, second] = [new Set<Listener>(), new Set<Listener>()];
  const channelOf = (own: Set<Listener>, heard: Set<Listener>): TabChannel => ({
    postMessage: (data) => heard.forEach((hear) => hear({ data })),
    addEventListener: (_type, listener) => void own.add(listener),
    removeEventListener: (_type, listener) => void own.delete(listener),
  });
  return { asking: channelOf(first, second), other: channelOf(second, first) };
}

const never = new Promise<void>(() => undefined);

describe('a tab without a secret', () => {
  it('gets it from a tab that has one', async () => {
    const { asking, other } = twoChannels();
    answerOtherTabs(other, () => 'the secret');
    await expect(askOtherTabs(asking, never)).resolves.toBe('the secret');
  });

  it('gets none when no tab answers in time', async () => {
    const { asking, other } = twoChannels();
    answerOtherTabs(other, () => undefined);
    await expect(askOtherTabs(asking, Promise.resolve())).resolves.toBeUndefined();
  });

  it('takes nothing else for an answer', async () => {
    const { asking, other } = twoChannels();
    const asked = askOtherTabs(asking, Promise.resolve());
    for (const message of [null, 'the secret', { secret: 1 }, {}]) {
      other.postMessage(message);
    }
    await expect(asked).resolves.toBeUndefined();
  });

  it('gets none from a tab that does not answer any more', async () => {
    const { asking, other } = twoChannels();
    const end = answerOtherTabs(other, () => 'the secret');
    end();
    await expect(askOtherTabs(asking, Promise.resolve())).resolves.toBeUndefined();
  });
});
