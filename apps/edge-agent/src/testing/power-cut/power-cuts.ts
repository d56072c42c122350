import type { DiskImage } from './disk-image';
import type { RecordedCall, Recording } from './disk-recorder';
import { VolatileDisk } from './volatile-disk';

/** A power cut, and what the disk holds after it. */
export interface PowerCut {
  /** So many of the recorded calls had been made. */
  readonly calls: number;
  readonly image: DiskImage;
}

/** Every power cut after every prefix of the calls. */
export function* powerCuts(recording: Recording): Generator<PowerCut> {
  const disk = new VolatileDisk(recording);
  yield* imagesAfter(disk, 0);
  for (const [index, { changes }] of recording.calls.entries()) {
    changes.forEach((change) => disk.apply(change));
    yield* imagesAfter(disk, index + 1);
  }
}

function* imagesAfter(disk: VolatileDisk, calls: number): Generator<PowerCut> {
  for (const image of disk.imagesAfterPowerCut()) {
    yield { calls, image };
  }
}

/** The same calls, as if one of them had synced nothing. */
export function withoutSyncOf(recording: Recording, call: RecordedCall): Recording {
  const calls = recording.calls.map((other) =>
    other === call ? { ...call, changes: call.changes.filter(({ kind }) => kind !== 'synced') } : other,
  );
  return { ...recording, calls };
}
