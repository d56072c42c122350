import * as z from 'zod';

const batchResponse = z
  .object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string().min(1) })).nullish() })
  .nullable();

/**
 * The messages that a function says it could not process: "Implementing partial batch responses", success and
 * failure conditions.
 * @param answer of the function, JSON text
 * @param messageIds of the batch
 * @returns undefined when the answer cannot be relied on: the whole batch has failed
 */
export function reportedFailures(
  answer: string,
  messageIds: ReadonlySet<string>,
): ReadonlySet<string> | undefined {
  const response = batchResponse.safeParse(parsed(answer));
  if (!response.success) {
    return undefined;
  }
  const failed = new Set(response.data?.batchItemFailures?.map(({ itemIdentifier }) => itemIdentifier));
  return [...failed].every((id) => messageIds.has(id)) ? failed : undefined;
}

/** Nothing, as an answer, is the answer null. */
function parsed(answer: string): unknown {
  if (answer === '') {
    return null;
  }
  try {
    return JSON.parse(answer) as unknown;
  } catch {
    return undefined;
  }
}
