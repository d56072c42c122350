import * as z from 'zod';

const oneOrMore = z.union([z.string(), z.array(z.string())]).transform((value) => [value].flat());
const statement = z.object({
  Effect: z.enum(['Allow', 'Deny']),
  Principal: z.union([z.literal('*'), z.object({ Service: oneOrMore.optional() })]).optional(),
  Action: oneOrMore.optional(),
  NotAction: oneOrMore.optional(),
  Condition: z.unknown().optional(),
});
type Statement = z.output<typeof statement>;
const document = z.object({
  Statement: z.union([statement, z.array(statement)]).transform((value) => [value].flat()),
});

/**
 * Whether a trust policy lets a service assume the role. Conditions are not evaluated: an Allow counts as if they were
 * met, a Deny as if they were not.
 */
export function trustsService(trustPolicy: string, service: string): boolean {
  const read = document.safeParse(JSON.parse(trustPolicy));
  if (!read.success) {
    return false;
  }
  const about = read.data.Statement.filter((each) => isAbout(each, service));
  const denied = about.some(({ Effect, Condition }) => Effect === 'Deny' && Condition === undefined);
  return !denied && about.some(({ Effect }) => Effect === 'Allow');
}

function isAbout({ Principal, Action, NotAction }: Statement, service: string): boolean {
  const isPrincipal = Principal === '*' || Principal?.Service?.includes(service) === true;
  const isAction =
    NotAction === undefined ? Action?.some(coversAssumeRole) === true : !NotAction.some(coversAssumeRole);
  return isPrincipal && isAction;
}

/** Actions are compared without regard to case; `*` and `?` are wildcards (IAM user guide, policy elements). */
function coversAssumeRole(pattern: string): boolean {
  const literal = pattern.replace(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${literal.replaceAll('*', '.*').replaceAll('?', '.')}$`, 'i').test('sts:AssumeRole');
}
