import Box from '@cloudscape-design/components/box';
import type { FleetAges } from '@fleet/fleet-console-api';
import { useLocation } from 'wouter';
import { numberWords } from '../words/moments';
import { ageHistogram, barWords, type DrawnBar } from './age-histogram';

/** Certificates by age, with the days on which they are due drawn in. Each bar is a link to its list. */
export function AgeChart({ ages }: { readonly ages: FleetAges }) {
  const { bars, lines, top } = ageHistogram(ages);
  if (bars.every(({ count }) => count === 0)) {
    return <Box color="text-body-secondary">No device has a certificate with a date yet.</Box>;
  }
  return (
    <figure className="histogram" aria-label="Certificates by their age in days">
      <div className="histogram-key">
        <span className="key valid">not due</span>
        <span className="key due">due, or some of them</span>
        <span className="key over">past the days of grace</span>
      </div>
      <div className="histogram-plot">
        <span className="histogram-top">{numberWords(top)}</span>
        <div className="histogram-bars">
          {bars.map((bar) => (
            <Bar key={bar.label} bar={bar} />
          ))}
          {lines.map(({ words, at, kind }) => (
            <div key={kind} className={`histogram-line ${kind}`} style={{ insetInlineStart: `${at * 100}%` }}>
              <span>{words}</span>
            </div>
          ))}
        </div>
      </div>
      <div className="histogram-days" aria-hidden="true">
        {bars.map(({ label }, index) => (
          <span key={label}>{index % 2 === 0 ? label : ''}</span>
        ))}
      </div>
      <figcaption>age of the certificate in days</figcaption>
    </figure>
  );
}

function Bar({ bar }: { readonly bar: DrawnBar }) {
  const [, navigate] = useLocation();
  const { href, count, height, standing } = bar;
  return (
    <a
      className="histogram-bar"
      href={href}
      title={barWords(bar)}
      aria-label={barWords(bar)}
      onClick={(event) => {
        // Other clicks open another tab, as on every link.
        if (event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
          event.preventDefault();
          navigate(href);
        }
      }}
    >
      {count > 0 && <span className="histogram-count">{numberWords(count)}</span>}
      <span className={`histogram-fill ${standing}`} style={{ blockSize: `${height * 100}%` }} />
    </a>
  );
}
