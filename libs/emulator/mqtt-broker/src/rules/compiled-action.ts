import { parseTemplate } from '@fleet/iot-sql';
import type { Statement, Template } from '@fleet/iot-sql';
import type { RuleActions } from './rule-actions';

/** What an action is run with: what the statement made of a message, and the message itself for templates. */
export interface ActionInput {
  readonly topic: string;
  /** How many rules have republished the message one after the other before it came to this one. */
  readonly republished: number;
  readonly ruleArn: string;
  readonly payload: Buffer;
  /** The payload as JSON; absent when the payload is the message's own bytes. */
  readonly json?: { readonly value: unknown };
  /** @throws UndefinedTemplateError */
  readonly textOf: (template: Template) => string;
}

/** An action of a rule, read and ready to run. */
export interface CompiledAction {
  /** As an error action's payload names it. */
  readonly failedAction: string;
  /** The field that names what the action works on, and the text of it that was given. */
  readonly resource: Field;
  run(input: ActionInput, actions: RuleActions): Promise<void>;
}

/** A field of an action, with its substitution templates. */
export interface Field {
  readonly given: string;
  readonly template: Template;
}

/** An action that the rules engine does not run as it is. */
export class UnsupportedActionError extends Error {
  override readonly name = 'UnsupportedActionError';
}

/** Reads the fields of one action. `member` is its name in the API, such as `republish.topic`. */
export class FieldReader {
  constructor(private readonly statement: Pick<Statement, 'version' | 'variables'>) {}

  /**
   * A field in which the developer guide allows substitution templates.
   * @throws UnsupportedActionError for a field that is not there, SqlParseException for a template that is none
   */
  template(member: string, given: string | undefined): Field {
    if (!given) {
      throw new UnsupportedActionError(`${member} is missing.`);
    }
    return { given, template: parseTemplate(given, this.statement) };
  }

  optionalTemplate(member: string, given: string | undefined): Field | undefined {
    return given === undefined ? undefined : this.template(member, given);
  }

  /** @throws UnsupportedActionError */
  role(member: string, given: string | undefined): string {
    if (!given) {
      throw new UnsupportedActionError(`${member} is missing.`);
    }
    if (given.includes('${')) {
      throw new UnsupportedActionError(`${member} takes no substitution template.`);
    }
    return given;
  }
}
