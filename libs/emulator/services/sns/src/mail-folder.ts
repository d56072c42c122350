import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** A mail as a topic sends it. */
export interface Mail {
  readonly id: string;
  readonly sentAt: Date;
  readonly to: string;
  /** What the topic calls itself. */
  readonly from: string | undefined;
  /** One line of ASCII. */
  readonly subject: string;
  readonly text: string;
}

const extension = '.eml';

/** Mails that nobody sends: each is a file, which mail programs can open. Their names begin with the time. */
export class MailFolder {
  /** @param mailsKept older ones go */
  constructor(
    private readonly directory: string,
    private readonly mailsKept: number,
  ) {}

  add(mail: Mail): void {
    mkdirSync(this.directory, { recursive: true, mode: 0o700 });
    const time = mail.sentAt.toISOString().replace(/[-:]/g, '').replace('.', '');
    const path = join(this.directory, `${time}-${mail.id}-${digits(mail.to)}${extension}`);
    writeFileSync(`${path}.new`, contentsOf(mail), { mode: 0o600, flush: true });
    renameSync(`${path}.new`, path);
    this.removeOldest();
  }

  private removeOldest(): void {
    const names = readdirSync(this.directory)
      .filter((name) => name.endsWith(extension))
      .sort();
    for (const name of names.slice(0, -this.mailsKept)) {
      rmSync(join(this.directory, name), { force: true });
    }
  }
}

/** An address as part of a file's name: the mails of one message differ in it. */
function digits(address: string): string {
  return Buffer.from(address).toString('hex').slice(0, 40);
}

/** RFC 5322. The name of the sender is encoded (RFC 2047), so that it adds no header. */
function contentsOf({ id, sentAt, to, from, subject, text }: Mail): string {
  const sender = from === undefined || from === '' ? 'AWS Notifications' : from;
  return [
    `Date: ${sentAt.toUTCString().replace('GMT', '+0000')}`,
    `From: =?UTF-8?B?${Buffer.from(sender).toString('base64')}?= <no-reply@sns.amazonaws.com>`,
    `To: ${to}`,
    `Message-ID: <${id}@sns.amazonaws.com>`,
    `Subject: ${subject}`,
    'MIME-Version: 1.0',
    'Content-Type: text/plain; charset=UTF-8',
    'Content-Transfer-Encoding: 8bit',
    '',
    text,
    '',
  ].join('\r\n');
}
