const fieldNames = ['arn', 'partition', 'service', 'region', 'account', 'resource'] as const;

/** A field of an ARN (user guide, "Amazon Resource Names"). */
export type ArnFieldName = (typeof fieldNames)[number];

/** How many fields an ARN has. The last one may contain colons. */
export const arnFieldCount = fieldNames.length;

/** The fields of an ARN: the first five colons separate them. A text with fewer colons has fewer fields. */
export function splitArn(text: string): string[] {
  const fields: string[] = [];
  let start = 0;
  while (fields.length < arnFieldCount - 1) {
    const colon = text.indexOf(':', start);
    if (colon < 0) {
      break;
    }
    fields.push(text.slice(start, colon));
    start = colon + 1;
  }
  return [...fields, text.slice(start)];
}

/** One field of an ARN; empty where the ARN leaves it out, `undefined` where the text is no ARN. */
export function arnField(arn: string, name: ArnFieldName): string | undefined {
  const fields = splitArn(arn);
  return fields.length === arnFieldCount ? fields[fieldNames.indexOf(name)] : undefined;
}

/** The name at the end, without type and path: `bob` of `user/accounting/bob`. */
export function resourceNameOf(arn: string): string {
  return arn.slice(Math.max(arn.lastIndexOf('/'), arn.lastIndexOf(':')) + 1);
}
