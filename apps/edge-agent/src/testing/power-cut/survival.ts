import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CredentialsFaultError } from '../../connection/credentials-fault';
import { IdentityStore } from '../../identity/identity-store';
import { keyFiles } from '../../keys/files/key-files';
import { credentialsOfPair } from '../test-credentials';
import { describeImage, layOut, openToOthers } from './disk-image';
import type { Recording } from './disk-recorder';
import { powerCuts, withoutSyncOf, type PowerCut } from './power-cuts';
import { areSame, leftovers, readStoreState, type StoreState } from './store-state';
import type { StoreStory } from './store-story';

/** A power cut that a device does not survive. */
export interface Casualty {
  readonly fault: string;
  /** The calls that had been made, the last ones. */
  readonly after: readonly string[];
  readonly disk: string;
}

/** So many are enough to see what is wrong. */
const mostCasualties = 3;

/**
 * Cuts the power after every prefix of a story's calls, with everything lost that may be, and opens the identity folder
 * of what is left.
 */
export class PowerCutTrial {
  /** What opening a folder has shown, by what was in it and what was expected of it. */
  private readonly faults = new Map<string, string | undefined>();

  private readonly expectations: string[] = [];

  constructor(private readonly story: StoreStory) {}

  casualties(): Casualty[] {
    return this.casualtiesOf(this.story.recording, mostCasualties);
  }

  /** The calls of the store that might as well not sync anything: no power cut would show it. */
  needlessSyncs(): string[] {
    const { recording, isOfStore } = this.story;
    return recording.calls
      .filter(({ changes }, index) => isOfStore(index) && changes.some(({ kind }) => kind === 'synced'))
      .filter((call) => this.casualtiesOf(withoutSyncOf(recording, call), 1).length === 0)
      .map(({ title }) => title);
  }

  private casualtiesOf(recording: Recording, most: number): Casualty[] {
    const casualties: Casualty[] = [];
    for (const cut of powerCuts(recording)) {
      const fault = this.faultAfter(cut);
      if (fault !== undefined) {
        const after = recording.calls.slice(Math.max(0, cut.calls - 8), cut.calls).map(({ title }) => title);
        casualties.push({ fault, after, disk: describeImage(cut.image) });
      }
      if (casualties.length === most) {
        break;
      }
    }
    return casualties;
  }

  private faultAfter(cut: PowerCut): string | undefined {
    const key = `${this.expectationAfter(cut.calls)} ${JSON.stringify([...cut.image])}`;
    if (!this.faults.has(key)) {
      this.faults.set(key, faultAfter(cut, this.story));
    }
    return this.faults.get(key);
  }

  private expectationAfter(calls: number): string {
    const { statesAfter, inForceAfter } = this.story;
    return (this.expectations[calls] ??= JSON.stringify([statesAfter(calls), inForceAfter(calls)]));
  }
}

function faultAfter({ calls, image }: PowerCut, story: StoreStory): string | undefined {
  const open = openToOthers(image);
  if (open.length > 0) {
    return `others than the owner can read ${open.join(', ')}`;
  }
  const folder = mkdtempSync(join(tmpdir(), 'after-power-cut-'));
  try {
    layOut(image, folder);
    return faultOfDevice(folder, calls, story);
  } catch (error) {
    return `the identity folder does not open: ${String(error)}`;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function faultOfDevice(folder: string, calls: number, story: StoreStory): string | undefined {
  const directory = join(folder, story.identityFolder);
  const surroundings = { now: () => new Date(), nonce: () => '00000000', warn: () => undefined };
  IdentityStore.open(directory, { ...surroundings, keys: keyFiles });
  const found = readStoreState(directory);
  const rubbish = leftovers(directory, found);
  if (rubbish.length > 0) {
    return `nobody will ever remove ${rubbish.join(', ')}`;
  }
  const lost = story.inForceAfter(calls).find((id) => id !== undefined && !canConnectAs(found, id));
  if (lost !== undefined) {
    return `the identity in force, certificate ${lost}, is lost`;
  }
  if (!story.statesAfter(calls).some((expected) => areSame(found, expected))) {
    return `what the device has is neither what it had before nor what it was to have: ${outline(found)}`;
  }
  return undefined;
}

function canConnectAs(state: StoreState, certificateId: string): boolean {
  return Object.values(state.identities).some(
    ({ record, certificate, privateKey }) =>
      record.state !== 'keyed' &&
      record.certificateId === certificateId &&
      certificate !== undefined &&
      privateKey !== undefined &&
      belongTogether({ certificate, privateKey }),
  );
}

function belongTogether(pair: { readonly certificate: string; readonly privateKey: string }): boolean {
  try {
    credentialsOfPair(pair);
    return true;
  } catch (error) {
    if (error instanceof CredentialsFaultError) {
      return false;
    }
    throw error;
  }
}

function outline({ identities, current }: StoreState): string {
  const each = Object.entries(identities).map(([name, { record, privateKey, certificate }]) => {
    const missing = [privateKey ?? ' without key', certificate ?? ' without certificate'];
    return `${name} ${record.state}${missing.filter((words) => words.startsWith(' without')).join('')}`;
  });
  return `${each.join('; ')}; current: ${current ?? 'none'}`;
}
