import { describe, expect, it } from 'vitest';
import { html, verbatim } from '../../../../src/safety/presentation/html';
import { visibleText } from '../../../../src/safety/presentation/visibleText';

function check(value: string, expected: string): void {
  expect(html`<p title="${value}">${value}</p>`.markup).toBe(`<p title="${expected}">${expected}</p>`);
}

describe('html', () => {
  it.each([
    ['</script><script>alert(1)</script>', '&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['" onmouseover="alert(1)', '&quot; onmouseover=&quot;alert(1)'],
    ["' autofocus onfocus='x", '&#39; autofocus onfocus=&#39;x'],
    ['`a` & &amp;', '&#96;a&#96; &amp; &amp;amp;'],
    ['<!--', '&lt;!--'],
    ['a\u202Eb', 'a⟨U+202E⟩b'],
  ])('escapes %j in text and attributes', (value, expected) => check(value, expected));

  it('puts markup and arrays of it in as they are, and nothing for null and false', () => {
    const items = ['a', '<b>'].map((item) => html`<b>${item}</b>`);
    expect(html`${items}${null}${false}${3}`.markup).toBe('<b>a</b><b>&lt;b&gt;</b>3');
  });

  it('does not escape twice when templates are nested', () => {
    expect(html`${html`${'&'}`}`.markup).toBe('&amp;');
  });

  it('keeps white space in verbatim elements and escapes their content', () => {
    expect(verbatim('div', 'class="text"', ' a\n  <b> ').markup).toBe(
      '<div class="text"> a\n  &lt;b&gt; </div>',
    );
  });
});

describe('visibleText', () => {
  it.each([
    ['\u0000', '⟨U+0000⟩'],
    ['\u001B[31m', '⟨U+001B⟩[31m'],
    ['a\r\nb\rc', 'a\nb⟨U+000D⟩c'],
    ['\u200B\uFEFF', '⟨U+200B⟩⟨U+FEFF⟩'],
    ['\u{E0041}', '⟨U+E0041⟩'],
    ['\uD800', '⟨U+D800⟩'],
    ['\u2028', '⟨U+2028⟩'],
  ])('shows %j', (text, expected) => expect(visibleText(text)).toBe(expected));

  it.each(['tab\tand\nnewline', 'मनुष्य क्‍ष', '👩‍🔬 Ελλάδα 日本語 العربية'])('leaves %j as it is', (text) =>
    expect(visibleText(text)).toBe(text),
  );
});
