import { Stack, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * States for cdk-nag's report why the roles of a construct have a wildcard in a resource.
 * @param scope the role, or what it is a part of
 */
export function explainWildcard(scope: IConstruct, resource: string, reason: string): void {
  const shown: unknown = Stack.of(scope).resolve(resource);
  Validations.of(scope).acknowledge({ id: `AwsSolutions-IAM5[Resource::${nagName(shown)}]`, reason });
}

/** How cdk-nag writes a resource that contains references: `<LogicalId.Attribute>` in place of each. */
function nagName(resolved: unknown): string {
  if (typeof resolved === 'string') {
    return resolved;
  }
  const join = isRecord(resolved) ? resolved['Fn::Join'] : undefined;
  if (Array.isArray(join) && Array.isArray(join[1])) {
    return join[1].map((part: unknown) => nagName(part)).join('');
  }
  if (isRecord(resolved) && typeof resolved['Ref'] === 'string') {
    return `<${resolved['Ref']}>`;
  }
  const substituted = isRecord(resolved) ? resolved['Fn::Sub'] : undefined;
  if (typeof substituted === 'string') {
    return substituted.replaceAll(/\$\{([^}]+)\}/g, '<$1>');
  }
  const attribute = isRecord(resolved) ? resolved['Fn::GetAtt'] : undefined;
  if (Array.isArray(attribute)) {
    return `<${attribute.join('.')}>`;
  }
  return JSON.stringify(resolved);
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
