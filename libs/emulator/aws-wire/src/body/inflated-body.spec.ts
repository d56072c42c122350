import { gzipSync } from 'node:zlib';
import { inflatedBody } from './inflated-body';

const gzip = { 'content-encoding': 'gzip' };

describe('a compressed body', () => {
  it('becomes what it was', async () => {
    expect((await inflatedBody(gzip, gzipSync('{"a":1}'))).toString()).toBe('{"a":1}');
  });

  it('stays as it is where nobody says that it is compressed', async () => {
    const body = gzipSync('x');
    expect(await inflatedBody({ 'content-encoding': 'aws-chunked' }, body)).toBe(body);
  });

  it('is refused when it becomes too large', async () => {
    const bomb = gzipSync(Buffer.alloc(17 * 1024 * 1024));
    expect(bomb.length).toBeLessThan(100_000);
    await expect(inflatedBody(gzip, bomb)).rejects.toMatchObject({ code: 'RequestEntityTooLargeException' });
  });

  it('is refused when it is no gzip, or not all of it', async () => {
    await expect(inflatedBody(gzip, Buffer.from('{}'))).rejects.toMatchObject({
      code: 'SerializationException',
    });
    const cut = gzipSync('{"a":1}').subarray(0, 20);
    await expect(inflatedBody(gzip, cut)).rejects.toMatchObject({ code: 'SerializationException' });
  });
});
