import assert from 'node:assert/strict';
import { CloudFormation, CloudFormationServiceException } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { IoT, ResourceNotFoundException } from '@aws-sdk/client-iot';
import { S3 } from '@aws-sdk/client-s3';
import { SSM } from '@aws-sdk/client-ssm';
import { STS } from '@aws-sdk/client-sts';
import type { OperatorClients } from '../operator/clients';

interface Stack {
  status: string;
  isProtected: boolean;
}

/**
 * One account behind the real SDK clients, with one stack at most: it answers what the operator asks, and nothing
 * else. What AWS makes of it is shown by the end-to-end tests.
 */
export class ScriptedAccount {
  stack: Stack | undefined;
  /** Of the stack. */
  outputs: readonly { readonly OutputKey: string; readonly OutputValue: string }[] = [];
  bootstrapVersion = '21';
  templatesEnabled = true;
  /** Names of templates that are there without a stack. */
  leftoverTemplates: readonly string[] = [];
  /** Types of the resources that could not be deleted. */
  failedDeletions: readonly string[] = [];
  /** Names of the operations that changed something. */
  readonly changes: string[] = [];
  readonly clients: OperatorClients;

  constructor() {
    const settings = { region: 'eu-central-1' };
    this.clients = {
      cloudFormation: new CloudFormation(settings),
      dynamoDb: new DynamoDBClient(settings),
      iot: new IoT(settings),
      s3: new S3(settings),
      ssm: new SSM(settings),
      sts: new STS(settings),
    };
    const first = { step: 'initialize', priority: 'high' } as const;
    const { cloudFormation, iot, ssm, sts } = this.clients;
    cloudFormation.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) =>
          this.#answer(commandName, input),
      first,
    );
    iot.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) =>
          this.#answer(commandName, input),
      first,
    );
    sts.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) =>
          this.#answer(commandName, input),
      first,
    );
    ssm.middlewareStack.add(
      (_next, { commandName }) =>
        ({ input }) =>
          this.#answer(commandName, input),
      first,
    );
  }

  async #answer(command: string | undefined, input: object) {
    const operation = this.#operations.get(String(command).replace(/Command$/, ''));
    assert(operation !== undefined, `Nobody expects ${command} here`);
    return Promise.resolve({ response: {}, output: { $metadata: {}, ...operation(input) } });
  }

  readonly #operations = new Map<string, (input: object) => object>([
    ['GetParameter', () => ({ Parameter: { Value: this.bootstrapVersion } })],
    ['GetCallerIdentity', () => ({ Account: '123456789012' })],
    ['DescribeStacks', () => ({ Stacks: [{ StackStatus: this.#found().status, Outputs: this.outputs }] })],
    [
      'DescribeStackResources',
      () => ({
        StackResources: [
          { ResourceType: 'AWS::S3::Bucket', ResourceStatus: 'DELETE_COMPLETE' },
          ...this.failedDeletions.map((type) => ({ ResourceType: type, ResourceStatus: 'DELETE_FAILED' })),
        ],
      }),
    ],
    [
      'UpdateTerminationProtection',
      (input) => {
        this.#found().isProtected =
          'EnableTerminationProtection' in input && input.EnableTerminationProtection === true;
        return {};
      },
    ],
    ['DescribeProvisioningTemplate', (input) => this.#template(input)],
    ['UpdateProvisioningTemplate', () => this.#changed('UpdateProvisioningTemplate')],
    ['GetIndexingConfiguration', () => ({})],
    ['UpdateIndexingConfiguration', () => this.#changed('UpdateIndexingConfiguration')],
    ['DescribeIndex', () => ({ indexStatus: 'ACTIVE' })],
  ]);

  #template(input: object): object {
    const name = 'templateName' in input && input.templateName;
    if (this.stack === undefined && !this.leftoverTemplates.some((each) => each === name)) {
      throw new ResourceNotFoundException({ message: 'There is none', $metadata: {} });
    }
    return { enabled: this.templatesEnabled };
  }

  #changed(operation: string): object {
    this.changes.push(operation);
    return {};
  }

  #found(): Stack {
    if (this.stack === undefined) {
      throw new CloudFormationServiceException({
        name: 'ValidationError',
        message: 'Stack does not exist',
        $fault: 'client',
        $metadata: {},
      });
    }
    return this.stack;
  }
}
