import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSweepCalls } from '../quotas/sweep-calls';
import { costPage } from './cost-page';
import { readDeviceCalls } from './device-calls';

// Nx runs it in the workspace's root.
const root = process.cwd();
const file = join(root, 'docs', 'cost-and-quotas.md');
writeFileSync(file, costPage(readDeviceCalls(root), readSweepCalls(root)));
process.stdout.write(`${file}\n`);
