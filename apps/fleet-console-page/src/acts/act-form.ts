import { deviceActRequest, type DeviceActName, type DeviceActRequest } from '@fleet/fleet-console-api';
import { defined } from '@fleet/optional-members';
import { compactDay } from '../devices/device-filter';

/** What is typed into the form of an act, as it is typed. */
export interface ActForm {
  readonly reason: string;
  readonly untilAway: boolean;
  readonly kind: 'reprovision' | 'rotate';
  readonly hours: string;
  readonly certificate: string;
  readonly issued: string;
  readonly confirm: string;
}

export const emptyForm: ActForm = {
  reason: '',
  untilAway: true,
  kind: 'reprovision',
  hours: '24',
  certificate: '',
  issued: '',
  confirm: '',
};

/** The request that a form means, or what is wrong with it by its member. */
export type ReadForm =
  | { readonly request: DeviceActRequest; readonly problems?: undefined }
  | { readonly request?: undefined; readonly problems: Readonly<Partial<Record<string, string>>> };

export function readForm(act: DeviceActName, form: ActForm, dryRun: boolean): ReadForm {
  const read = deviceActRequest.safeParse({ act, dryRun, ...optionsOf(act, form, dryRun) });
  if (read.success) {
    return { request: read.data };
  }
  return {
    problems: Object.fromEntries(
      read.error.issues.map(({ path, message }) => [
        String(path[0]),
        problemWords[String(path[0])] ?? message,
      ]),
    ),
  };
}

const problemWords: Readonly<Record<string, string>> = {
  hours: 'A permit lasts for 1 to 720 whole hours.',
  certificate: 'The id of a certificate has 64 digits of 0-9 and a-f.',
  issued: 'Give a day, as 2026-01-31.',
  reason: 'At most 200 characters.',
};

function optionsOf(act: DeviceActName, form: ActForm, dryRun: boolean): object {
  switch (act) {
    case 'block':
      return { untilAway: form.untilAway, ...defined({ reason: written(form.reason) }) };
    case 'permit':
      return {
        kind: form.kind,
        hours: Number(form.hours),
        ...defined({ certificate: form.kind === 'rotate' ? undefined : written(form.certificate) }),
      };
    case 'age':
      return { issued: compactDay(form.issued) ?? form.issued };
    case 'remove':
      return dryRun ? {} : { confirm: form.confirm };
    case 'unblock':
    case 'revoke-permit':
      return {};
  }
}

/** An option that nobody has written is none. */
function written(text: string): string | undefined {
  return text.trim() === '' ? undefined : text.trim();
}
