import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import type { AlarmActions } from './alarm-actions';
import type { Place } from './alarm-message';
import type { AlarmRepository } from './alarm-repository';
import type { AlarmRunner } from './alarm-runner';
import type { AlarmStates } from './alarm-states';
import type { HistoryRepository } from './history-repository';

/** What the operations on alarms work with. */
export interface AlarmParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly place: Place;
  readonly alarms: AlarmRepository;
  readonly history: HistoryRepository;
  readonly states: AlarmStates;
  readonly actions: AlarmActions;
  readonly runner: AlarmRunner;
}
