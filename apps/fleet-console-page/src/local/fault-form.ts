import { faultRequest, type FaultRequest } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';

export const effectKinds = ['throttle', 'fail', 'delay', 'withhold', 'cut', 'reason'] as const;
export type EffectKind = (typeof effectKinds)[number];

/** What is typed to add a fault, as it is typed. */
export interface FaultForm {
  readonly point: string;
  readonly kind: EffectKind;
  readonly times: string;
  readonly code: string;
  readonly millis: string;
  readonly reasonCode: string;
  readonly clientId: string;
}

export const emptyFault: FaultForm = {
  point: '',
  kind: 'throttle',
  times: '1',
  code: 'InternalFailure',
  millis: '1000',
  reasonCode: '0x97',
  clientId: '',
};

/** The fault that a form means; undefined for what cannot be one. local-cloud checks the rest. */
export function readFault({ point, kind, times, clientId, ...form }: FaultForm): FaultRequest | undefined {
  const read = faultRequest.safeParse({
    point: point.trim(),
    times: times.trim() === 'always' ? 'always' : Number(times),
    ...defined({ match: clientId.trim() === '' ? undefined : { clientId: clientId.trim() } }),
    effect: { kind, ...effectOf(kind, form) },
  });
  return read.success ? read.data : undefined;
}

function effectOf(
  kind: EffectKind,
  { code, millis, reasonCode }: Pick<FaultForm, 'code' | 'millis' | 'reasonCode'>,
) {
  switch (kind) {
    case 'fail':
      return { code: code.trim() };
    case 'delay':
      return { millis: Number(millis) };
    case 'reason':
      return { reasonCode: Number(reasonCode) };
    case 'throttle':
    case 'withhold':
    case 'cut':
      return {};
  }
}
