import { faultState } from '@fleet/faults';
import { faultsPath } from '@fleet/running-cloud';
import * as z from 'zod';
import { askCloud } from './ask-cloud';
import { faultFrom } from './fault-arguments';
import type { FaultOptions } from './fault-arguments';
import { faultInWords } from './fault-words';

export interface FaultsTarget {
  readonly dataDirectory: string;
  readonly json: boolean;
}

const removal = z.object({ removed: z.number() });

/** @returns what to print. @throws AdministrationError */
export async function addFault(
  point: string,
  effect: string,
  options: FaultOptions,
  { dataDirectory, json }: FaultsTarget,
): Promise<string> {
  const body = faultFrom(point, effect, options);
  const failure = 'The fault was not added';
  const answer = await askCloud(dataDirectory, { method: 'POST', path: faultsPath, body, failure });
  const added = faultState.parse(answer);
  return json ? JSON.stringify(added) : `Added ${faultInWords(added)}`;
}

/** @returns what to print. @throws AdministrationError */
export async function listFaults({ dataDirectory, json }: FaultsTarget): Promise<string> {
  const failure = 'The faults were not listed';
  const answer = await askCloud(dataDirectory, { method: 'GET', path: faultsPath, failure });
  const faults = z.array(faultState).parse(answer);
  if (json) {
    return JSON.stringify(faults);
  }
  return faults.length === 0 ? 'There are no faults.' : faults.map(faultInWords).join('\n');
}

/** @returns what to print. @throws AdministrationError */
export async function removeFault(id: string, { dataDirectory, json }: FaultsTarget): Promise<string> {
  const path = `${faultsPath}/${encodeURIComponent(id)}`;
  const failure = `The fault "${id}" was not removed`;
  const answer = removal.parse(await askCloud(dataDirectory, { method: 'DELETE', path, failure }));
  return json ? JSON.stringify(answer) : `Removed ${id}.`;
}

/** @returns what to print. @throws AdministrationError */
export async function clearFaults({ dataDirectory, json }: FaultsTarget): Promise<string> {
  const failure = 'The faults were not removed';
  const request = { method: 'DELETE', path: faultsPath, failure } as const;
  const answer = removal.parse(await askCloud(dataDirectory, request));
  if (json) {
    return JSON.stringify(answer);
  }
  return answer.removed === 1 ? 'Removed 1 fault.' : `Removed ${answer.removed} faults.`;
}
