import type { AwsService, ConditionKeys } from '@fleet/aws-wire';

/** Account and region of the cloud. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** Services with a key of their own for tags, which has the same value (service authorization reference). */
const ownTagKeys: Readonly<Record<string, string>> = {
  ecr: 'ecr:ResourceTag',
  iam: 'iam:ResourceTag',
  ssm: 'ssm:resourceTag',
};

/** S3 is reached by the newest TLS, and with one kind of signature (service authorization reference). */
function ofService(service: string, account: string): ConditionKeys {
  return service === 's3'
    ? {
        's3:ResourceAccount': account,
        's3:TlsVersion': '1.3',
        's3:signatureversion': 'AWS4-HMAC-SHA256',
      }
    : {};
}

/** What the resource of a request brings for conditions: its account, and its tags. */
export class ResourceKeys {
  constructor(
    private readonly place: Place,
    private readonly services: () => readonly AwsService[],
  ) {}

  of(resource: string): ConditionKeys {
    const [, , service = '', , ofResource] = resource.split(':');
    const account = ofResource === undefined || ofResource === '' ? this.place.accountId : ofResource;
    return {
      'aws:RequestedRegion': this.place.region,
      'aws:SecureTransport': 'true',
      'aws:ResourceAccount': account,
      ...ofService(service, account),
      ...this.tagKeys(service, resource),
    };
  }

  private tagKeys(service: string, resource: string): ConditionKeys {
    const owner = this.services().find(({ scope }) => scope === service);
    const tags = Object.entries(owner?.authorization?.tags?.(resource) ?? {});
    const names = ['aws:ResourceTag', ownTagKeys[service]].filter((name) => name !== undefined);
    return Object.fromEntries(names.flatMap((name) => tags.map(([key, value]) => [`${name}/${key}`, value])));
  }
}
