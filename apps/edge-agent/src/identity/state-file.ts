import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type * as z from 'zod/mini';
import {
  replaceFileUntilPowerCut,
  syncDirectory,
  writeFilesDurably,
  type FileToWrite,
} from './durable-files';
import { storageFailure } from './storage-error';

/** What a file of state holds: nothing yet, something that is none of ours, or a state. */
export type StoredState<State> =
  | { readonly found: 'nothing' }
  | { readonly found: 'unreadable' }
  | { readonly found: 'state'; readonly state: State };

/**
 * A small state of the agent in a file beside its identities, which outlives restarts and power cuts. Unlike an
 * identity it can be lost without harm: an unreadable file is reported, and never keeps the agent from starting.
 */
export class StateFile<State> {
  constructor(
    private readonly directory: string,
    private readonly name: string,
    private readonly schema: z.ZodMiniType<State>,
  ) {}

  read(): StoredState<State> {
    let text: string;
    try {
      text = readFileSync(join(this.directory, this.name), 'utf8');
    } catch (error) {
      return { found: isAbsence(error) ? 'nothing' : 'unreadable' };
    }
    try {
      const parsed = this.schema.safeParse(JSON.parse(text));
      return parsed.success ? { found: 'state', state: parsed.data } : { found: 'unreadable' };
    } catch (error) {
      if (!(error instanceof SyntaxError)) {
        throw error;
      }
      return { found: 'unreadable' };
    }
  }

  /** @throws IdentityStorageError */
  write(state: State): void {
    writeFilesDurably(this.directory, [this.fileOf(state)]);
  }

  /**
   * For a state that changes nothing if a power cut takes it back, or makes it unreadable.
   *
   * @throws IdentityStorageError
   */
  writeUntilPowerCut(state: State): void {
    replaceFileUntilPowerCut(this.directory, this.fileOf(state));
  }

  /** @throws IdentityStorageError */
  remove(): void {
    try {
      rmSync(join(this.directory, this.name), { force: true });
      syncDirectory(this.directory);
    } catch (error) {
      throw storageFailure(`remove ${this.name} in ${this.directory}`, error);
    }
  }

  private fileOf(state: State): FileToWrite {
    return { name: this.name, content: `${JSON.stringify(state)}\n` };
  }
}

function isAbsence(error: unknown): boolean {
  return typeof error === 'object' && error !== null && 'code' in error && error.code === 'ENOENT';
}
