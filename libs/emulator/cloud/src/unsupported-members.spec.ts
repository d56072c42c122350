import pino from 'pino';
import { warningOnce } from './unsupported-members';

it('a lenient cloud warns of a parameter that it ignores, once for each operation', () => {
  const lines: string[] = [];
  const warn = warningOnce(pino({ level: 'warn' }, { write: (line: string) => lines.push(line) }));
  const unsupported = { service: 'lambda', operation: 'CreateFunction', member: 'TracingConfig' };
  warn(unsupported);
  warn(unsupported);
  warn({ ...unsupported, operation: 'UpdateFunctionConfiguration' });
  expect(lines.map((line): unknown => JSON.parse(line))).toEqual([
    expect.objectContaining({
      ...unsupported,
      msg: 'CreateFunction: local-cloud ignores the parameter "TracingConfig"',
    }),
    expect.objectContaining({ operation: 'UpdateFunctionConfiguration' }),
  ]);
});
