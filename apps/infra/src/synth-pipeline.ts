import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { workspaceRoot } from '@fleet/operator-context';
import { errorInWords } from '@fleet/program-faults';
import * as z from 'zod/mini';
import { planPipeline } from './pipeline/planned-pipeline';
import { synthesisePipeline } from './pipeline/synthesise-pipeline';
import { bundlePaths, pipelineAssemblyDirectory, pipelineConfigFile } from './workspace';

try {
  const root = workspaceRoot();
  const assembly = pipelineAssemblyDirectory(root);
  const config = pipelineConfigFile(process.env, root);
  const cdkManifest = readFileSync(join(root, 'node_modules', 'aws-cdk', 'package.json'), 'utf8');
  const { version: cdkVersion } = z.object({ version: z.string() }).parse(JSON.parse(cdkManifest));
  const pipeline = planPipeline(config, { root, output: assembly, cdkVersion });
  synthesisePipeline(assembly, { pipeline, bundles: bundlePaths(root) });
} catch (error) {
  process.stderr.write(`${errorInWords(error)}\n`);
  process.exitCode = 1;
}
