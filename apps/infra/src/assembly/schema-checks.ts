/** Context of an app: what CloudFormation's schemas object to ends the synthesis. Without it the CDK only warns. */
export const failsOnSchemas = { '@aws-cdk/core:validateAgainstDefaultRules': true };
