/** Things of an account by their kind and name. */
export type Entries = (readonly [key: string, value: unknown])[];
