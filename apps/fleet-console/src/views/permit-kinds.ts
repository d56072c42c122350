import type { PermitKind } from '@fleet/certificate-lifecycle';

export const permittedKinds = ['reprovision', 'rotate'] as const satisfies readonly PermitKind[];
