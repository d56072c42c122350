import { ResourceNotFoundException } from '@aws-sdk/client-iot';

/** What AWS IoT answers, or `undefined` where what is asked about does not exist (any more). */
export async function absentIfNotFound<Answer>(answer: Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof ResourceNotFoundException) {
      return undefined;
    }
    throw error;
  }
}
