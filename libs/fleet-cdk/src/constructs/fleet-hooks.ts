import { Duration } from 'aws-cdk-lib';
import type { Table } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { alertsTopic, functionTimeLimits, type FleetConfig, type FleetNames } from '@fleet/fleet-contract';
import { defined } from '@fleet/optional-members';
import { Construct } from 'constructs';
import { FleetFunction } from './fleet-function';
import { functionSettings } from './function-settings';
import { iotArn } from './iot-arn';
import { idsAreUnknown, serialsAreUnknown } from './wildcard-reasons';

/** A function of the fleet's user that may refuse a device. */
export interface OwnHook {
  readonly function: IFunction;
  /** For its answer. */
  readonly timeout: Duration;
}

export interface FleetHooksProps {
  config: FleetConfig;
  names: FleetNames;
  table: Table;
  /** Asked after ours has said yes. */
  ownHook?: OwnHook | undefined;
  /** Folder of the hooks' bundle. */
  bundle: string;
}

const hookTimeout = Duration.seconds(functionTimeLimits.hookSeconds);

/** The two pre-provisioning hooks and the proof handler: one bundle, three functions, each with its own role. */
export class FleetHooks extends Construct {
  readonly provision: FleetFunction;
  readonly rotation: FleetFunction;
  readonly proof: FleetFunction;

  constructor(
    scope: Construct,
    id: string,
    private readonly props: FleetHooksProps,
  ) {
    super(scope, id);
    const { names } = props;
    this.provision = this.hook('Provision', {
      functionName: names.provisionHook,
      description: 'Decides whether a device with a claim certificate may get its own certificate.',
      handler: 'index.provisionHook',
      timeout: hookTimeout,
    });
    this.rotation = this.hook('Rotation', {
      functionName: names.rotationHook,
      description: 'Decides whether a device may get a new certificate.',
      handler: 'index.rotationHook',
      timeout: hookTimeout,
    });
    this.proof = this.hook('Proof', {
      functionName: names.proofHandler,
      description:
        'Makes a certificate current after a device has connected with it, and retires the others.',
      handler: 'index.proofHandler',
      timeout: Duration.seconds(functionTimeLimits.proofHandlerSeconds),
    });
    this.allowDevicesTable();
    this.allowIot();
    this.askOwnHook(props.ownHook);
  }

  private hook(
    id: string,
    lambda: { functionName: string; description: string; handler: string; timeout: Duration },
  ): FleetFunction {
    const { config, bundle } = this.props;
    return new FleetFunction(this, id, {
      ...lambda,
      bundle,
      // A Lambda's share of a core goes by its memory: the start of the process is what counts here.
      memoryMegabytes: 512,
      environment: functionSettings(config),
      ...defined({ reservedConcurrency: config.reservedConcurrency }),
    });
  }

  private askOwnHook(own: OwnHook | undefined): void {
    if (own === undefined) {
      return;
    }
    this.provision.allow(['lambda:InvokeFunction'], [own.function.functionArn]);
    this.provision.function.addEnvironment('OWN_HOOK_ARN', own.function.functionArn);
    this.provision.function.addEnvironment('OWN_HOOK_MILLIS', String(own.timeout.toMilliseconds()));
  }

  private allowDevicesTable(): void {
    const table = [this.props.table.tableArn];
    for (const fn of [this.provision, this.rotation, this.proof]) {
      fn.allow(['dynamodb:GetItem', 'dynamodb:PutItem'], table);
      fn.allowKeyOf(this.props.table);
    }
  }

  private allowIot(): void {
    const anyThing = iotArn('thing/*');
    const anyCertificate = iotArn('cert/*');
    this.provision.allow(
      ['iot:DescribeThing', 'iot:ListThingGroupsForThing', 'iot:ListThingPrincipals'],
      [anyThing],
    );
    this.provision.explainWildcard(anyThing, serialsAreUnknown);
    this.rotation.allow(['iot:DescribeThing', 'iot:ListThingPrincipals'], [anyThing]);
    this.rotation.allow(['iot:DescribeCertificate'], [anyCertificate]);
    this.rotation.explainWildcard(anyThing, serialsAreUnknown);
    this.rotation.explainWildcard(anyCertificate, idsAreUnknown);
    this.proof.allow(['iot:ListThingPrincipals', 'iot:UpdateThing'], [anyThing]);
    this.proof.allow(
      ['iot:DescribeCertificate', 'iot:UpdateCertificate', 'iot:DetachPolicy', 'iot:DetachThingPrincipal'],
      [anyCertificate],
    );
    const anyAlert = iotArn(`topic/${alertsTopic('*')}`);
    this.proof.allow(['iot:Publish'], [anyAlert]);
    this.proof.explainWildcard(anyAlert, serialsAreUnknown);
    this.proof.explainWildcard(anyThing, serialsAreUnknown);
    this.proof.explainWildcard(anyCertificate, idsAreUnknown);
  }
}
