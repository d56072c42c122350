import { TableEncryption, type TableProps } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';

/** With the operator's key, or with AWS's. */
export function tableEncryption({
  encryptionKey,
}: {
  readonly encryptionKey?: IKey | undefined;
}): Pick<TableProps, 'encryption' | 'encryptionKey'> {
  return encryptionKey === undefined
    ? { encryption: TableEncryption.AWS_MANAGED }
    : { encryption: TableEncryption.CUSTOMER_MANAGED, encryptionKey };
}
