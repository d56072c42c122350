import { InvalidRequestException, invalidIdentifier } from '../errors';

const namePattern = /^[a-zA-Z0-9:_-]{1,128}$/;
const attributeNamePattern = /^[a-zA-Z0-9_.,@/:#-]{1,128}$/;
/** Documented: API reference, AttributePayload. */
const attributeValuePattern = /^[a-zA-Z0-9_.,@/:#=[\]-]{0,800}$/;
const mostAttributes = { untyped: 3, typed: 50 };

export type Attributes = Readonly<Record<string, string>>;

type NamedKind = 'thing' | 'thing group' | 'thing type' | 'billing group';

/**
 * Checks a name of one of these kinds (API reference: `[a-zA-Z0-9:_-]+`, 1 to 128).
 * @throws InvalidRequestException
 */
export function checkName(kind: NamedKind, name: string | undefined): string {
  if (name === undefined || !namePattern.test(name)) {
    throw invalidIdentifier(`${kind} name`, name, '1 to 128 characters of a-z, A-Z, 0-9, ":", "_" and "-"');
  }
  return name;
}

/** @throws InvalidRequestException for a name or value outside the API's pattern */
export function checkAttributes(attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (!attributeNamePattern.test(name)) {
      throw new InvalidRequestException(
        `Invalid attribute name "${name.slice(0, 128)}": 1 to 128 characters of a-z, A-Z, 0-9 and _.,@/:#-`,
      );
    }
    if (!attributeValuePattern.test(value)) {
      throw new InvalidRequestException(
        `Invalid value of attribute "${name}": at most 800 characters of a-z, A-Z, 0-9 and _.,@/:#=[]-, no blank`,
      );
    }
  }
}

/** @throws InvalidRequestException for more attributes than a thing of its kind may have */
export function checkAttributeCount(attributes: Attributes, typed: boolean): void {
  const most = typed ? mostAttributes.typed : mostAttributes.untyped;
  if (Object.keys(attributes).length > most) {
    throw new InvalidRequestException(
      `A thing ${typed ? 'with' : 'without'} a thing type cannot have more than ${most} attributes`,
    );
  }
}

/** Puts new attributes beside or over old ones; an empty value removes an attribute (API reference, UpdateThing). */
export function mergeAttributes(current: Attributes, added: Attributes): Attributes {
  return withoutEmpty({ ...current, ...added });
}

/** The attributes that have a value. */
export function withoutEmpty(attributes: Attributes): Attributes {
  return Object.fromEntries(Object.entries(attributes).filter(([, value]) => value !== ''));
}
