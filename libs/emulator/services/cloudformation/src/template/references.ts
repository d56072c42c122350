import { asIntrinsic, getAttParts, placeholders, subParts } from './intrinsic';
import { isArray, isObject } from './json';

/**
 * The names a value refers to with Ref, Fn::GetAtt and Fn::Sub: parameters, pseudo parameters and resources alike.
 * Of a Fn::If only the branch that its condition chooses counts.
 */
export function referencedNames(value: unknown, isTrue: (condition: string) => boolean): Set<string> {
  const names = new Set<string>();
  collect(value, isTrue, names);
  return names;
}

function collect(value: unknown, isTrue: (condition: string) => boolean, names: Set<string>): void {
  const call = asIntrinsic(value);
  if (call === undefined) {
    const members = isArray(value) ? value : isObject(value) ? Object.values(value) : [];
    members.forEach((member) => collect(member, isTrue, names));
    return;
  }
  const { name, argument } = call;
  if (name === 'Ref' && typeof argument === 'string') {
    names.add(argument);
  } else if (name === 'Fn::GetAtt') {
    const [logicalId, attribute] = getAttParts(argument);
    names.add(logicalId);
    collect(attribute, isTrue, names);
  } else if (name === 'Fn::Sub') {
    collectSubstitutions(argument, isTrue, names);
  } else if (name === 'Fn::If' && isArray(argument) && typeof argument[0] === 'string') {
    collect(isTrue(argument[0]) ? argument[1] : argument[2], isTrue, names);
  } else {
    collect(argument, isTrue, names);
  }
}

function collectSubstitutions(
  argument: unknown,
  isTrue: (condition: string) => boolean,
  names: Set<string>,
): void {
  const { text, variables } = subParts(argument);
  for (const placeholder of placeholders(text)) {
    if (!Object.hasOwn(variables, placeholder)) {
      names.add(placeholder.split('.', 1)[0] ?? placeholder);
    }
  }
  collect(variables, isTrue, names);
}
