import { AccessDeniedError } from '@fleet/aws-wire';
import { ParsedDocuments, PolicyDocumentError } from '@fleet/iam-policy';
import type { ApplicablePolicies } from '@fleet/iam-policy';

/** Where policies of resources are kept: each answers JSON, or `undefined` when there is none. */
export interface ResourcePolicySources {
  readonly bucket: (name: string) => string | undefined;
  readonly queue: (name: string) => string | undefined;
  readonly function: (name: string) => string | undefined;
  readonly key: (id: string) => string | undefined;
  readonly topic: (name: string) => string | undefined;
}

/** Finds the policy of a resource by its ARN; a document is parsed once. */
export class ResourcePolicies {
  private readonly documents = new ParsedDocuments();

  constructor(private readonly sources: ResourcePolicySources) {}

  /** @throws AccessDeniedError when a policy of an older data directory is malformed */
  of(resource: string): ApplicablePolicies['resource'] {
    const [, , service, , , ...rest] = resource.split(':');
    const name = rest.join(':');
    switch (service) {
      case 's3':
        return this.read(resource, this.sources.bucket(name.split('/')[0] ?? name));
      case 'sqs':
        return this.read(resource, this.sources.queue(name));
      case 'sns':
        return this.read(resource, this.sources.topic(name));
      case 'lambda':
        return this.read(
          resource,
          rest[0] === 'function' && rest[1] !== undefined ? this.sources.function(rest[1]) : undefined,
        );
      case 'kms':
        // A key policy has to allow: what policies of identities say counts only where it lets them.
        return this.read(
          resource,
          name.startsWith('key/') ? this.sources.key(name.slice('key/'.length)) : undefined,
          true,
        );
      default:
        return undefined;
    }
  }

  private read(
    resource: string,
    text: string | undefined,
    mustAllow = false,
  ): ApplicablePolicies['resource'] {
    if (text === undefined) {
      return undefined;
    }
    try {
      return { name: 'resource policy', document: this.documents.parse(text, 'resource'), mustAllow };
    } catch (error) {
      if (error instanceof PolicyDocumentError) {
        throw new AccessDeniedError(`The policy of ${resource} is malformed: ${error.message}. Update it.`);
      }
      throw error;
    }
  }
}
