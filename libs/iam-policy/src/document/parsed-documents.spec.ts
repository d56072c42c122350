import { ParsedDocuments } from './parsed-documents';

const statement = { Effect: 'Allow', Action: 's3:GetObject', Resource: '*' };
const document = (sid: string) =>
  JSON.stringify({ Version: '2012-10-17', Statement: { Sid: sid, ...statement } });

describe('documents by their text', () => {
  it('are parsed once, and again when the text has changed', () => {
    const documents = new ParsedDocuments();
    const first = documents.parse(document('a'), 'identity');
    expect(documents.parse(document('a'), 'identity')).toBe(first);
    expect(documents.parse(document('b'), 'identity')).not.toBe(first);
  });

  it('are not taken for one of another kind', () => {
    const documents = new ParsedDocuments();
    documents.parse(document('a'), 'identity');
    expect(() => documents.parse(document('a'), 'trust')).toThrow('Principal');
  });

  it('are forgotten, the oldest first, when there are very many', () => {
    const documents = new ParsedDocuments();
    const first = documents.parse(document('0'), 'identity');
    for (let count = 1; count <= 1_000; count++) {
      documents.parse(document(String(count)), 'identity');
    }
    expect(documents.parse(document('0'), 'identity')).not.toBe(first);
  });
});
