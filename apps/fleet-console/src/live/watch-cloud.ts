import type { LiveEvent } from '@fleet/fleet-console-api';
import type { ApiError } from '../failures/api-error';
import type { LiveFeed } from './live-feed';

export interface WatchedCloud {
  /** Asks the cloud for its time, which also shows that it is there. */
  readonly time: () => Promise<Date>;
  /** What a change of the fleet as a whole shows in, in a few counts. */
  readonly summary: () => Promise<string>;
  /** It has changed: what was answered before is not true any more. */
  readonly forget: () => void;
  readonly failureOf: (error: unknown) => ApiError;
  readonly wait: (millis: number) => Promise<void>;
  /** Between two looks: a fleet on AWS changes slowly, and each count costs. */
  readonly everyMillis: number;
}

/** Looks at the cloud for as long as a page is open, and tells all pages what has changed. */
export function watchCloud(live: LiveFeed, watched: WatchedCloud): void {
  let isWatching = false;
  let before: string | undefined;
  const look = async (): Promise<LiveEvent> => {
    try {
      const now = await watched.time();
      const summary = await watched.summary();
      if (before !== undefined && summary !== before) {
        watched.forget();
        live.publish({ kind: 'changed', what: 'fleet' });
      }
      before = summary;
      return { kind: 'time', now: now.toISOString() };
    } catch (error) {
      return { kind: 'trouble', failure: watched.failureOf(error).body };
    }
  };
  const watch = async (): Promise<void> => {
    while (live.isHeard) {
      live.publish(await look());
      await watched.wait(watched.everyMillis);
    }
    isWatching = false;
  };
  live.whenHeard(() => {
    if (!isWatching) {
      isWatching = true;
      void watch();
    }
  });
}
