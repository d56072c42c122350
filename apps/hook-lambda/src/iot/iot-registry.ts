import {
  DescribeCertificateCommand,
  DescribeThingCommand,
  DetachPolicyCommand,
  DetachThingPrincipalCommand,
  ListThingGroupsForThingCommand,
  ListThingPrincipalsCommand,
  ResourceNotFoundException,
  UpdateCertificateCommand,
  type CertificateDescription,
  type IoTClient,
} from '@aws-sdk/client-iot';

export interface RegisteredThing {
  readonly attributes: Readonly<Record<string, string>>;
}

/** What the hooks ask AWS IoT, and the proof handler has it do. */
export interface IotRegistry {
  /** The thing, if there is one. */
  thing(thingName: string): Promise<RegisteredThing | undefined>;
  /** The groups that the thing is in, if there is such a thing. */
  groupsOf(thingName: string): Promise<readonly string[] | undefined>;
  /** Whether the certificate is ACTIVE and attached to that very thing. */
  isActiveCertificateOf(thingName: string, certificateId: string): Promise<boolean>;
  /** Makes a certificate INACTIVE, unless it is REVOKED, and takes thing and policy from it. Safe to repeat, also for one that is gone. */
  retire(thingName: string, certificateId: string): Promise<void>;
}

/** {@link IotRegistry} over the AWS SDK. */
export function createIotRegistry(iot: IoTClient, productionPolicy: string): IotRegistry {
  const certificate = async (certificateId: string): Promise<CertificateDescription | undefined> => {
    const found = await absentIfNotFound(iot.send(new DescribeCertificateCommand({ certificateId })));
    return found?.certificateDescription;
  };
  return {
    async thing(thingName) {
      const found = await absentIfNotFound(iot.send(new DescribeThingCommand({ thingName })));
      return found === undefined ? undefined : { attributes: found.attributes ?? {} };
    },

    groupsOf: (thingName) => listGroups(iot, thingName),

    async isActiveCertificateOf(thingName, certificateId) {
      const [attached, found] = await Promise.all([
        isAttached(iot, thingName, certificateId),
        certificate(certificateId),
      ]);
      return attached && found?.status === 'ACTIVE';
    },

    async retire(thingName, certificateId) {
      const found = await certificate(certificateId);
      const principal = found?.certificateArn;
      if (principal === undefined) return;
      // Inactive first: from here on it cannot connect, whatever becomes of the rest. What an operator revoked stays so.
      if (found?.status !== 'REVOKED')
        await iot.send(new UpdateCertificateCommand({ certificateId, newStatus: 'INACTIVE' }));
      await absentIfNotFound(iot.send(new DetachThingPrincipalCommand({ thingName, principal })));
      await absentIfNotFound(
        iot.send(new DetachPolicyCommand({ policyName: productionPolicy, target: principal })),
      );
    },
  };
}

async function listGroups(iot: IoTClient, thingName: string): Promise<readonly string[] | undefined> {
  const groups: string[] = [];
  let nextToken: string | undefined;
  do {
    const page = await absentIfNotFound(
      iot.send(new ListThingGroupsForThingCommand({ thingName, nextToken })),
    );
    if (page === undefined) return undefined;
    for (const { groupName } of page.thingGroups ?? []) if (groupName !== undefined) groups.push(groupName);
    nextToken = page.nextToken;
  } while (nextToken !== undefined);
  return groups;
}

async function isAttached(iot: IoTClient, thingName: string, certificateId: string): Promise<boolean> {
  let nextToken: string | undefined;
  do {
    const page = await absentIfNotFound(iot.send(new ListThingPrincipalsCommand({ thingName, nextToken })));
    if (page?.principals?.some((principal) => principal.endsWith(`:cert/${certificateId}`)) === true)
      return true;
    nextToken = page?.nextToken;
  } while (nextToken !== undefined);
  return false;
}

async function absentIfNotFound<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) return undefined;
    throw error;
  }
}
