import { noSuchEntity } from './errors';
import type { IamParts } from './iam-parts';
import type { Role } from './role-repository';

/** @throws AwsError NoSuchEntity */
export function existingRole({ roles }: Pick<IamParts, 'roles'>, name: string): Role {
  const role = roles.find(name);
  if (role === undefined) {
    throw noSuchEntity('role', name);
  }
  return role;
}

export function roleArn(accountId: string, { path, name }: Pick<Role, 'path' | 'name'>): string {
  return `arn:aws:iam::${accountId}:role${path}${name}`;
}
