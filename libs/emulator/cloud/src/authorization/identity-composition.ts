import { createIamService } from '@fleet/services/iam';
import { createStsService } from '@fleet/services/sts';
import type { StsService } from '@fleet/services/sts';
import type { CloudParts } from '../cloud-parts';
import { everythingAllowed, policyAuthorizers } from './authorizers';
import type { Authorizers } from './authorizers';
import { ResourcePolicies } from './resource-policies';
import type { ResourcePolicySources } from './resource-policies';
import { RoleClients } from './role-clients';

type IdentityParts = Pick<CloudParts, 'options' | 'store' | 'clock' | 'consistency' | 'log'>;

/** IAM, and STS over it. */
export function createIdentityServices({ options, store, clock, consistency, log }: IdentityParts) {
  const iam = createIamService({
    store,
    clock,
    accountId: options.accountId,
    consistency,
    onUnknownPolicy: (policyArn) =>
      log.warn(
        { policyArn },
        'local-cloud does not know the document of this policy of AWS: it allows nothing',
      ),
  });
  const sts = createStsService({ store, clock, roles: iam, enforced: options.iam !== 'off' });
  return { iam, sts };
}

/** Who decides what sessions of roles may do in this cloud. */
export function authorizersFor(
  { options, clock, log }: IdentityParts,
  sts: StsService,
  sources: ResourcePolicySources,
): Authorizers {
  if (options.iam === 'off') {
    log.warn({}, 'IAM is off: every session of a role may do everything');
    return everythingAllowed;
  }
  const { region, accountId } = options;
  const resourcePolicies = new ResourcePolicies(sources);
  return policyAuthorizers({ sts, resourcePolicies, clock, log, region, accountId });
}

/** Clients that sign as sessions of roles. */
export function roleClientsFor(
  { options, url }: Pick<CloudParts, 'options' | 'url'>,
  sts: StsService,
): RoleClients {
  const { region } = options;
  return new RoleClients((role) => ({ url: url(), region, credentials: sts.openServiceSession(role) }));
}
