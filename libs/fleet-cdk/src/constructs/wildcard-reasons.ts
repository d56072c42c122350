/** Why roles have wildcards where a fleet's devices are meant: shown in cdk-nag's report. */
export const serialsAreUnknown =
  'Thing names are serial numbers, which nobody knows when the stack is deployed.';
export const idsAreUnknown = 'Certificates get their ids when devices ask for them.';
