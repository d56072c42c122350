import { readOn } from './aws-quotas';
import { callsSection } from './calls-section';
import { costSection } from './cost-section';
import type { SweepCalls } from './sweep-calls';
import { assumptions } from './sweep-day';
import { latency } from './sweep-duration';
import { timeSection } from './time-section';

/** The page docs/rotation-quotas.md. */
export function quotasPage(calls: SweepCalls): string {
  return `${[head, callsSection(calls), timeSection(calls), costSection(calls), assumed].join('\n\n')}\n`;
}

const head = `# Rotation: quotas and cost

This page says which AWS calls the [daily sweep](rotation.md) makes, how long they take under AWS’s default quotas, and what they cost. It covers fleets of 10 thousand, 1 million and 100 million devices, on an ordinary day and on the worst day. On the worst day every device becomes due.

This page is computed: \`npx nx run bench:sweep-quotas\` writes it, and a test fails if it is out of date. \`apps/rotation-lambda/src/sweep-calls.spec.ts\` counts the calls by running the real sweep with the AWS SDK’s clients. Nothing here was measured in AWS. Quotas and prices were read on ${readOn} in older copies of AWS’s pages. Check _Service Quotas_ and the pricing pages of your region before you rely on a figure.`;

const assumed = `## Assumptions

- Certificates rotate after ${assumptions.rotationDays} days, spread over ${assumptions.spreadDays}. The fleet was provisioned evenly over a year. The index also finds devices that wait in the spread; the sweep skips them.
- On average, a due device gets one warning without effect before it rotates. ${assumptions.silent * 100} % of the fleet are overdue and offline, and are warned every day. ${assumptions.neverRotates * 100} % of the due devices are deactivated in the end. ${assumptions.leftInactive * 100} % of the fleet were deactivated earlier and are still in the registry; the sweep checks them every day.
- Names have twenty characters. A device’s record has at most 2 KB. It grows by about 400 bytes with each rotation, up to twenty rotations.
- AWS answers in ${latency.iot * 1_000} ms (IoT), ${latency.dynamoDb * 1_000} ms (DynamoDB), ${latency.search * 1_000} ms (SearchIndex). Only the quotas above cause throttling, and nobody else uses them. One to two minutes pass between two rounds; the figures use two.
- AWS bills a delivered warning as four messages (request, answer, delivery, PUBACK), and any other as two.
- On the worst day every device is connected, and the sweep has no other work.`;
