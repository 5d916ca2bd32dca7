// The marks that set a chain of thought apart from an answer: those of known model families, and those that a
// checkpoint's own tokens and template name. Knows nothing of where a text comes from.

/** Literal text that opens and closes a chain of thought. */
export interface ReasoningMarks {
  readonly open: string;
  readonly close: string;
}

/** Words that stand for nothing else between such brackets: a mark of theirs counts anywhere in a text. */
const surely =
  'think|thinking|thought|thoughts|deepthink|inner_monologue|internal_monologue|chain_of_thought|cot';
/** Words that an answer may use for a part of its own: they open reasoning only where a text begins. */
const maybe = 'reasoning|reason|reflection|reflect|scratchpad|analysis|rationale|deliberation|monologue';
const words = `${surely}|${maybe}`;

/** `<think>`, `</seed:think>`, `&lt;think&gt;`; `[THINK]`; `◁think▷`; `<|begin_of_thought|>`, `<|think_end|>`; channels. */
const forms = [
  `(?:<|&lt;)(?<slash>/?)(?:[a-z][\\w-]{0,20}:)?(?<tag>${words})(?:\\s[^<>\\n]{0,60})?(?:>|&gt;)`,
  `\\[(?<bracketSlash>/?)(?<bracket>THINK|THINKING|THOUGHTS?|REASONING)\\]`,
  `◁(?<wedgeSlash>/?)(?<wedge>${surely})▷`,
  `<\\|(?<pipeSide>/|begin_of_|begin_|start_of_|start_|end_of_|end_)?(?<pipe>${words})(?<pipeAfter>_begin|_start|_end)?\\|>`,
  `<\\|inner_(?<inner>prefix|suffix)\\|>`,
  `(?<channelOpen><\\|channel>)\\s*(?:thought|thinking|analysis)?|(?<channelClose><channel\\|>)`,
  `(?<unusedOpen><unused94>)\\s*(?:thought)?|(?<unusedClose><unused95>)`,
].join('|');
const known = new RegExp(forms, 'giu');
const alone = new RegExp(`^(?:${forms})$`, 'iu');
/** Brackets of square form are marks in capitals only: "[thought]" is a gap in a letter. */
const capitals = /^[^a-z]*$/u;

/** Tokens of channel formats, which mean something only together. */
const channelTokens: ReadonlySet<string> = new Set([
  '<|channel|>',
  '<|message|>',
  '<|start|>',
  '<|end|>',
  '<|return|>',
  '<|call|>',
  '<|constrain|>',
]);

export interface FoundMark {
  readonly start: number;
  readonly end: number;
  readonly closing: boolean;
  /** Marks with the same name belong together. */
  readonly name: string;
  /** Stands for nothing else, wherever it is. */
  readonly sure: boolean;
}

/** Marks in the order of the text; `own` are those that its checkpoint names. Linear in the text's length. */
export function findMarks(text: string, own: readonly ReasoningMarks[] = []): FoundMark[] {
  const found = [...text.matchAll(known)].flatMap((match): FoundMark[] => {
    const mark = read(match);
    return mark === null ? [] : [{ ...mark, start: match.index, end: match.index + match[0].length }];
  });
  own.forEach(({ open, close }, index) => {
    for (const [literal, closing] of [
      [open, false],
      [close, true],
    ] as const) {
      let at = literal === '' ? -1 : text.indexOf(literal);
      while (at >= 0) {
        const end = at + literal.length;
        found.push({ start: at, end, closing, name: `own ${index}`, sure: true });
        at = text.indexOf(literal, end);
      }
    }
  });
  // Of two that overlap, the checkpoint's own is the one that counts.
  found.sort(
    (a, b) => a.start - b.start || Number(b.name.startsWith('own')) - Number(a.name.startsWith('own')),
  );
  let end = 0;
  return found.filter((mark) => {
    if (mark.start < end) return false;
    end = mark.end;
    return true;
  });
}

function read(match: RegExpMatchArray): Omit<FoundMark, 'start' | 'end'> | null {
  const groups = match.groups ?? {};
  const mark = (name: string, closing: boolean, sure = isSure(name)): Omit<FoundMark, 'start' | 'end'> => ({
    name: name.toLowerCase(),
    closing,
    sure,
  });
  if (groups['tag'] !== undefined) return mark(groups['tag'], groups['slash'] === '/');
  if (groups['bracket'] !== undefined) {
    return capitals.test(groups['bracket'])
      ? mark(groups['bracket'], groups['bracketSlash'] === '/', true)
      : null;
  }
  if (groups['wedge'] !== undefined) return mark(groups['wedge'], groups['wedgeSlash'] === '/', true);
  if (groups['pipe'] !== undefined) {
    const side = `${groups['pipeSide'] ?? ''}${groups['pipeAfter'] ?? ''}`.toLowerCase();
    return mark(groups['pipe'], side === '/' || side.includes('end'), true);
  }
  if (groups['inner'] !== undefined) return mark('inner', groups['inner'].toLowerCase() === 'suffix', true);
  if (groups['channelOpen'] !== undefined) return mark('channel', false, true);
  if (groups['channelClose'] !== undefined) return mark('channel', true, true);
  return mark('unused', groups['unusedClose'] !== undefined, true);
}

const sureWord = new RegExp(`^(?:${surely})$`, 'iu');
function isSure(word: string): boolean {
  return sureWord.test(word);
}

/**
 * The marks that a checkpoint names itself and that are not known here: added tokens that come as an opening and a closing one,
 * and what its template writes around a message's reasoning or cuts it off at.
 */
export function marksOfCheckpoint(tokens: readonly string[], template: string | null): ReasoningMarks[] {
  const pairs = [...marksOfTemplate(template ?? ''), ...marksOfTokens(tokens, template ?? '')];
  const seen = new Set<string>();
  return pairs.filter(({ open, close }) => {
    const key = `${open}\n${close}`;
    const fresh = !seen.has(key) && open.trim() !== '' && close.trim() !== '' && open !== close;
    seen.add(key);
    return fresh && !(isMark(open) && isMark(close));
  });
}

const reasoningField =
  '(?:\\w+(?:\\.|\\[[\'"]))?(?:reasoning_content|reasoning|thinking|thoughts?)(?:[\'"]\\])?';
/** `'<x>' + message.reasoning_content + '</x>'`, with filters and line breaks. */
const around = new RegExp(
  `(['"])([^'"\\n]{2,60})\\1\\s*[+~]\\s*\\(?${reasoningField}[^+~{}]{0,60}?\\)?\\s*[+~]\\s*(['"])([^'"\\n]{2,60})\\3`,
  'gu',
);
/** `content.split('</x>')[-1]`, `content.split('</x>')|last`. */
const cutAt = /\.split\(\s*(['"])([^'"\n]{3,40})\1\s*\)\s*(?:\[\s*-\s*1\s*\]|\|\s*last)/gu;
const bracketed = /^(?:<\/|\[\/|<\|)/u;

function marksOfTemplate(template: string): ReasoningMarks[] {
  const text = template.slice(0, 200_000);
  const written = [...text.matchAll(around)].map((match) => ({
    open: trimmed(match[2] ?? ''),
    close: trimmed(match[4] ?? ''),
  }));
  const cut = [...text.matchAll(cutAt)].flatMap((match) => {
    const close = trimmed(match[2] ?? '');
    const open = close.replace('/', '');
    return bracketed.test(close) && close.includes('/') && text.includes(open) ? [{ open, close }] : [];
  });
  return [...written, ...cut];
}

const reasoningToken = /think|thought|reason|ponder|reflect|scratchpad|monologue|deliberat/iu;

function marksOfTokens(tokens: readonly string[], template: string): ReasoningMarks[] {
  const all = new Set(tokens);
  return tokens.flatMap((open) => {
    if (!reasoningToken.test(open)) return [];
    const close = partners(open).find((partner) => all.has(partner));
    return close === undefined || (template !== '' && !template.includes(open) && !isMark(open))
      ? []
      : [{ open, close }];
  });
}

/** How the closing token of an opening one may be written. */
function partners(open: string): string[] {
  return [
    open.replace(/^(<\|?|\[)/u, '$1/'),
    open.replace(/begin|start/iu, (word) => (word === word.toUpperCase() ? 'END' : 'end')),
    open.replace(/prefix/iu, 'suffix'),
  ].filter((partner) => partner !== open);
}

function trimmed(text: string): string {
  return text.replaceAll('\\n', '\n').trim();
}

/** The text is one known mark and nothing else. */
export function isMark(text: string): boolean {
  const match = alone.exec(text);
  return match !== null && read(match) !== null;
}

/** Tokens that a decoder keeps although they are special, so that reasoning can be told from the answer. */
export function keptTokens(tokens: readonly string[], own: readonly ReasoningMarks[]): string[] {
  const literal = new Set(own.flatMap(({ open, close }) => [open, close]));
  const channels = tokens.includes('<|channel|>') && tokens.includes('<|message|>');
  return tokens.filter(
    (token) => isMark(token) || literal.has(token) || (channels && channelTokens.has(token)),
  );
}
