import { ProgressLine } from './progress';

function progressOn(isTTY: boolean) {
  const written: string[] = [];
  let at = 0;
  const line = new ProgressLine({ isTTY, write: (text) => written.push(text) }, () => at);
  return { written, line, pass: (millis: number) => (at += millis) };
}

describe('the progress of a command', () => {
  it('is one line of a terminal, however many steps there are', () => {
    const { written, line, pass } = progressOn(true);
    for (let step = 1; step <= 1_200; step += 1) {
      pass(10);
      line.show(() => `${step} devices`);
    }
    line.clear();
    expect(written.join('')).not.toContain('\n');
    expect(written.length).toBeLessThan(70);
    expect(written.at(-2)).toBe('\r\u001B[K1200 devices');
    expect(written.at(-1)).toBe('\r\u001B[K');
  });

  it('is a line every ten seconds where there is no terminal', () => {
    const { written, line, pass } = progressOn(false);
    for (let step = 1; step <= 1_200; step += 1) {
      pass(20);
      line.show(() => `${step} devices`);
    }
    line.clear();
    expect(written).toEqual(['500 devices\n', '1000 devices\n']);
  });

  it('leaves nothing to clear where nothing was shown', () => {
    const { written, line } = progressOn(true);
    line.show(() => 'too early');
    line.clear();
    expect(written).toEqual([]);
  });
});
