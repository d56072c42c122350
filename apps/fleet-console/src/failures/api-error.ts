import type { ApiFailure, FailureKind } from '@fleet/fleet-console-api';

const statuses: Readonly<Record<FailureKind, ErrorStatus>> = {
  usage: 400,
  refused: 409,
  denied: 403,
  unreachable: 503,
  'not-deployed': 409,
  'expired-credentials': 502,
  unauthenticated: 401,
  'read-only': 403,
  partly: 500,
  unexpected: 500,
};

export type ErrorStatus = 400 | 401 | 403 | 404 | 405 | 409 | 413 | 415 | 500 | 502 | 503;

/** A request is not answered, for a reason that its sender is told. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: ErrorStatus;

  constructor(
    readonly kind: FailureKind,
    message: string,
    status?: ErrorStatus,
    readonly permission?: string,
  ) {
    super(message);
    this.status = status ?? statuses[kind];
  }

  get body(): ApiFailure {
    const { kind, message, permission } = this;
    return permission === undefined ? { kind, message } : { kind, message, permission };
  }
}
