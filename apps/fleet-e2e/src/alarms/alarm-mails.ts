import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A mail that an alarm has sent. */
export interface AlarmMail {
  readonly alarm: string;
  readonly to: string;
  readonly text: string;
}

const subject = /^Subject: (?:ALARM|INSUFFICIENT(?: DATA|_DATA)?): "(?<alarm>[^"]+)"/m;
const receiver = /^To: (?<to>.+?)\r?$/m;

/** The mails of a cloud's alarms, as they come into its folder. */
export class AlarmMails {
  private readonly seen = new Set<string>();

  constructor(private readonly dataDirectory: string) {}

  /** Those that have come since they were taken last, in the order of their times. */
  async take(): Promise<readonly AlarmMail[]> {
    const folder = join(this.dataDirectory, 'mails');
    const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith('.eml'));
    const mails: AlarmMail[] = [];
    for (const name of names.filter((each) => !this.seen.has(each)).sort()) {
      this.seen.add(name);
      const text = await readFile(join(folder, name), 'utf8');
      mails.push({
        alarm: subject.exec(text)?.groups?.['alarm'] ?? `no alarm: ${text.slice(0, 500)}`,
        to: receiver.exec(text)?.groups?.['to'] ?? '',
        text,
      });
    }
    return mails;
  }
}
