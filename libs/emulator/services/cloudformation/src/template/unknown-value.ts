/**
 * Values that are known only once a resource exists. A change set is planned before that, so it calculates with a
 * placeholder that no template can contain: whatever a placeholder gets into differs from what is deployed.
 */
const mark = '\u0000known after apply:';

export function unknownValue(logicalId: string, attribute: string): string {
  return `${mark}${logicalId}.${attribute}\u0000`;
}

export function isUnknown(value: string): boolean {
  return value.includes(mark);
}

/** What `Fn::Split` makes of an unknown value: every item of it is unknown. */
export class UnknownList {
  constructor(readonly placeholder: string) {}
}
