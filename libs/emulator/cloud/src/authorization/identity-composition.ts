import type { AwsService } from '@fleet/aws-wire';
import { createIamService } from '@fleet/services/iam';
import { createStsService } from '@fleet/services/sts';
import type { StsService } from '@fleet/services/sts';
import type { CloudParts } from '../cloud-parts';
import { everythingAllowed, policyAuthorizers } from './authorizers';
import type { Authorizers } from './authorizers';
import { missingKeyWarnings } from './missing-keys';
import { ResourceKeys } from './resource-keys';
import { ResourcePolicies } from './resource-policies';
import type { ResourcePolicySources } from './resource-policies';
import { RoleClients } from './role-clients';

type IdentityParts = Pick<CloudParts, 'options' | 'store' | 'clock' | 'consistency' | 'log'>;

/** IAM, and STS over it. */
export function createIdentityServices({ options, store, clock, consistency, log }: IdentityParts) {
  const onMissingKey = missingKeyWarnings(log);
  const iam = createIamService({
    store,
    clock,
    accountId: options.accountId,
    consistency,
    onMissingKey,
    onUnknownPolicy: (policyArn) =>
      log.warn(
        { policyArn },
        'local-cloud does not know the document of this policy of AWS: it allows nothing',
      ),
  });
  const sts = createStsService({ store, clock, roles: iam, enforced: options.iam !== 'off', onMissingKey });
  return { iam, sts, onMissingKey };
}

export type IdentityServices = ReturnType<typeof createIdentityServices>;

/** Who decides what sessions of roles may do in this cloud. */
export function authorizersFor(
  { options, clock, log, onMissingKey }: IdentityParts & { readonly onMissingKey: (key: string) => void },
  sts: StsService,
  sources: ResourcePolicySources,
  services: () => readonly AwsService[],
): Authorizers {
  if (options.iam === 'off') {
    log.warn({}, 'IAM is off: every session of a role may do everything');
    return everythingAllowed;
  }
  const { region, accountId } = options;
  const resourcePolicies = new ResourcePolicies(sources);
  const place = { region, accountId };
  const resourceKeys = new ResourceKeys(place, services);
  return policyAuthorizers({ sts, resourcePolicies, resourceKeys, clock, log, onMissingKey, ...place });
}

/** Clients that sign as sessions of roles. */
export function roleClientsFor(
  { options, url }: Pick<CloudParts, 'options' | 'url'>,
  sts: StsService,
): RoleClients {
  const { region } = options;
  return new RoleClients((role) => ({ url: url(), region, credentials: sts.openServiceSession(role) }));
}
