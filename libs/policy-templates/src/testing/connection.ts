import { compilePolicies, connectionContext, evaluate, type CompiledPolicies } from '@fleet/iot-policy';
import { fleetNames } from '@fleet/fleet-contract';

import type { FleetPlace, PolicyDocument } from '../policy-document';

export const place: FleetPlace = {
  partition: 'aws',
  region: 'us-east-1',
  accountId: '123456789012',
  names: fleetNames('fleetprov'),
};

const arn = (resource: string) => `arn:aws:iot:us-east-1:123456789012:${resource}`;

/** Properties ask the same policy thousands of times. */
const compiled = new WeakMap<PolicyDocument, CompiledPolicies>();

function compile(policy: PolicyDocument): CompiledPolicies {
  const policies = compiled.get(policy) ?? compilePolicies([JSON.stringify(policy)]);
  compiled.set(policy, policies);
  return policies;
}

/** What a policy lets one connection do; `thing` is attached to its certificate, as its only one or not. */
export class PolicedConnection {
  private readonly policies;
  private readonly context;

  constructor(policy: PolicyDocument, clientId: string, thing?: string, exclusive = false) {
    this.policies = compile(policy);
    const attachedThings = thing === undefined ? [] : [{ name: thing, exclusive }];
    this.context = connectionContext({ clientId, attachedThings });
  }

  mayConnect(clientId: string): boolean {
    return this.may('iot:Connect', `client/${clientId}`);
  }

  mayPublish(topic: string): boolean {
    return this.may('iot:Publish', `topic/${topic}`);
  }

  mayReceive(topic: string): boolean {
    return this.may('iot:Receive', `topic/${topic}`);
  }

  maySubscribe(filter: string): boolean {
    return this.may('iot:Subscribe', `topicfilter/${filter}`);
  }

  /** Publish to, subscribe to and receive from one topic. */
  mayUse(topic: string): readonly boolean[] {
    return [this.mayPublish(topic), this.maySubscribe(topic), this.mayReceive(topic)];
  }

  private may(action: string, resource: string): boolean {
    return evaluate(this.policies, { action, resource: arn(resource), context: this.context }).allowed;
  }
}

export const everything = [true, true, true];
export const nothing = [false, false, false];

/** Request and answers of the operations that a template's user needs. */
export function exchangeTopics(templateName: string): readonly string[] {
  const operations = [
    '$aws/certificates/create',
    '$aws/certificates/create-from-csr',
    `$aws/provisioning-templates/${templateName}/provision`,
  ];
  return operations.flatMap((operation) =>
    ['json', 'cbor'].flatMap((format) =>
      ['', '/accepted', '/rejected'].map((answer) => `${operation}/${format}${answer}`),
    ),
  );
}
