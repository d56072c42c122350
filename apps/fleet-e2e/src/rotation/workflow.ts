import type { ManagedProcess } from '@fleet/local-fleet';
import type { Rotating } from './rotating-fleet';

const serial = 'rotating-0001';

/** The way of a certificate from its age to its successor, as an operator can watch it. */
export function workflow(rotating: Rotating): void {
  let agent: ManagedProcess;
  let first: string;

  const said = (what: string) => agent.line((line) => (line.includes(what) ? line : undefined));

  it('has nothing to do for a device that is fresh', async () => {
    agent = await rotating().runAgent(serial);
    first = await rotating().certificateOf(serial);
    await rotating().fleet.proven(serial, first);
    await expect(rotating().sweep()).resolves.toMatchObject({ found: 0, warned: 0, failed: 0 });
  });

  it('warns the device when its date says that it is old', async () => {
    await rotating().devices('age', serial, '20180630');
    await expect(rotating().sweep()).resolves.toMatchObject({ found: 1, warned: 1, firstWarnings: 1 });
    await expect(said('"rotation-ordered"')).resolves.toContain('"alert"');
  });

  it('sees the device rotate by itself, and the old certificate go once the new one has carried a connection', async () => {
    await expect(said('"rotated"')).resolves.toContain(serial);
    const second = await rotating().successorOf(serial, first);
    await expect(rotating().status(second)).resolves.toBe('ACTIVE');
    await expect(rotating().status(first)).resolves.toBe('INACTIVE');
    await expect(rotating().attributes(serial)).resolves.toMatchObject({
      cert_issuance: await rotating().today(),
    });
    const { certificates = [] } = (await rotating().fleet.registry.find(serial)) ?? {};
    expect(certificates.at(-1)).toMatchObject({ certificateId: second, issuedOver: first });
  });

  it('warns it no more', async () => {
    await expect(rotating().sweep()).resolves.toMatchObject({ found: 0, warned: 0 });
  });

  it('tells a device of its operator’s permit, and has it rotate before its time', async () => {
    const before = await rotating().certificateOf(serial);
    await rotating().devices('permit', serial, 'rotate');
    await expect(rotating().sweep()).resolves.toMatchObject({ found: 0, permitsTold: 1 });
    await rotating().successorOf(serial, before);
    await expect(rotating().sweep()).resolves.toMatchObject({ permitsTold: 0 });
  });

  it('goes by itself every day: a year later the schedule finds the certificate due', async () => {
    const before = await rotating().certificateOf(serial);
    await rotating().cloud.moveTime('+370d');
    const after = await rotating().successorOf(serial, before);
    await expect(rotating().status(after)).resolves.toBe('ACTIVE');
    expect(await agent.stop()).toBe(0);
  });

  it('deletes what was replaced once it has been kept for long enough', async () => {
    await rotating().cloud.moveTime('+31d');
    const counts = await rotating().sweep();
    expect(counts).toMatchObject({ failed: 0 });
    await expect(rotating().iot.describeCertificate({ certificateId: first })).rejects.toThrow();
  });
}
