import { InvalidArgumentError } from 'commander';

/** What of a deploy a person has to approve, as the cdk CLI names it. */
export type Approval = 'never' | 'any-change' | 'broadening' | 'destructive';

const approvals: readonly string[] = [
  'never',
  'any-change',
  'broadening',
  'destructive',
] satisfies Approval[];

/** A deploy has to be approved, and no person is there. */
export class NobodyApprovesError extends Error {
  override readonly name = 'NobodyApprovesError';
  constructor() {
    super(
      'The deploy needs an approval, and this is not a terminal. Nothing was changed. See the changes with ' +
        'npx nx run infra:diff. Then repeat the command with --approve, or with --require-approval and a level ' +
        'of the cdk CLI: never, any-change, broadening, destructive.',
    );
  }
}

/** @throws InvalidArgumentError */
export function parseApproval(value: string): Approval {
  if (!isApproval(value)) {
    throw new InvalidArgumentError(`It must be one of ${approvals.join(', ')}.`);
  }
  return value;
}

/**
 * Which changes the cdk CLI asks about. A level that the command names holds without a terminal, too: there the cdk CLI
 * deploys what needs no approval, and fails at the rest.
 * @throws NobodyApprovesError when the command says nothing, and nobody can answer
 */
export function approvalFor(
  options: { readonly approve?: boolean; readonly requireApproval?: Approval; readonly local?: boolean },
  isTerminal: boolean,
): Approval {
  if (options.requireApproval !== undefined) {
    return options.requireApproval;
  }
  if (options.approve === true || options.local === true) {
    return 'never';
  }
  if (!isTerminal) {
    throw new NobodyApprovesError();
  }
  return 'broadening';
}

function isApproval(value: string): value is Approval {
  return approvals.includes(value);
}
