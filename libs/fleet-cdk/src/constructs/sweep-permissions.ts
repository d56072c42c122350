import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { alertsTopic } from '@fleet/fleet-contract';
import type { FleetFunction } from './fleet-function';
import { iotArn } from './iot-arn';
import { idsAreUnknown, serialsAreUnknown } from './wildcard-reasons';

// Resource types as in the service authorization reference, AWS IoT.
const anyThing = iotArn('thing/*');
const anyCertificate = iotArn('cert/*');
const anyClient = iotArn('client/*');

/** To attend to a device that is due: look at thing and record, warn it, note the warning, end what has expired and its connection. */
export function allowAttending(sweep: FleetFunction, devices: Table): void {
  const anyAlert = iotArn(`topic/${alertsTopic('*')}`);
  sweep.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [devices.tableArn]);
  sweep.allowKeyOf(devices);
  sweep.allow(['iot:Publish'], [anyAlert]);
  sweep.allow(['iot:DescribeThing', 'iot:GetThingConnectivityData', 'iot:UpdateThing'], [anyThing]);
  sweep.allow(['iot:DescribeCertificate', 'iot:UpdateCertificate'], [anyCertificate]);
  sweep.allow(['iot:DeleteConnection'], [anyClient]);
  sweep.explainWildcard(anyClient, serialsAreUnknown);
  sweep.explainWildcard(anyAlert, serialsAreUnknown);
  sweep.explainWildcard(anyThing, serialsAreUnknown);
  sweep.explainWildcard(anyCertificate, idsAreUnknown);
}

/** To do in addition what is on record as waiting for a sweep: retire certificates, delete them, and note that. */
export function allowChores(sweep: FleetFunction): void {
  sweep.allow(['iot:DetachPolicy', 'iot:DetachThingPrincipal', 'iot:DeleteCertificate'], [anyCertificate]);
}
