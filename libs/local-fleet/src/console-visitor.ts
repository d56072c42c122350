import { apiFailure, apiPaths, secretHeader, sessionGrant } from '@fleet/fleet-console-api';

/** Somebody who has opened the console's link, and asks as its page does. */
export class ConsoleVisitor {
  private constructor(
    private readonly origin: string,
    private readonly headers: Readonly<Record<string, string>>,
  ) {}

  static async open(link: string): Promise<ConsoleVisitor> {
    const { origin, hash } = new URL(link);
    const answer = await fetch(new URL(apiPaths.session, origin), {
      method: 'POST',
      headers: { 'content-type': 'application/json', origin },
      body: JSON.stringify({ token: hash.slice(1) }),
    });
    const { secret } = sessionGrant.parse(await answer.json());
    const cookie = answer.headers.getSetCookie().map((each) => each.split(';')[0]);
    return new ConsoleVisitor(origin, { origin, cookie: cookie.join('; '), [secretHeader]: secret });
  }

  /** @returns the body of the answer. @throws Error with what the console says, unless it is a success */
  async get(path: string): Promise<string> {
    return this.body(await fetch(new URL(path, this.origin), { headers: this.headers }));
  }

  /** @returns all that is said until the end. @throws as `get` does */
  async post(path: string, body: object): Promise<string> {
    const headers = { ...this.headers, 'content-type': 'application/json' };
    return this.body(
      await fetch(new URL(path, this.origin), { method: 'POST', headers, body: JSON.stringify(body) }),
    );
  }

  private async body(answer: Response): Promise<string> {
    const text = await answer.text();
    if (!answer.ok) {
      const { kind, message } = apiFailure.parse(JSON.parse(text));
      throw new Error(`${kind}: ${message}`);
    }
    return text;
  }
}
