import type { DevicePage } from '@fleet/fleet-console-api';
import { certificateLanes, type Lane } from './certificate-lanes';

/** Of words under the picture, in pixels. */
const rowHeight = 16;

const percent = (part: number) => `${part * 100}%`;

/** The lives of a device's certificates, one under the other. What it shows is in the table and the list below in words. */
export function CertificateTimeline({ device }: { readonly device: DevicePage }) {
  const { lanes, ticks, lines } = certificateLanes(device);
  const isCutOff = lanes.some(({ bars }) => bars.some(({ kind }) => kind === 'cut-off'));
  if (lanes.length === 0) {
    return null;
  }
  return (
    <figure className="lanes" aria-label="The certificates of this device over time">
      <div className="lanes-key">
        <span className="key waiting">waits for its proof</span>
        <span className="key current">current</span>
        {isCutOff && <span className="key cut-off">current, not ACTIVE</span>}
        <span className="key superseded">superseded</span>
        <span className="key mark">warned, lost or retired</span>
      </div>
      <div className="lanes-plot">
        {lanes.map((lane) => (
          <LaneRow key={lane.certificate.certificateId} lane={lane} />
        ))}
        <div className="lanes-lines" aria-hidden="true">
          {lines.map(({ at, kind }) => (
            <span key={kind} className={`lanes-line ${kind}`} style={{ insetInlineStart: percent(at) }} />
          ))}
        </div>
      </div>
      <div
        className="lanes-axis"
        aria-hidden="true"
        style={{ blockSize: (Math.max(...lines.map(({ row }) => row)) + 1) * rowHeight + 2 }}
      >
        {lines.map(({ at, kind, words, row }) => (
          <span
            key={kind}
            className={`lanes-word ${kind}${at > 0.85 ? ' at-end' : ''}`}
            style={{ insetInlineStart: percent(at), insetBlockStart: row * rowHeight }}
          >
            {words}
          </span>
        ))}
      </div>
      <div className="lanes-axis ticks" aria-hidden="true">
        {ticks.map(({ at, words }) => (
          <span
            key={words}
            className={`lanes-word${at > 0.85 ? ' at-end' : ''}`}
            style={{ insetInlineStart: percent(at) }}
          >
            {words}
          </span>
        ))}
      </div>
    </figure>
  );
}

function LaneRow({ lane: { certificate, bars, marks } }: { readonly lane: Lane }) {
  const words = [...bars, ...marks].map((each) => each.words).join('; ');
  const name = `${certificate.certificateId.slice(0, 10)}…`;
  return (
    <div className="lane" role="img" aria-label={`Certificate ${name}: ${words}`}>
      <span className="lane-name">
        {name} <em>{certificate.role.replace('-', ' ')}</em>
      </span>
      <div className="lane-track">
        {bars.map(({ kind, from, until, words: title }) => (
          <span
            key={kind}
            className={`lane-bar ${kind}`}
            title={title}
            style={{ insetInlineStart: percent(from), inlineSize: percent(until - from) }}
          />
        ))}
        {marks.map(({ kind, at, words: title }) => (
          <span
            key={kind}
            className={`lane-mark ${kind}`}
            title={title}
            style={{ insetInlineStart: percent(at) }}
          />
        ))}
      </div>
    </div>
  );
}
