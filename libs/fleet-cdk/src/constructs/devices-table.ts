import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { agendaIndex } from '@fleet/device-registry';
import { Construct } from 'constructs';
import { tableEncryption } from './table-encryption';

export interface DevicesTableProps {
  readonly tableName: string;
  /** AWS's own, when absent. */
  readonly encryptionKey?: IKey;
  readonly removalPolicy?: RemovalPolicy;
}

/** One item a device, one a claim certificate: the memory on which "no takeover" rests. */
export class DevicesTable extends Construct {
  readonly table: Table;
  /** ARN of the index over what waits for the daily sweep. */
  readonly agendaArn: string;

  constructor(scope: Construct, id: string, props: DevicesTableProps) {
    super(scope, id);
    this.table = new Table(this, 'Table', {
      tableName: props.tableName,
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      billingMode: BillingMode.PAY_PER_REQUEST,
      ...tableEncryption(props),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      // The stack can be destroyed only once no device is left, and then its records are of no use.
      removalPolicy: props.removalPolicy ?? RemovalPolicy.DESTROY,
    });
    this.table.addGlobalSecondaryIndex({
      indexName: agendaIndex.name,
      partitionKey: { name: agendaIndex.partition, type: AttributeType.STRING },
      sortKey: { name: agendaIndex.sort, type: AttributeType.STRING },
      // The sweep reads the record itself before it does anything: the index may lag behind it.
      projectionType: ProjectionType.KEYS_ONLY,
    });
    this.agendaArn = `${this.table.tableArn}/index/${agendaIndex.name}`;
  }
}
