import type * as z from 'zod/mini';

/** One thing that is wrong in a file, where in it, and what would be right. */
export interface Problem {
  /** `models[1]`; empty for the file as a whole. */
  readonly path: string;
  readonly message: string;
}

/** All problems of a failed parse, in the order of the schema. */
export function problemsOf(error: z.core.$ZodError): readonly Problem[] {
  return error.issues.map((issue) => ({
    path: issue.path
      .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
      .join('')
      .replace(/^\./, ''),
    message: issue.message,
  }));
}

/** One line a problem, ready for a terminal. */
export function listProblems(problems: readonly Problem[]): string {
  return problems.map(({ path, message }) => `  ${path === '' ? '' : `${path}: `}${message}`).join('\n');
}
