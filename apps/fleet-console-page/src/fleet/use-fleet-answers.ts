import {
  apiPaths,
  fleetAges,
  fleetAlarms,
  fleetCounts,
  fleetRefusals,
  fleetSweeps,
} from '@fleet/fleet-console-api';
import { useAnswer } from '../asking/use-answer';

export const sweepDays = 14;
export const refusalHours = 24;

/** All that the view of the fleet asks for, by what it says is missing. */
export function useFleetAnswers() {
  return {
    counts: useAnswer(apiPaths.fleet, fleetCounts, 'fleet'),
    ages: useAnswer(apiPaths.ages, fleetAges, 'fleet'),
    alarms: useAnswer(apiPaths.alarms, fleetAlarms, 'fleet'),
    sweeps: useAnswer(apiPaths.sweeps(sweepDays), fleetSweeps, 'fleet'),
    refusals: useAnswer(apiPaths.refusals(refusalHours), fleetRefusals, 'fleet'),
  };
}

export type FleetAnswers = ReturnType<typeof useFleetAnswers>;
