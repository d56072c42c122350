import { createServer, request } from 'node:http';
import type { RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { RequestGate } from './request-gate';

describe('requests at the gate', () => {
  const says =
    (text: string): RequestListener =>
    (_request, response) => {
      response.end(text);
    };
  let gate: RequestGate;
  let server: Server;
  let url: string;
  beforeEach(async () => {
    gate = new RequestGate();
    server = createServer(gate.listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  /** Resolves when the server has the request; `answer` is its text. */
  const ask = async (): Promise<{ answer: Promise<string> }> => {
    const arrived = new Promise<void>((resolve) => server.once('request', () => resolve()));
    const answer = fetch(url).then((response) => response.text());
    answer.catch(() => undefined);
    await arrived;
    return { answer };
  };

  it('are let through to who serves, and wait for the next one meanwhile', async () => {
    const early = await ask();
    gate.open(says('first'));
    expect(await early.answer).toBe('first');
    await gate.shut(60_000);
    const late = await ask();
    gate.open(says('second'));
    expect(await late.answer).toBe('second');
  });

  it('are waited for when it shuts', async () => {
    let finish = () => {};
    gate.open((_request, response) => {
      finish = () => response.end('done');
    });
    const { answer } = await ask();
    const shut = gate.shut(60_000);
    finish();
    await shut;
    expect(await answer).toBe('done');
  });

  it('are cut off when they take too long', async () => {
    gate.open(() => undefined);
    const { answer } = await ask();
    await gate.shut(1);
    await expect(answer).rejects.toThrow();
  });

  it('are cut off when they send without an end', async () => {
    gate.open(() => undefined);
    const arrived = new Promise<void>((resolve) => server.once('request', () => resolve()));
    const upload = request(url, { method: 'PUT' });
    const broken = new Promise((resolve) => upload.once('error', resolve));
    upload.write('a part');
    await arrived;
    await gate.shut(1);
    await broken;
  });

  it('are cut off when nobody will serve them any more', async () => {
    const { answer } = await ask();
    gate.close();
    await expect(answer).rejects.toThrow();
  });
});
