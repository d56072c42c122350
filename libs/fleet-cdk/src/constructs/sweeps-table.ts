import { RemovalPolicy, Validations } from 'aws-cdk-lib';
import { AttributeType, BillingMode, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';
import { tableEncryption } from './table-encryption';

/** How far the sweep of a day has come, and who is at it. Items end by themselves, at `expiresAt`. */
export class SweepsTable extends Construct {
  readonly table: Table;

  constructor(
    scope: Construct,
    id: string,
    props: { readonly tableName: string; readonly encryptionKey?: IKey | undefined },
  ) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: props.tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      timeToLiveAttribute: 'expiresAt',
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...tableEncryption(props),
      removalPolicy: RemovalPolicy.DESTROY,
    });
    Validations.of(this.table).acknowledge({
      id: 'AwsSolutions-DDB3',
      reason: 'The place of a sweep is worth nothing the day after; the next sweep begins at the beginning.',
    });
  }
}
