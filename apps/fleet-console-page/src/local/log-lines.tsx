import { visibleText } from '../words/visible-text';
import type { LoggedLine } from './use-log-stream';

/** What functions logged is text, devices' words among it: nothing makes markup of it. */
export function LogLines({ lines }: { readonly lines: readonly LoggedLine[] }) {
  return (
    <div className="log-lines" role="log" aria-label="Lines of the logs" tabIndex={0}>
      {lines.map(({ number, at, function: name, message }) => (
        <div key={number} className="log-line">
          <span className="log-at">{at.slice(5, 19).replace('T', ' ')}</span>
          <span className="log-function">{name}</span>
          <span className="log-message">{visibleText(message.trimEnd())}</span>
        </div>
      ))}
    </div>
  );
}
