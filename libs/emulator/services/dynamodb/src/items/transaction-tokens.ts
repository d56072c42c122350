import { createHash } from 'node:crypto';
import { AwsError } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import { text } from '@fleet/emulator-store';
import type { Store } from '@fleet/emulator-store';

/** "A client request token is valid for 10 minutes." */
const validMillis = 600_000;

const schema = [
  `CREATE TABLE dynamodb_transaction_tokens (
     token TEXT PRIMARY KEY,
     request TEXT NOT NULL,
     valid_until INTEGER NOT NULL
   ) WITHOUT ROWID`,
  'CREATE INDEX dynamodb_transaction_tokens_end ON dynamodb_transaction_tokens (valid_until)',
];

/** Remembers the tokens of transactions, so that one sent again is done once. */
export class TransactionTokens {
  constructor(
    private readonly store: Store,
    private readonly clock: Clock,
  ) {
    store.migrate('dynamodb_transactions', schema);
  }

  /**
   * Whether a transaction is still to be done; to be called inside of it.
   *
   * @throws AwsError IdempotentParameterMismatchException when the token came with another request
   */
  isFirst(token: string | undefined, request: unknown): boolean {
    if (token === undefined) {
      return true;
    }
    const now = this.clock.nowMillis();
    const digest = createHash('sha256').update(JSON.stringify(request)).digest('hex');
    this.store.run('DELETE FROM dynamodb_transaction_tokens WHERE valid_until <= ?', now);
    const known = this.store.get('SELECT request FROM dynamodb_transaction_tokens WHERE token = ?', token);
    if (known && text(known, 'request') !== digest) {
      throw new AwsError(
        'IdempotentParameterMismatchException',
        'The request uses the same client token as a previous, but non-identical request',
      );
    }
    if (known) {
      return false;
    }
    this.store.run(
      'INSERT INTO dynamodb_transaction_tokens (token, request, valid_until) VALUES (?, ?, ?)',
      token,
      digest,
      now + validMillis,
    );
    return true;
  }
}
