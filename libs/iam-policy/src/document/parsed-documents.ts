import type { PolicyDocument } from './document';
import { parsePolicyDocument } from './parse-document';
import type { PolicyKind } from './policy-kind';

const mostDocuments = 1_000;

/** Policy documents by their text: each is parsed when it is first asked for, not for every decision. */
export class ParsedDocuments {
  private readonly documents = new Map<string, PolicyDocument>();

  /** @throws PolicyDocumentError */
  parse(text: string, kind: PolicyKind): PolicyDocument {
    const key = `${kind} ${text}`;
    const known = this.documents.get(key);
    if (known !== undefined) {
      return known;
    }
    const document = parsePolicyDocument(text, kind);
    const [oldest] = this.documents.keys();
    if (this.documents.size >= mostDocuments && oldest !== undefined) {
      this.documents.delete(oldest);
    }
    this.documents.set(key, document);
    return document;
  }
}
