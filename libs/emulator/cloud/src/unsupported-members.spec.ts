import { cloudLog } from './cloud-log';
import type { CloudLogEntry } from './cloud-log';
import { warningOnce } from './unsupported-members';

it('a lenient cloud warns of a parameter that it ignores, once for each operation', () => {
  const entries: CloudLogEntry[] = [];
  const warn = warningOnce(cloudLog((entry) => entries.push(entry)));
  const unsupported = { service: 'lambda', operation: 'CreateFunction', member: 'TracingConfig' };
  warn(unsupported);
  warn(unsupported);
  warn({ ...unsupported, operation: 'UpdateFunctionConfiguration' });
  expect(entries).toEqual([
    {
      level: 'warn',
      message: 'CreateFunction: local-cloud ignores the parameter "TracingConfig"',
      fields: unsupported,
    },
    expect.objectContaining({
      fields: { ...unsupported, operation: 'UpdateFunctionConfiguration' },
    }),
  ]);
});
