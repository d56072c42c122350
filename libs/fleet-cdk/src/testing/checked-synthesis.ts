import { App, Validations, type Stack } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** Context of an app: what CloudFormation's schemas object to ends the synthesis. Without it the CDK only warns. */
export const failsOnSchemas = { '@aws-cdk/core:validateAgainstDefaultRules': true };

/** An app that cdk-nag looks at. The comparison with CloudFormation's schemas takes seconds, and has to be asked for. */
export function checkedApp(outdir: string): App {
  process.env['CDK_VALIDATION'] = 'false';
  const app = new App({ outdir, context: failsOnSchemas });
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
  return app;
}

/** @throws what cdk-nag objects to, among others */
export function synthesise(stack: Stack): void {
  const { root } = stack.node;
  if (!(root instanceof App)) {
    throw new Error('the stack is in no app');
  }
  const printed = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  try {
    root.synth();
  } finally {
    printed.mockRestore();
  }
}

/** @throws what CloudFormation's own schemas object to, and cdk-nag */
export function synthesiseBySchemas(stack: Stack): void {
  process.env['CDK_VALIDATION'] = 'true';
  try {
    synthesise(stack);
  } finally {
    process.env['CDK_VALIDATION'] = 'false';
  }
}
