import { recognizedNumber } from './recognized-number';

/** One value of a field as it is indexed. */
export interface IndexedValue {
  readonly text: string;
  /** Where the value is also compared as a number. */
  readonly number: number | undefined;
}

/** What the index knows of one thing: the values of each field that it has. */
export type IndexedDocument = ReadonlyMap<string, readonly IndexedValue[]>;

/** The value of a managed field of type String, which is text whatever it looks like. */
export function textValue(text: string): IndexedValue {
  return { text, number: undefined };
}

/** The value of an attribute, which is a number where it looks like one. */
export function attributeValue(text: string): IndexedValue {
  return { text, number: recognizedNumber(text) };
}

/** The value of a managed field of type Number. */
export function numberValue(number: number): IndexedValue {
  return { text: String(number), number };
}

/** The value of a managed field of type Boolean. */
export function booleanValue(value: boolean): IndexedValue {
  return textValue(String(value));
}
