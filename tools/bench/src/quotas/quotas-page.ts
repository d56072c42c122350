import { readOn } from './aws-quotas';
import { callsSection } from './calls-section';
import { costSection } from './cost-section';
import type { SweepCalls } from './sweep-calls';
import { assumptions } from './sweep-day';
import { latency } from './sweep-duration';
import { timeSection } from './time-section';

/** The page docs/rotation-quotas.md. */
export function quotasPage(calls: SweepCalls): string {
  return `${[head, callsSection(calls), timeSection(calls), costSection(calls), takenForGranted].join('\n\n')}\n`;
}

const head = `# Rotation: quotas and cost

What the [daily sweep](rotation.md) asks of AWS, how long that takes under AWS’s default quotas, and what it costs: for fleets of 10 thousand, 1 million and 100 million devices, on a day like any other and on the worst, when every device is due since today.

This page is computed: \`npx nx run bench:sweep-quotas\` writes it, and a test fails when it is not what the program writes. The calls are counted by \`apps/rotation-lambda/src/sweep-calls.spec.ts\`, which runs the real sweep behind the AWS SDK’s clients. Nothing here was measured in AWS. Quotas and prices were read on ${readOn}, in copies of AWS’s pages that are older than that; look at _Service Quotas_ and the pricing pages of your region before you rely on one.`;

const takenForGranted = `## Taken for granted

- Rotation after ${assumptions.rotationDays} days, spread over ${assumptions.spreadDays}; a fleet that was made evenly over a year. Who is in the spread is found by the index and read over.
- A device that becomes due is warned on one day in vain, on average, before it rotates; ${assumptions.silent * 100} % of the fleet are overdue without a connection and warned every day; ${assumptions.neverRotates * 100} % of those that become due are made inactive in the end; of the fleet, ${assumptions.leftInactive * 100} % were made inactive earlier and are still there, and are looked at every day.
- Names of twenty characters, a device’s record of at most 2 KB; it grows by some 400 bytes with each rotation, up to twenty that are remembered.
- AWS answers in ${latency.iot * 1_000} ms (IoT), ${latency.dynamoDb * 1_000} ms (DynamoDB), ${latency.search * 1_000} ms (SearchIndex); nothing is throttled but by the quotas above, which nobody else uses. One to two minutes pass between two rounds; two are counted.
- A warning is metered as four messages where it is heard (request, answer, delivery, PUBACK), else as two.
- On the worst day every device is connected, and nothing else is to be done.`;
