import type { PropertyType, SpecifiedProperty, TypeDefinitions } from './specified-types';

/** A place in the properties of a resource that the specification does not agree with. */
export interface PropertyFault {
  /** For example `Rules[0].Filter`. */
  readonly path: string;
  readonly is: 'unknown' | 'missing';
}

/** Properties that the specification does not know, and those that it requires and that are not there. */
export function faultsOf(
  specified: Readonly<Record<string, SpecifiedProperty>>,
  properties: unknown,
  definitions: TypeDefinitions,
  path = '',
): PropertyFault[] {
  if (!isMap(properties)) {
    return isList(properties) ? [{ path, is: 'unknown' }] : [];
  }
  const at = (name: string): string => (path === '' ? name : `${path}.${name}`);
  const missing = Object.entries(specified)
    .filter(([name, { required }]) => required === true && !(name in properties))
    .map(([name]): PropertyFault => ({ path: at(name), is: 'missing' }));
  const present = Object.entries(properties).flatMap(([name, value]): PropertyFault[] => {
    const property = Object.hasOwn(specified, name) ? specified[name] : undefined;
    return property === undefined
      ? [{ path: at(name), is: 'unknown' }]
      : faultsOfValue(property.type, value, definitions, at(name));
  });
  return [...missing, ...present];
}

function faultsOfValue(
  type: PropertyType,
  value: unknown,
  definitions: TypeDefinitions,
  path: string,
): PropertyFault[] {
  const branches = branchesOf(value);
  if (branches !== undefined) {
    return branches.flatMap((branch) => faultsOfValue(type, branch, definitions, path));
  }
  switch (type.type) {
    case 'array':
      return isList(value)
        ? value.flatMap((item, index) => faultsOfValue(type.element, item, definitions, `${path}[${index}]`))
        : [];
    case 'map':
      return isMap(value)
        ? Object.entries(value).flatMap(([key, item]) =>
            faultsOfValue(type.element, item, definitions, `${path}.${key}`),
          )
        : [];
    case 'ref':
      return faultsOf(definitions(type.reference.$ref), value, definitions, path);
    case 'tag':
      return faultsOf(tagProperties, value, definitions, path);
    case 'union':
      return type.types
        .map((each) => faultsOfValue(each, value, definitions, path))
        .reduce((best, next) => (next.length < best.length ? next : best));
    case 'json':
      return [];
    default:
      return isMap(value) || isList(value) ? [{ path, is: 'unknown' }] : [];
  }
}

const tagProperties: Readonly<Record<string, SpecifiedProperty>> = {
  Key: { type: { type: 'string' }, required: true },
  Value: { type: { type: 'string' }, required: true },
};

/** What a value can be that a function makes: both outcomes of a condition, and nothing known of any other function. */
function branchesOf(value: unknown): readonly unknown[] | undefined {
  const [[name, argument] = [], ...others] = isMap(value) ? Object.entries(value) : [];
  if (name === undefined || others.length > 0 || !(name === 'Ref' || name.startsWith('Fn::'))) {
    return undefined;
  }
  return name === 'Fn::If' && isList(argument) ? argument.slice(1) : [];
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isList(value: unknown): value is readonly unknown[] {
  return Array.isArray(value);
}
