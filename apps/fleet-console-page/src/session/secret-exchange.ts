/** The part of a BroadcastChannel that tabs of one console speak through. */
export interface TabChannel {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
  removeEventListener(type: 'message', listener: (event: { readonly data: unknown }) => void): void;
}

const question = 'fleet-console: who has a secret?';

interface Answer {
  readonly secret: string;
}

/** Tabs of other consoles cannot answer: a channel belongs to one origin, the port included. */
export function askOtherTabs(channel: TabChannel, patience: Promise<void>): Promise<string | undefined> {
  return new Promise((resolve) => {
    const end = (secret: string | undefined) => {
      channel.removeEventListener('message', hear);
      resolve(secret);
    };
    const hear = ({ data }: { readonly data: unknown }) => {
      if (isAnswer(data)) {
        end(data.secret);
      }
    };
    channel.addEventListener('message', hear);
    void patience.then(() => end(undefined));
    channel.postMessage(question);
  });
}

/** Answers the tabs that ask. @returns ends that */
export function answerOtherTabs(channel: TabChannel, secretNow: () => string | undefined): () => void {
  const hear = ({ data }: { readonly data: unknown }) => {
    const secret = secretNow();
    if (data === question && secret !== undefined) {
      channel.postMessage({ secret } satisfies Answer);
    }
  };
  channel.addEventListener('message', hear);
  return () => channel.removeEventListener('message', hear);
}

function isAnswer(data: unknown): data is Answer {
  return typeof data === 'object' && data !== null && 'secret' in data && typeof data.secret === 'string';
}
