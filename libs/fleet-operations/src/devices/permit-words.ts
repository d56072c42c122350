import type { DeviceRecord } from '@fleet/certificate-lifecycle';
import { minuteOf, shortId } from '../output/words';

/** The permits of a record with their ends; nothing for none. */
export function permitWords(
  { permits, namedPermit }: Pick<DeviceRecord, 'permits' | 'namedPermit'>,
  now: Date,
): string {
  const at = now.toISOString();
  const words = (what: string, until: string) =>
    `${what} ${until > at ? 'until' : 'ended'} ${minuteOf(until)}`;
  return [
    ...Object.entries(permits).map(([kind, until]) => words(kind, until)),
    ...(namedPermit === undefined
      ? []
      : [words(`reprovision for ${shortId(namedPermit.certificateId)}`, namedPermit.until)]),
  ].join(', ');
}
