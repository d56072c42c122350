import { atItsTerminal } from './at-its-terminal';
import { everyAct } from './every-act';
import { everyList } from './every-list';
import { everyView } from './every-view';
import { openedConsole } from './opened-console';
import { whenItFails } from './when-it-fails';

/** The console in a real browser, over a deployed fleet with real devices. */
describe('the console', () => {
  const console = openedConsole();
  describe('shows', () => everyView(console));
  describe('has behind every bar its list: it', () => everyList(console));
  describe('does what its user wants: it', () => everyAct(console));
  describe('in the terminal in which it was started', () => atItsTerminal(console));
  // The last one ends the cloud.
  describe('when something fails', () => whenItFails(console));
});
