import assert from 'node:assert/strict';
import { addDays, type CertDate } from '@fleet/cert-dates';
import { thingAttributes, type FleetConfig } from '@fleet/fleet-contract';
import type { BulkThing } from '@fleet/services/iot';
import type { ScaleCase } from './scale-case';

/** Days for which what is due has been due already, whatever its place in the spread: within the days of grace. */
const overdueDays = 3;

/**
 * A fleet that was made over the last `rotationDays`, one thing after the other in the order of their names, with
 * those that are due in even distances among them.
 */
export function* agingFleet(
  { things, due }: ScaleCase,
  fleet: { readonly config: FleetConfig; readonly thingGroup: string; readonly today: CertDate },
): Generator<BulkThing> {
  const { config, thingGroup, today } = fleet;
  const { rotationDays, spreadDays, models } = config;
  const oldest = addDays(today, -(rotationDays + spreadDays + overdueDays));
  const days = Array.from({ length: rotationDays }, (_, age) => addDays(today, -age));
  const [model] = models;
  assert(model !== undefined, 'A fleet has a model at least');
  for (let index = 0; index < things; index += 1) {
    const issued = isDueThing(index, { things, due }) ? oldest : (days[index % rotationDays] ?? oldest);
    yield {
      thingName: thingNameAt(index),
      attributes: { [thingAttributes.certIssuance]: issued, [thingAttributes.modelType]: model },
      thingGroupNames: [thingGroup],
    };
  }
}

/** The names of those that are due. */
export function* dueThingNames(scale: ScaleCase): Generator<string> {
  for (let index = 0; index < scale.things; index += 1) {
    if (isDueThing(index, scale)) {
      yield thingNameAt(index);
    }
  }
}

function isDueThing(index: number, { things, due }: ScaleCase): boolean {
  return Math.floor(((index + 1) * due) / things) > Math.floor((index * due) / things);
}

function thingNameAt(index: number): string {
  return `device-${String(index).padStart(7, '0')}`;
}
