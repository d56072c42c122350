import { ValidationError } from '../errors';
import type { Output, StackRecord } from '../stacks/records';
import type { StackStore } from '../stacks/stack-store';

export interface Export {
  readonly name: string;
  readonly value: string;
  readonly stackId: string;
}

/** What stacks export to each other; an export that is used cannot change or go. */
export class Exports {
  constructor(private readonly store: StackStore) {}

  list(): Export[] {
    return this.store.stacks
      .list({ deleted: false })
      .flatMap(({ id, outputs }) =>
        outputs.flatMap(({ exportName, value }) =>
          exportName === undefined ? [] : [{ name: exportName, value, stackId: id }],
        ),
      );
  }

  /** @throws ValidationError if no stack exports it */
  value(name: string): string {
    const found = this.list().find((candidate) => candidate.name === name);
    if (found === undefined) {
      throw new ValidationError(`No export named ${name} found.`);
    }
    return found.value;
  }

  /** Names of the stacks that use an export. */
  importers(name: string): string[] {
    return this.store.stacks
      .list({ deleted: false })
      .filter(({ imports }) => imports.includes(name))
      .map((stack) => stack.name);
  }

  /** @throws ValidationError if another stack has the name, or uses an export that would change or go */
  refuseConflicts(stack: StackRecord, outputs: readonly Output[]): void {
    const others = this.list().filter(({ stackId }) => stackId !== stack.id);
    for (const { exportName } of outputs) {
      const taken = others.find(({ name }) => name === exportName);
      if (taken !== undefined) {
        throw new ValidationError(
          `Export with name ${taken.name} is already exported by stack ${taken.stackId}`,
        );
      }
    }
    for (const { exportName, value } of stack.outputs) {
      if (exportName === undefined) {
        continue;
      }
      const kept = outputs.find((output) => output.exportName === exportName);
      if (kept?.value === value) {
        continue;
      }
      const [importer] = this.importers(exportName).filter((name) => name !== stack.name);
      if (importer === undefined) {
        continue;
      }
      const verb = kept === undefined ? 'deleted' : 'updated';
      throw new ValidationError(`Export ${exportName} cannot be ${verb} as it is in use by ${importer}`);
    }
  }
}
