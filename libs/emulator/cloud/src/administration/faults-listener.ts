import type { IncomingMessage, RequestListener } from 'node:http';
import { faultDefinition, ImpossibleFaultError } from '@fleet/faults';
import type { Faults } from '@fleet/faults';
import { readInput } from '@fleet/input-fault';
import { faultsPath } from '@fleet/running-cloud';
import { administrationListener, readJson, refused } from './administration-listener';
import type { AdministrationOptions, Answer } from './administration-listener';

const largestBodyBytes = 8_192;

/** Lists faults, adds them and takes them away. */
export function faultsListener(faults: Faults, options: AdministrationOptions): RequestListener {
  return administrationListener(options, (request) => answer(request, faults));
}

async function answer(request: IncomingMessage, faults: Faults): Promise<Answer> {
  const id = request.url?.slice(faultsPath.length + 1);
  switch (request.method) {
    case 'GET':
      return { status: 200, body: faults.list() };
    case 'POST':
      return add(await readJson(request, largestBodyBytes), faults);
    case 'DELETE':
      return id === undefined || id === ''
        ? { status: 200, body: { removed: faults.clear() } }
        : remove(id, faults);
    default:
      return refused(405, 'GET lists faults, POST adds one, DELETE takes one or all away');
  }
}

function add(body: unknown, faults: Faults): Answer {
  const refuse = (fault: string) => new ImpossibleFaultError(`this is no fault: ${fault}`);
  try {
    return { status: 200, body: faults.add(readInput(faultDefinition, body, refuse)) };
  } catch (error) {
    if (error instanceof ImpossibleFaultError) {
      return refused(400, error.message);
    }
    throw error;
  }
}

function remove(id: string, faults: Faults): Answer {
  return faults.remove(id)
    ? { status: 200, body: { removed: 1 } }
    : refused(404, 'There is no fault of this id. "local-cloud faults list" shows all');
}
