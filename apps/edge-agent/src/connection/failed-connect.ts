import {
  ConnectionRefusedError,
  OwnKeyError,
  ServerNotTrustedError,
  UnansweredError,
  UnreachableError,
} from './connection-errors';
import { evidenceOf, type ConnectProgress } from './evidence';

/** A failed attempt as the error that its evidence makes of it. */
export function failedConnect(
  clientId: string,
  endpoint: string,
  progress: ConnectProgress,
  failure: unknown,
): ConnectionRefusedError | UnansweredError | UnreachableError | ServerNotTrustedError | OwnKeyError {
  const cause = failure instanceof Error ? failure : new Error(String(failure));
  const evidence = evidenceOf(progress, cause);
  switch (evidence.kind) {
    case 'refused':
      return new ConnectionRefusedError(clientId, evidence.by, evidence.detail, cause);
    case 'unanswered':
      return new UnansweredError(clientId, evidence.detail, cause);
    case 'unreachable':
      return new UnreachableError(endpoint, evidence.detail, cause);
    case 'untrusted':
      return new ServerNotTrustedError(endpoint, evidence.detail, cause);
    case 'own-key':
      return new OwnKeyError(clientId, evidence.detail, cause);
  }
}
