import { eventually } from '@fleet/eventually';
import { consoleLinks } from '../terminal/console-links';
import { Terminal } from '../terminal/terminal';
import { workspaceRoot } from '../workspace';
import type { OpenedConsole } from './opened-console';

/** The console as an operator starts it, who types the command of its page, and keys. */
export function atItsTerminal(console: () => OpenedConsole): void {
  let terminal: Terminal;

  beforeAll(async () => {
    const { resources, lived } = console();
    const { environment } = lived.rotating.cloud;
    const command = 'npx nx run fleet-console:serve:local';
    terminal = new Terminal(command, { resources, cwd: workspaceRoot, environment });
    await terminal.shows(/Enter prints another, Ctrl-C ends the console/);
  });

  it('prints another link at Enter, and each lets in one browser, once', async () => {
    const { browser } = console();
    expect(consoleLinks(terminal)).toHaveLength(1);
    terminal.type('');
    await eventually('another link', () => consoleLinks(terminal)[1]);
    for (const link of consoleLinks(terminal)) {
      const page = await browser.openElsewhere(link);
      await page.getByRole('heading', { name: 'Age of certificates' }).waitFor();
      await page.context().close();
      const late = await browser.openElsewhere(link);
      await late.getByText('press Enter in the console’s terminal').waitFor();
      await late.context().close();
    }
  });

  it('ends by Ctrl-C', async () => {
    terminal.pressCtrlC();
    await terminal.ends();
    const [link = 'none'] = consoleLinks(terminal);
    await expect(fetch(link)).rejects.toThrow('fetch failed');
  });
}
