import { AwsError } from '@fleet/aws-wire';
import type { WireItem } from './values/attribute-value';

/** The request is malformed, or does not fit the table. */
export class ValidationException extends AwsError {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

/** There is no such table or index. */
export class ResourceNotFoundException extends AwsError {
  constructor(message: string) {
    super('ResourceNotFoundException', message);
  }
}

/** The table exists already. */
export class ResourceInUseException extends AwsError {
  constructor(message: string) {
    super('ResourceInUseException', message);
  }
}

/** The item is not as the condition demands. */
export class ConditionalCheckFailedException extends AwsError {
  constructor(item?: WireItem) {
    super('ConditionalCheckFailedException', 'The conditional request failed', {
      fields: item ? { Item: item } : {},
    });
  }
}

export interface CancellationReason {
  readonly Code: string;
  readonly Message?: string;
  readonly Item?: WireItem;
}

/** One action of a transaction could not be done, so none was. */
export class TransactionCanceledException extends AwsError {
  constructor(reasons: readonly CancellationReason[]) {
    const codes = reasons.map(({ Code }) => Code).join(', ');
    super(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${codes}]`,
      { fields: { CancellationReasons: reasons } },
    );
  }
}
