import { ValidationException } from '../errors';
import { parseUpdate } from '../expressions/update-parser';
import { Placeholders } from '../expressions/placeholders';
import { project } from '../expressions/document-path';
import { formatItem } from '../values/attribute-value';
import type { Item, WireItem } from '../values/attribute-value';
import type { WriteExpressions, Written } from './write-item';

/** @throws ValidationException for what the operation cannot return */
export function checkReturnValues(value: string | undefined, allowed: readonly string[]): string {
  const wanted = value ?? 'NONE';
  if (allowed.includes(wanted)) {
    return wanted;
  }
  throw new ValidationException(`ReturnValues can only be ${allowed.join(' or ')}, not ${wanted}`);
}

/** `Attributes` of an answer to a write, as `ReturnValues` asks for them. */
export function returnedAttributes(
  wanted: string,
  { before, after }: Written,
  input: WriteExpressions,
): { Attributes?: WireItem } {
  switch (wanted) {
    case 'ALL_OLD':
      return before ? { Attributes: formatItem(before) } : {};
    case 'ALL_NEW':
      return after ? { Attributes: formatItem(after) } : {};
    case 'UPDATED_OLD':
      return touched(before, input);
    case 'UPDATED_NEW':
      return touched(after, input);
    default:
      return {};
  }
}

function touched(item: Item | undefined, input: WriteExpressions): { Attributes?: WireItem } {
  if (!item || input.UpdateExpression === undefined) {
    return {};
  }
  const placeholders = new Placeholders(input.ExpressionAttributeNames, input.ExpressionAttributeValues);
  const paths = parseUpdate(input.UpdateExpression, placeholders).map(({ path }) => path);
  const part = project(item, paths);
  return part.size > 0 ? { Attributes: formatItem(part) } : {};
}
