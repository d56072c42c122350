import { visibleText } from './visible-text';

describe('text that somebody else wrote', () => {
  it('shows the characters that would turn its direction, or hide', () => {
    expect(visibleText('sensor\u202etxt.exe')).toBe('sensor\\u{202e}txt.exe');
    expect(visibleText('a\u2066b\u2069c\u200bd\ufeff')).toBe('a\\u{2066}b\\u{2069}c\\u{200b}d\\u{feff}');
    expect(visibleText('\u001b[2J\r\u2028')).toBe('\\u{1b}[2J\\u{d}\\u{2028}');
  });

  it('keeps lines, tabs, and the words of every language', () => {
    expect(visibleText('one\n\ttwo')).toBe('one\n\ttwo');
    expect(visibleText('Gerät 装置 جهاز')).toBe('Gerät 装置 جهاز');
  });
});
