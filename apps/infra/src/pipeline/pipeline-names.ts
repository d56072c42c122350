/** Name of the pipeline's stack. */
export function pipelineStackName(pipeline: string): string {
  return `${pipeline}-pipeline`;
}

/** Name of the role of the builds that follow a deploy. The roles beside the fleets trust it by this name. */
export function afterDeployRoleName(pipeline: string): string {
  return `${pipeline}_after_deploy`;
}

/** Name of the role beside a fleet that those builds assume. */
export function stageRoleName(resourceTag: string): string {
  return `${resourceTag}_pipeline`;
}

/** Name of the stack with that role. */
export function stageRoleStackName(resourceTag: string): string {
  return `${resourceTag}-pipeline-access`;
}
