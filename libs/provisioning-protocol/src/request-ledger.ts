import { RequestConflictError } from './errors';
import type { ProvisioningOperation } from './topics';
import type { ProvisioningTransport } from './transport';

/** What one topic of one connection is waiting for. */
interface Entry {
  inFlight: boolean;
  /** The request whose answer is still outstanding, maybe for ever. */
  unanswered: Uint8Array | undefined;
}

/** One request's turn on its topic. */
export interface Turn {
  /** Call when the request is about to leave: from now on an answer may come. */
  sent(): void;
  /** Call when the answer has come, whatever it says. */
  answered(): void;
  /** Call when nobody waits any more. */
  end(): void;
}

const ledgers = new WeakMap<ProvisioningTransport, Map<string, Entry>>();

/**
 * Takes the topic for one request. The API has no correlation id, so an answer belongs to the last request
 * on that topic and connection. Hence one request at a time; and after one that was never answered only the
 * very same request again, for which a late answer is as good as a new one.
 * @throws RequestConflictError
 */
export function takeTurn(
  transport: ProvisioningTransport,
  request: { operation: ProvisioningOperation; topic: string; payload: Uint8Array },
): Turn {
  const entry = entryOf(transport, request.topic);
  if (entry.inFlight) {
    throw new RequestConflictError(request.operation, request.topic, 'in-flight');
  }
  if (entry.unanswered && !sameBytes(entry.unanswered, request.payload)) {
    throw new RequestConflictError(request.operation, request.topic, 'unanswered');
  }
  const repeated = entry.unanswered !== undefined;
  entry.inFlight = true;
  return {
    sent: () => {
      entry.unanswered = request.payload;
    },
    answered: () => {
      // A repeated request is owed more than one answer, so its topic stays reserved for it.
      if (!repeated) {
        entry.unanswered = undefined;
      }
    },
    end: () => {
      entry.inFlight = false;
    },
  };
}

function entryOf(transport: ProvisioningTransport, topic: string): Entry {
  const ledger = ledgers.get(transport) ?? new Map<string, Entry>();
  ledgers.set(transport, ledger);
  const entry = ledger.get(topic) ?? { inFlight: false, unanswered: undefined };
  ledger.set(topic, entry);
  return entry;
}

function sameBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.byteLength === other.byteLength && one.every((byte, index) => byte === other[index]);
}
