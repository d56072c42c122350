import type { ControlPlane } from '../control-plane';
import type { IotHandlers } from '../iot-handlers';
import { markedPage } from '../iot-handlers';

/** Role aliases. */
export function roleAliasHandlers({ arns, roleAliases, tags }: ControlPlane) {
  return {
    CreateRoleAlias: ({ roleAlias: name, roleArn, credentialDurationSeconds, tags: given = [] }) => {
      const { roleAlias } = roleAliases.create(name, { roleArn, credentialDurationSeconds });
      const roleAliasArn = arns.roleAlias(roleAlias);
      tags.tag(roleAliasArn, given);
      return { roleAlias, roleAliasArn };
    },

    DescribeRoleAlias: ({ roleAlias: name }) => {
      const { createdAt, modifiedAt, ...alias } = roleAliases.describe(name);
      return {
        roleAliasDescription: {
          ...alias,
          roleAliasArn: arns.roleAlias(alias.roleAlias),
          owner: arns.accountId,
          creationDate: createdAt,
          lastModifiedDate: modifiedAt,
        },
      };
    },

    UpdateRoleAlias: ({ roleAlias: name, roleArn, credentialDurationSeconds }) => {
      const { roleAlias } = roleAliases.update(name, { roleArn, credentialDurationSeconds });
      return { roleAlias, roleAliasArn: arns.roleAlias(roleAlias) };
    },

    DeleteRoleAlias: ({ roleAlias }) => {
      roleAliases.delete(roleAlias);
      tags.forget(arns.roleAlias(roleAlias));
      return {};
    },

    ListRoleAliases: (input) => {
      const found = roleAliases.list(markedPage(input), input.ascendingOrder);
      return { roleAliases: [...found.items], nextMarker: found.nextToken };
    },
  } satisfies IotHandlers;
}
