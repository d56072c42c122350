/**
 * Why a rotation is begun: the cloud's warning, the certificate's own age, a word from the operator at the
 * device, or an earlier rotation that was interrupted.
 */
export type RotationReason = 'alert' | 'due' | 'operator' | 'interrupted';
