import type { RoleTrust } from '@fleet/aws-wire';
import type { Clock } from '@fleet/emulator-clock';
import type { Store } from '@fleet/emulator-store';
import { page, textKey } from '@fleet/paging';
import type { Page, PageRequest } from '@fleet/paging';
import type { Arns } from '../arns';
import { checkAssumable } from '../assumable-role';
import {
  InvalidRequestException,
  ResourceAlreadyExistsException,
  ResourceNotFoundException,
  invalidIdentifier,
} from '../errors';
import { pageRules } from '../page-rules';
import type { RoleAlias, RoleAliasRepository } from './role-alias-repository';

/** API reference, CreateRoleAlias. */
const namePattern = /^[\w=,@-]{1,128}$/;
const durations = { shortest: 900, usual: 3600, longest: 43_200 };

export interface RoleAliasesParts {
  readonly store: Store;
  readonly clock: Clock;
  readonly arns: Arns;
  readonly repository: RoleAliasRepository;
  readonly roleTrust: RoleTrust;
}

export interface RoleAliasSettings {
  readonly roleArn?: string | undefined;
  readonly credentialDurationSeconds?: number | undefined;
}

/** Names under which devices get credentials of IAM roles. The credentials provider itself is not there. */
export class RoleAliases {
  constructor(private readonly parts: RoleAliasesParts) {}

  /** @throws ResourceAlreadyExistsException, InvalidRequestException */
  create(name: string | undefined, settings: RoleAliasSettings): RoleAlias {
    const { clock, repository, store } = this.parts;
    const now = clock.now();
    const roleAlias = checkName(name);
    const alias: RoleAlias = {
      roleAlias,
      roleArn: this.checkRole(settings.roleArn, roleAlias),
      credentialDurationSeconds: checkDuration(settings.credentialDurationSeconds ?? durations.usual),
      createdAt: now,
      modifiedAt: now,
    };
    return store.transaction(() => {
      if (repository.find(alias.roleAlias) !== undefined) {
        throw new ResourceAlreadyExistsException(`Role alias ${alias.roleAlias} already exists`, {
          resourceId: alias.roleAlias,
        });
      }
      repository.save(alias);
      return alias;
    });
  }

  /** @throws ResourceNotFoundException */
  describe(name: string | undefined): RoleAlias {
    const roleAlias = checkName(name);
    const found = this.parts.repository.find(roleAlias);
    if (found === undefined) {
      throw new ResourceNotFoundException(`Role alias ${roleAlias} not found`);
    }
    return found;
  }

  /** What is not given stays as it is. @throws ResourceNotFoundException, InvalidRequestException */
  update(name: string | undefined, settings: RoleAliasSettings): RoleAlias {
    return this.parts.store.transaction(() => {
      const before = this.describe(name);
      const alias: RoleAlias = {
        ...before,
        roleArn:
          settings.roleArn === undefined
            ? before.roleArn
            : this.checkRole(settings.roleArn, before.roleAlias),
        credentialDurationSeconds: checkDuration(
          settings.credentialDurationSeconds ?? before.credentialDurationSeconds,
        ),
        modifiedAt: this.parts.clock.now(),
      };
      this.parts.repository.save(alias);
      return alias;
    });
  }

  /** @throws ResourceNotFoundException */
  delete(name: string | undefined): void {
    this.parts.repository.delete(this.describe(name).roleAlias);
  }

  list(request: PageRequest, ascending = false): Page<string> {
    return page(request, pageRules, {
      name: ['role-aliases', ascending],
      key: textKey,
      read: (after, limit) => this.parts.repository.names(after, limit, ascending),
      keyOf: (roleAlias) => roleAlias,
    });
  }

  /** Guessed: that AWS IoT looks at the role's trust here, as it does where a topic rule names one. */
  private checkRole(roleArn: string | undefined, roleAlias: string): string {
    if (roleArn === undefined) {
      throw new InvalidRequestException('A role alias needs the ARN of a role');
    }
    const sourceArn = this.parts.arns.roleAlias(roleAlias);
    checkAssumable(this.parts.roleTrust, roleArn, sourceArn, 'credentials.iot.amazonaws.com');
    return roleArn;
  }
}

function checkName(name: string | undefined): string {
  if (name === undefined || !namePattern.test(name)) {
    throw invalidIdentifier('role alias', name, '1 to 128 letters, digits, "_", "=", ",", "@" and "-"');
  }
  return name;
}

function checkDuration(seconds: number): number {
  const { shortest, longest } = durations;
  if (seconds < shortest || seconds > longest) {
    throw new InvalidRequestException(
      `Credentials of a role alias last from ${shortest} to ${longest} seconds, not ${seconds}`,
    );
  }
  return seconds;
}
