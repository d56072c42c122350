import type { About } from '@fleet/fleet-console-api';
import type { ActDesk } from '../acts/act-desk';
import type { ActGuard } from '../acts/act-guard';
import type { ConsoleCloud } from '../cloud/console-cloud';
import type { ApiError } from '../failures/api-error';
import type { LiveFeed } from '../live/live-feed';
import type { AdministerCloud, LocalClock } from '../local/local-clock';

/** What is there only where the cloud is local-cloud. */
export interface LocalParts {
  readonly administer: AdministerCloud;
  readonly clock: LocalClock;
}

/** What the routes of the API work with. */
export interface ConsoleContext {
  readonly cloud: ConsoleCloud;
  readonly guard: ActGuard;
  readonly desk: ActDesk;
  readonly live: LiveFeed;
  readonly failureOf: (error: unknown) => ApiError;
  readonly versions: About['versions'];
  readonly local?: LocalParts;
  /** Until so much time has passed, or nobody looks any more. */
  readonly wait: (millis: number, gone: AbortSignal) => Promise<void>;
}
