import * as z from 'zod';

/** Where faults are listed (GET), added (POST), and taken away: one by `/<id>`, or all (DELETE). */
export const faultsPath = '/_local-cloud/faults';

/** The answer to everything that was not done. */
export const administrationRefusal = z.object({ message: z.string() });
