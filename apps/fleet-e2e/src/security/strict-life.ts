import { startAgent } from '@fleet/local-fleet';
import { eventually } from '@fleet/eventually';
import { newSerial, type Fleets } from './two-fleets';

const hour = 3_600_000;

/** The agent, as the bundle brings it: under the strict policies nothing of it may be missing. */
export function strictLife(fleets: Fleets): void {
  it('provisions itself, rotates with a permit, and loses the old certificate once the new one is proven', async () => {
    const { strict, iot, resources } = fleets();
    const serial = newSerial();
    const device = await strict.unpackBundle(serial, { model: 'model-2' });
    await startAgent(device, ['provision'], { resources }).succeed();
    // That the broker has the confirmation does not say that the rule's function has received it.
    const first = await eventually('proof of the first certificate', () => currentOf(serial));
    expect((await iot.describeThing({ thingName: serial })).attributes).toMatchObject({
      model_type: 'model-2',
    });

    await strict.registry.grantPermit(serial, 'rotate', new Date(Date.now() + hour));
    await startAgent(device, ['rotate'], { resources }).succeed();
    // The certificate that is proven takes the place of the other a moment after it has confirmed itself.
    const principals = await eventually('end of the old certificate', async () => {
      const found = (await iot.listThingPrincipals({ thingName: serial })).principals;
      return found?.length === 1 ? found : undefined;
    });
    const second = await currentOf(serial);
    expect(second).not.toBe(first);
    expect(principals).toEqual([expect.stringContaining(`cert/${second ?? 'none'}`)]);
    const { certificateDescription } = await iot.describeCertificate({ certificateId: first });
    expect(certificateDescription?.status).toBe('INACTIVE');
  });

  async function currentOf(serial: string): Promise<string | undefined> {
    return (await fleets().strict.registry.find(serial))?.current;
  }
}
