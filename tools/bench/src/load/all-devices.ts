/** Some of many devices did not do what they were to do; says how many, and what the first of them met. */
export class DevicesFailedError extends Error {
  override readonly name = 'DevicesFailedError';
}

/**
 * Has all devices work at once, and waits for each: those under way would disturb what is measured next.
 * @returns what each has found, in the order of the devices
 * @throws DevicesFailedError
 */
export async function allDevices<Device extends { readonly serial: string }, Result>(
  devices: readonly Device[],
  work: (device: Device) => Promise<Result>,
): Promise<Result[]> {
  const failures: string[] = [];
  const results: Result[] = [];
  const attempt = async (device: Device) => {
    try {
      return { result: await work(device) };
    } catch (error) {
      return { failure: `${device.serial}: ${error instanceof Error ? error.message : String(error)}` };
    }
  };
  for (const outcome of await Promise.all(devices.map(attempt))) {
    if (outcome.failure === undefined) {
      results.push(outcome.result);
    } else {
      failures.push(outcome.failure);
    }
  }
  const [first] = failures;
  if (first !== undefined) {
    const count = `${failures.length} of ${devices.length} devices failed`;
    throw new DevicesFailedError(`${count}, the first with: ${first}`);
  }
  return results;
}
