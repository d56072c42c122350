import {
  CertificateStateException,
  DeleteConflictException,
  InvalidRequestException,
  IoTClient,
  ResourceNotFoundException,
  type ServiceOutputTypes,
} from '@aws-sdk/client-iot';
import { fleetNames } from '@fleet/fleet-contract';
import { member } from './call-input';
import type { CallWatch } from './call-watch';
import { sweepQuery } from './sweep-query';
import {
  certificateOf,
  thingOf,
  type CertificateStatus,
  type CloudCertificate,
  type CloudState,
  type CloudThing,
} from './cloud-state';

const { productionPolicy } = fleetNames('fleetprov');
const arnPrefix = 'arn:aws:iot:us-east-1:123456789012:cert/';

/**
 * A client of the real SDK whose calls are carried out on a state, as AWS IoT documents them. The fleet's functions come
 * to it through all of their own code: what takes several calls can be left half done.
 */
export function modelledIot(
  { state, stale }: { readonly state: () => CloudState; readonly stale: () => CloudState },
  watch: CallWatch,
): IoTClient {
  const client = new IoTClient({
    region: 'us-east-1',
    credentials: { accessKeyId: 'simulated', secretAccessKey: 'simulated' },
    // A handler a command, made once: the middlewares are the same for all calls.
    cacheMiddleware: true,
  });
  client.middlewareStack.add(
    (_next, { commandName = 'unnamed' }) =>
      async ({ input }) => {
        watch.before(commandName);
        const output = answer(reads.test(commandName) ? stale() : state(), commandName, input);
        await watch.after(commandName);
        return { response: {}, output };
      },
    { step: 'initialize', priority: 'high', name: 'modelledIot' },
  );
  return client;
}

const reads = /^(Describe|List|Get|Search)/;

const done = { $metadata: {} };

function answer(state: CloudState, operation: string, input: object): ServiceOutputTypes {
  const read = operations[operation];
  if (read === undefined) {
    throw new Error(`The simulated AWS IoT does not know ${operation}: add it to modelled-iot.ts`);
  }
  return read(state, input);
}

const operations: Readonly<Record<string, (state: CloudState, input: object) => ServiceOutputTypes>> = {
  DescribeThingCommand: (state, input) => ({ ...done, attributes: { ...thing(state, input).attributes } }),
  ListThingGroupsForThingCommand: (state, input) => ({
    ...done,
    thingGroups: thing(state, input).groups.map((groupName) => ({ groupName })),
  }),
  ListThingPrincipalsCommand: (state, input) => {
    const { thingName } = thing(state, input);
    const attached = state.certificates.filter(({ things }) => things.includes(thingName));
    return { ...done, principals: attached.map(({ certificateId }) => arnPrefix + certificateId) };
  },
  DescribeCertificateCommand: (state, input) => {
    const { certificateId, status } = certificate(state, member(input, 'certificateId'));
    return {
      ...done,
      certificateDescription: { certificateId, status, certificateArn: arnPrefix + certificateId },
    };
  },
  UpdateCertificateCommand: (state, input) => {
    const found = certificate(state, member(input, 'certificateId'));
    setStatus(state, found, statusOf(member(input, 'newStatus')));
    return done;
  },
  DetachThingPrincipalCommand: (state, input) => {
    const found = certificate(state, idOfArn(member(input, 'principal')));
    const thingName = member(input, 'thingName');
    found.things = found.things.filter((each) => each !== thingName);
    return done;
  },
  AttachPolicyCommand: (state, input) => {
    certificate(state, idOfArn(member(input, 'target'))).hasPolicy = true;
    return done;
  },
  ListTargetsForPolicyCommand: (state, input) => {
    const policyName = member(input, 'policyName');
    const targets = state.certificates.filter(({ olderPolicy }) => olderPolicy === policyName);
    return { ...done, targets: targets.map(({ certificateId }) => arnPrefix + certificateId) };
  },
  ListPrincipalThingsCommand: (state, input) => ({
    ...done,
    things: [...certificate(state, idOfArn(member(input, 'principal'))).things],
  }),
  AddThingToThingGroupCommand: (state, input) => {
    const found = thing(state, input);
    found.groups = [...new Set([...found.groups, member(input, 'thingGroupName')])];
    return done;
  },
  DetachPolicyCommand: (state, input) => {
    certificate(state, idOfArn(member(input, 'target'))).hasPolicy = false;
    return done;
  },
  DeleteCertificateCommand: (state, input) => {
    const found = certificate(state, member(input, 'certificateId'));
    if (found.status === 'ACTIVE') {
      throw new CertificateStateException({ ...done, message: 'It is ACTIVE' });
    }
    if (found.things.length > 0) {
      throw new DeleteConflictException({ ...done, message: 'It is attached to a thing' });
    }
    state.certificates = state.certificates.filter((each) => each !== found);
    return done;
  },
  DeleteThingCommand: (state, input) => {
    const found = thing(state, input);
    if (state.certificates.some(({ things }) => things.includes(found.thingName))) {
      throw new InvalidRequestException({ ...done, message: 'It has principals' });
    }
    state.things = state.things.filter((each) => each !== found);
    return done;
  },
  ListAttachedPoliciesCommand: (state, input) => {
    const { hasPolicy, olderPolicy } = certificate(state, idOfArn(member(input, 'target')));
    const names = [
      ...(hasPolicy ? [productionPolicy] : []),
      ...(olderPolicy === undefined ? [] : [olderPolicy]),
    ];
    return { ...done, policies: names.map((policyName) => ({ policyName })) };
  },
  UpdateThingCommand: (state, input) => {
    const found = thing(state, input);
    for (const [name, value] of Object.entries(attributesIn(input))) {
      if (value === '') {
        found.attributes = Object.fromEntries(
          Object.entries(found.attributes).filter(([each]) => each !== name),
        );
      } else {
        found.attributes[name] = value;
      }
    }
    return done;
  },
  GetThingConnectivityDataCommand: (state, input) => {
    const thingName = member(input, 'thingName');
    return { ...done, thingName, ...connectivityOf(state, thingName) };
  },
  SearchIndexCommand: (state, input) => {
    const finds = sweepQuery(member(input, 'queryString'));
    const things = state.things
      .filter(({ attributes, groups }) => finds(attributes, groups))
      .map(({ thingName, attributes }) => ({
        thingName,
        attributes: { ...attributes },
        connectivity: indexedConnectivityOf(state, thingName),
      }));
    return { ...done, things };
  },
};

/** To make a certificate INACTIVE ends what it carries (developer guide, "Activate or deactivate a client certificate"). */
function setStatus(state: CloudState, found: CloudCertificate, status: CertificateStatus): void {
  found.status = status;
  if (status !== 'ACTIVE') {
    state.connections = state.connections.filter(
      ({ certificateId }) => certificateId !== found.certificateId,
    );
  }
}

function connectivityOf({ connections }: CloudState, thingName: string) {
  const connection = connections.find(({ clientId }) => clientId === thingName);
  return connection === undefined
    ? { connected: false }
    : { connected: true, timestamp: new Date(connection.since) };
}

function indexedConnectivityOf(state: CloudState, thingName: string) {
  const { connected, timestamp } = connectivityOf(state, thingName);
  return timestamp === undefined ? { connected } : { connected, timestamp: timestamp.getTime() };
}

function thing(state: CloudState, input: object): CloudThing {
  const found = thingOf(state, member(input, 'thingName'));
  if (found === undefined) {
    throw new ResourceNotFoundException({ ...done, message: 'No such thing' });
  }
  return found;
}

function certificate(state: CloudState, certificateId: string): CloudCertificate {
  const found = certificateOf(state, certificateId);
  if (found === undefined) {
    throw new ResourceNotFoundException({ ...done, message: 'No such certificate' });
  }
  return found;
}

function attributesIn(input: object): Readonly<Record<string, string>> {
  if ('attributePayload' in input && typeof input.attributePayload === 'object') {
    const attributes: unknown = Reflect.get(input.attributePayload ?? {}, 'attributes');
    const entries: [string, unknown][] = Object.entries(attributes ?? {});
    return Object.fromEntries(entries.map(([name, value]) => [name, String(value)]));
  }
  return {};
}

function idOfArn(arn: string): string {
  return arn.slice(arn.lastIndexOf('/') + 1);
}

function statusOf(text: string): CertificateStatus {
  if (text === 'ACTIVE' || text === 'INACTIVE' || text === 'REVOKED') {
    return text;
  }
  throw new TypeError(`No status: ${text}`);
}
