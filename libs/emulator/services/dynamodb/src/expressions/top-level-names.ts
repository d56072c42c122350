import { tokenise } from './lexer';
import { isReservedWord } from './reserved-words';

/**
 * The attributes that an expression names, without what lies inside of them: in a path only its first step counts.
 * @param names `ExpressionAttributeNames`
 * @throws ExpressionSyntaxError
 */
export function topLevelNames(expression: string, names: Readonly<Record<string, string>>): string[] {
  const tokens = tokenise(expression);
  return tokens.flatMap(({ kind, text }, index) => {
    const isStep = tokens[index - 1]?.text === '.';
    if (isStep || (kind !== 'name' && kind !== 'word')) {
      return [];
    }
    if (kind === 'name') {
      return names[text] ?? [];
    }
    const isFunction = tokens[index + 1]?.text === '(';
    return isFunction || isReservedWord(text) ? [] : [text];
  });
}
