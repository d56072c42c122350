import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** Who answers requests may change while they come: those that find nobody wait. */
export class RequestGate {
  private readonly underWay = new Set<ServerResponse>();
  private waiting: { readonly request: IncomingMessage; readonly response: ServerResponse }[] = [];
  private serve: RequestListener | undefined;

  readonly listener: RequestListener = (request, response) => {
    if (this.serve === undefined) {
      this.waiting.push({ request, response });
      return;
    }
    this.underWay.add(response);
    response.once('close', () => this.underWay.delete(response));
    this.serve(request, response);
  };

  /** Lets requests through to `serve`, those that have waited first. */
  open(serve: RequestListener): void {
    this.serve = serve;
    for (const { request, response } of this.waiting.splice(0)) {
      this.listener(request, response);
    }
  }

  /** Lets no more through, and cuts those off that are not answered after a while. */
  async shut(graceMillis: number): Promise<void> {
    this.serve = undefined;
    const cut = setTimeout(() => this.underWay.forEach((response) => response.destroy()), graceMillis);
    await Promise.all(
      [...this.underWay].map((response) => new Promise<void>((resolve) => response.once('close', resolve))),
    );
    clearTimeout(cut);
  }

  /** Cuts off those that wait: nobody will serve them. */
  close(): void {
    for (const { response } of this.waiting.splice(0)) {
      response.destroy();
    }
  }
}
