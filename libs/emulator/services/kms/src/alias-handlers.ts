import { AwsError } from '@fleet/aws-wire';
import { page, textKey } from '@fleet/paging';
import { existingKey, notFound } from './keys';
import type { KmsHandlers, KmsParts } from './kms-parts';
import { aliasPages } from './page-rules';

const aliasPattern = /^alias\/(?!aws\/)[\w/-]+$/;

/** The operations on aliases. */
export function aliasHandlers(parts: KmsParts): KmsHandlers {
  const { keys } = parts;
  const existingAlias = (name: string): void => {
    if (keys.alias(name) === undefined) {
      throw notFound(`Alias ${name} is not found.`);
    }
  };
  return {
    CreateAlias: ({ AliasName, TargetKeyId }) => {
      if (!aliasPattern.test(AliasName)) {
        throw new AwsError('InvalidAliasNameException', `${AliasName} is no alias.`);
      }
      if (keys.alias(AliasName) !== undefined) {
        throw new AwsError('AlreadyExistsException', `An alias with the name ${AliasName} already exists`);
      }
      keys.saveAlias({ name: AliasName, keyId: existingKey(parts, TargetKeyId).id });
      return {};
    },
    UpdateAlias: ({ AliasName, TargetKeyId }) => {
      existingAlias(AliasName);
      keys.saveAlias({ name: AliasName, keyId: existingKey(parts, TargetKeyId).id });
      return {};
    },
    DeleteAlias: ({ AliasName }) => {
      existingAlias(AliasName);
      keys.deleteAlias(AliasName);
      return {};
    },
    ListAliases: ({ KeyId, Marker, Limit }, context) => {
      const { region, accountId } = context;
      const id = KeyId === undefined ? undefined : existingKey(parts, KeyId).id;
      const { items, nextToken } = page({ nextToken: Marker, maxResults: Limit }, aliasPages, {
        name: ['aliases', id],
        key: textKey,
        read: (after, limit) => keys.aliases(id, after, limit),
        keyOf: ({ name }) => name,
      });
      return {
        Aliases: items.map(({ name, keyId }) => ({
          AliasName: name,
          AliasArn: `arn:aws:kms:${region}:${accountId}:${name}`,
          TargetKeyId: keyId,
        })),
        Truncated: nextToken !== undefined,
        NextMarker: nextToken,
      };
    },
  };
}
