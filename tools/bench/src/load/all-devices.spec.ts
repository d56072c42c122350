import { allDevices, DevicesFailedError } from './all-devices';

describe('many devices at once', () => {
  it('are waited for, also when one fails, as those under way would disturb what is measured next', async () => {
    const done: string[] = [];
    const work = async ({ serial }: { serial: string }) => {
      await Promise.resolve();
      if (serial === 'b') {
        throw new Error('refused: 403');
      }
      await new Promise(setImmediate);
      done.push(serial);
    };
    const all = allDevices([{ serial: 'a' }, { serial: 'b' }, { serial: 'c' }], work);
    await expect(all).rejects.toBeInstanceOf(DevicesFailedError);
    await expect(all).rejects.toThrow('1 of 3 devices failed, the first with: b: refused: 403');
    expect(done).toEqual(['a', 'c']);
  });

  it('give what each has found, in their order', async () => {
    const devices = [{ serial: 'a' }, { serial: 'b' }];
    const found = await allDevices(devices, ({ serial }) => Promise.resolve(`${serial}!`));
    expect(found).toEqual(['a!', 'b!']);
  });
});
