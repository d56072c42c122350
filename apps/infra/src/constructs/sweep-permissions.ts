import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import { alertsTopic } from '@fleet/fleet-contract';
import type { FleetFunction } from './fleet-function';
import { iotArn } from './iot-arn';
import { idsAreUnknown, serialsAreUnknown } from './wildcard-reasons';

/**
 * What a sweep does with one device: reads and writes its record, dates its thing, warns it, and retires certificates.
 * Resource types as in the service authorization reference, AWS IoT.
 */
export function allowWorkOnDevices(sweep: FleetFunction, devices: Table): void {
  const anyAlert = iotArn(`topic/${alertsTopic('*')}`);
  const anyThing = iotArn('thing/*');
  const anyCertificate = iotArn('cert/*');
  sweep.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], [devices.tableArn]);
  sweep.allow(['iot:Publish'], [anyAlert]);
  sweep.allow(['iot:DescribeThing', 'iot:UpdateThing', 'iot:ListThingPrincipals'], [anyThing]);
  sweep.allow(
    [
      ...['iot:DescribeCertificate', 'iot:UpdateCertificate', 'iot:DeleteCertificate'],
      ...['iot:DetachPolicy', 'iot:DetachThingPrincipal'],
    ],
    [anyCertificate],
  );
  sweep.explainWildcard(anyAlert, serialsAreUnknown);
  sweep.explainWildcard(anyThing, serialsAreUnknown);
  sweep.explainWildcard(anyCertificate, idsAreUnknown);
}
