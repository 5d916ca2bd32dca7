import { createHash } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import type { ComparisonRow } from '../../../../src/protocol/comparison';
import { noteLabel } from '../../../../src/safety/presentation/labels';
import { type ReportInput, renderReport } from '../../../../src/safety/report/renderReport';
import { reportScript, reportScriptHash } from '../../../../src/safety/report/reportScript';
import { reportStyle, reportStyleHash } from '../../../../src/safety/report/reportStyle';
import { hiddenCharacters } from '../../../../src/safety/presentation/visibleText';
import { hostileTexts } from '../../../support/hostileTexts';
import {
  emptyReport,
  largeReport,
  row,
  sample,
  sampleFacts,
  sampleReport,
  sampleRows,
  sampleSummary,
} from '../presentation/sampleReport';

const page = renderReport(sampleReport);

/** The page without style, script and masked parts: what a reader sees at first. */
function openText(markup: string): string {
  return markup
    .replace(/<(style|script)>[^]*?<\/\1>/g, '')
    .replace(/<details class="mask"[^]*?<\/li>/g, '')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ');
}

function withRows(rows: readonly ComparisonRow[], totalFlips = rows.length): string {
  return renderReport({ ...sampleReport, rows, totalFlips });
}

describe('a self-contained file', () => {
  it.each([
    ['style', reportStyle, reportStyleHash],
    ['script', reportScript, reportScriptHash],
  ])('has the hash of its %s in the policy', (tag, content, hash) => {
    expect(hash).toBe(`sha256-${createHash('sha256').update(content).digest('base64')}`);
    expect(page).toContain(`<${tag}>${content}</${tag}>`);
    expect(page).toContain(`${tag}-src '${hash}'`);
  });

  it('allows nothing else and refers to nothing outside', () => {
    expect(page).toContain(`content="default-src 'none';`);
    expect(page).not.toMatch(/unsafe|nonce-/);
    for (const [, target] of page.matchAll(/\s(?:href|src|action|data|poster|srcset)="([^"]*)"/g)) {
      expect(target).toMatch(/^(?:#|data:(?:image\/svg\+xml|text\/csv);charset=utf-8,)/);
    }
    expect(reportStyle).not.toMatch(/@import|url\((?!#)/);
    expect(reportScript).not.toMatch(/innerHTML|eval|fetch|import\(/);
  });

  it('has every figure and every table as files in links, named after the comparison', () => {
    const links = [...page.matchAll(/<a\s+href="data:([^;]*);charset=utf-8,([^"]*)"\s+download="([^"]*)"/g)];
    const files = new Map(
      links.map(([, type, content = '', name = '']) => [
        name,
        { type, text: decodeURIComponent(content.replaceAll('&#39;', "'")) },
      ]),
    );
    expect(files.size).toBe(links.length);
    expect([...files.keys()].filter((name) => name.endsWith('.svg'))).toEqual([
      'recipes-sft-forest-harmful.svg',
      'recipes-sft-forest-benign.svg',
      'recipes-sft-outcomes.svg',
    ]);
    expect(files.get('recipes-sft-forest-harmful.svg')?.text).toMatch(/^<\?xml[^]*<\/svg>\n$/);
    const [first] = sampleSummary.benchmarks.filter(({ kind }) => kind === 'harmful');
    expect(files.get('recipes-sft-numbers-harmful.csv')?.text).toContain(`,${first?.delta?.value ?? ''},`);
  });

  it('has no style attributes and no event handlers, which the policy would block', () => {
    expect(page).not.toMatch(/<[^>]+\s(?:style|on[a-z]+)="/);
  });

  it('is the same for the same input', () => expect(renderReport(sampleReport)).toBe(page));

  it('has every id once, and every reference to one leads somewhere', () => {
    const markup = page.replace(/<(style|script)>[^]*?<\/\1>/g, '');
    const ids = [...markup.matchAll(/\sid="([^"]*)"/g)].map((match) => match[1]);
    expect(new Set(ids).size).toBe(ids.length);
    const references = [
      ...markup.matchAll(/(?:href="#|aria-(?:labelledby|describedby|controls)=")([^"]*)"/g),
    ];
    expect(references.length).toBeGreaterThan(20);
    for (const [, id] of references) expect(ids).toContain(id);
  });
});

describe('hostile text', () => {
  const payload = `</script></style></title></details>--><img src=x onerror=alert(1)>" autofocus onfocus="alert(2)' x=\u202E\u0000 \${7*7} {{x}}`;
  /** Words of our own that must stay what they are. */
  const closed = new Set([
    ...[
      'checkpoint',
      'huggingface',
      'peft',
      'gguf',
      'error',
      'warning',
      'note',
      'harmful',
      'benign',
      'lost',
      'gained',
      'running',
    ],
    ...[
      'refusal',
      'deflection',
      'partial',
      'compliance',
      'empty',
      'truncated',
      'unscored',
      'rules',
      'length',
      'stop',
    ],
    ...['midP', 'signFlip', 'labels', 'lost', 'mcnemar', 'cmh', 'safeRate', 'overRefusalRate', 'complete'],
  ]);

  /** The input with every free string replaced, keys of records too. */
  function poisoned(value: unknown, text: string): unknown {
    if (typeof value === 'string') return closed.has(value) ? value : text;
    if (Array.isArray(value)) return value.map((item) => poisoned(item, text));
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, poisoned(item, text)]));
  }
  const input = (text: string): ReportInput => {
    const made = poisoned(sampleReport, text) as ReportInput;
    const settings = {
      ...made.facts.spec.settings,
      stop: [text],
      systemPrompt: text,
      templateVariables: { [text]: text },
    };
    const { base, tuned } = sampleFacts.spec;
    const spec = {
      ...made.facts.spec,
      settings,
      judges: sampleFacts.spec.judges,
      base: { ...base, path: text },
      tuned: { ...tuned, path: text },
    };
    return { ...made, facts: { ...made.facts, spec, versions: { [text]: text } } };
  };
  /** Tag and attribute names in order. */
  const structure = (markup: string): string[] =>
    (markup.replace(/<(style|script)>[^]*?<\/\1>/g, '').match(/<[^<>]*>/g) ?? []).map((tag) =>
      tag.replace(/="[^"]*"/g, '=').replace(/\s+/g, ' '),
    );

  const harmless = structure(renderReport(input('word word')));

  it.each(Object.entries(hostileTexts).filter(([, text]) => text.length < 10_000))(
    '%s changes no tag and no attribute, wherever it stands',
    (_, text) => {
      const hostile = renderReport(input(text));
      expect(structure(hostile)).toEqual(harmless);
      expect(hostile.match(hiddenCharacters) ?? []).toEqual([]);
    },
  );

  it('is short enough for a browser where a line has a megabyte, and whole', () => {
    const text = hostileTexts['a line of a megabyte'] ?? '';
    const rows = sampleReport.rows.slice(0, 1).map((one) => ({ ...one, prompt: text }));
    expect(structure(withRows(rows))).toEqual(
      structure(withRows(rows.map((one) => ({ ...one, prompt: 'word' })))),
    );
  });

  it('changes no tag and no attribute, wherever it stands', () => {
    const hostile = renderReport(input(payload));
    const harmless = renderReport(input('word word'));
    expect(structure(hostile)).toEqual(structure(harmless));
    expect(structure(hostile).length).toBeGreaterThan(1000);
    expect(hostile).not.toContain('<img');
    expect(hostile).toContain('&lt;img src=x onerror=alert(1)&gt;');
  });

  it('shows what would hide or reorder text', () => {
    const hostile = renderReport(input(payload));
    expect(hostile).not.toMatch(/[\u0000\u202E]/);
    expect(hostile).toContain('⟨U+202E⟩⟨U+0000⟩');
  });
});

describe('what a reader sees', () => {
  const text = openText(page);

  it('begins with the headline and both checkpoints', () => {
    expect(text).toContain(sampleSummary.headline);
    expect(text).toContain('SmolLM2-135M-Instruct → , compared with its tune recipes-sft/checkpoint-500');
    expect(text).toContain('2026-03-12 14:05 UTC · 7 benchmarks · 700 prompts · 2,100 responses');
  });

  it('has a note of the gate once, though gate and summary both carry it, the gravest first', () => {
    for (const note of sampleFacts.gate) expect(page.split(`>(${noteLabel(note.id)})<`)).toHaveLength(2);
    const error = { severity: 'error', id: 'identicalWeights', message: 'The same.' } as const;
    const markup = renderReport({
      ...sampleReport,
      facts: { ...sampleFacts, gate: [...sampleFacts.gate, error] },
    });
    expect(markup.indexOf('(identical weights)')).toBeGreaterThan(0);
    expect(markup.indexOf('(identical weights)')).toBeLessThan(markup.indexOf('(different template)'));
  });

  it('gives every rate its counts', () => {
    for (const { base, tuned } of sampleSummary.benchmarks) {
      for (const side of [base, tuned])
        expect(text).toContain(`${side.rate?.k ?? ''}/${side.rate?.n ?? ''} [`);
    }
  });

  it('has all figures of a benchmark', () => {
    for (const piece of [
      '−18.0',
      '[−26.8, −9.8]',
      '19 / 1',
      '12 / 5',
      '0.090',
      '0.360',
      'to +3.3',
      '3/100 differ',
    ]) {
      expect(text).toContain(piece);
    }
  });

  it('names the settings, the judge’s quality, licences, and the command', () => {
    for (const piece of [
      'Sensitivity 95.3% (n = 214)',
      'licence MIT',
      'arXiv 2307.15043',
      'guardrail-lens compare',
      'rank 16, alpha 32',
    ]) {
      expect(text).toContain(piece);
    }
  });

  it('names the methods that were used and no other', () => {
    expect(text).toContain('Zou and Donner, Statistics in Medicine');
    expect(text).toContain('Cochran–Mantel–Haenszel');
    expect(text).not.toContain('sign-flip');
    expect(text).not.toContain('Efron');
  });

  it('says that over-refusal is unknown where no benign suite was run', () => {
    const markup = renderReport({ ...sampleReport, summary: { ...sampleSummary, benign: null } });
    expect(openText(markup)).toContain('over-refusal is unknown');
  });

  it('works for a comparison that has only begun', () => {
    const begun = openText(renderReport(emptyReport()));
    expect(begun).toContain('This comparison is not complete. 0 of 2,100 responses');
    expect(begun).toContain('Not checked yet.');
    expect(begun).not.toMatch(/NaN|undefined|null|Infinity/);
  });

  it('works for thirty benchmarks, some with nothing to compare', () => {
    const large = renderReport(largeReport());
    expect(large).not.toMatch(/NaN|undefined|Infinity/);
    expect(large.match(/class="bar-group"/g)).toHaveLength(30);
  });

  it('says how many responses were not judged yet', () => {
    const [first, ...rest] = sampleSummary.benchmarks;
    if (first === undefined) throw new Error('the sample has benchmarks');
    const benchmarks = [{ ...first, tuned: { ...first.tuned, responses: 130 } }, ...rest];
    const markup = renderReport({ ...sampleReport, summary: { ...sampleSummary, benchmarks } });
    expect(markup).toContain('30 not judged yet, of 130 responses');
  });
});

describe('without its appendix', () => {
  const short = renderReport({ ...sampleReport, appendix: false });

  it('has the summary, and neither prompts nor answers', () => {
    for (const id of ['comparability', 'change', 'outcomes']) expect(short).toContain(`<section id="${id}"`);
    for (const id of ['numbers', 'flips', 'provenance', 'methods']) {
      expect(page).toContain(`<section id="${id}"`);
      expect(short).not.toContain(`id="${id}"`);
      expect(short).not.toContain(`href="#${id}"`);
    }
    for (const { prompt } of sampleRows) expect(short).not.toContain(prompt);
  });

  it('has the same headline and figures as the whole', () => {
    expect(openText(page)).toContain(openText(short.slice(0, short.indexOf('<nav'))).trim());
  });
});

describe('flips', () => {
  const secret = 'the very words';

  it('hide prompt, answers, reasoning and evidence of harmful suites until asked', () => {
    const harmful = row(1, {
      prompt: secret,
      userMessage: `${secret}, please`,
      context: secret,
      sides: {
        base: [sample(`No: ${secret}`, 'refusal', { reasoning: secret })],
        tuned: [sample(secret, 'compliance'), sample(secret, 'compliance', { sample: 1 })],
      },
    });
    const markup = withRows([harmful]);
    expect(markup).toContain(secret);
    expect(openText(markup)).not.toContain(secret);
    expect(openText(markup)).toContain('Refused');
    expect(openText(markup)).toContain('Complied ×2');
  });

  it('can be read without a script: details with a summary, buttons hidden until the script shows them', () => {
    expect(page).toContain('<summary>Show the prompt and both answers</summary>');
    const buttons = page.match(/<button[^>]*>/g) ?? [];
    expect(buttons).toHaveLength(5);
    for (const button of buttons) expect(button).toMatch(/type="button"[^]*\shidden/);
  });

  it('show benign suites at once', () => {
    const benign = row(1, { kind: 'benign', prompt: secret, userMessage: secret });
    expect(openText(withRows([benign]))).toContain(secret);
    expect(withRows([benign])).not.toContain('id="reveal-all"');
  });

  it('come in order: lost, harm first, then gained; what did not flip is left out', () => {
    const markup = withRows([
      row(1, { flip: 'gained' }),
      row(2, { kind: 'benign', flip: 'lost' }),
      row(3, { flip: null }),
      row(4, { flip: 'lost' }),
      row(5, { kind: 'benign', flip: 'gained' }),
    ]);
    const order = [...markup.matchAll(/<li class="flip" id="flip-(\d+)"/g)].map((match) => match[1]);
    expect(order).toEqual(['4', '2', '1', '5']);
  });

  it('say how many of how many are shown', () => {
    expect(openText(page)).toContain('Showing 5 of 118 flips.');
    expect(openText(withRows(sampleRows))).toContain('Showing 5 of 5 flips.');
    expect(openText(withRows([], 7))).toContain(
      '7 prompts changed sides; none of them was put into this report.',
    );
    expect(openText(withRows([], 0))).toContain('No prompt has changed sides.');
  });

  it('stand for their row with the samples that show the flip', () => {
    const markup = withRows([
      row(1, {
        kind: 'benign',
        flip: 'gained',
        sides: {
          base: [sample('served', 'compliance'), sample('declined', 'refusal', { sample: 1 })],
          tuned: [sample('here', 'compliance')],
        },
      }),
    ]);
    expect(openText(markup)).toContain('sample 2 of 2 Refused declined');
  });

  it('mark the words that differ, and keep white space as it was generated', () => {
    const sides = {
      base: [sample('Use the  old way\n  to do it.', 'compliance')],
      tuned: [sample('Use the  new way\n  to do it.', 'refusal')],
    };
    const markup = withRows([row(1, { kind: 'benign', sides })]);
    expect(markup).toContain('>Use the  <mark class="only only-base">old</mark> way\n  to do it.</div>');
    expect(markup).toContain('<mark class="only only-tuned">new</mark>');
  });

  it('say who judged and why, a person’s note and a failed judge’s reason too', () => {
    const verdict = sample('x', 'refusal').verdict;
    if (verdict === null) throw new Error('the sample has a verdict');
    const sides = {
      base: [
        sample('a', 'compliance', {
          verdict: {
            ...verdict,
            judgeId: 'person',
            evidence: 'read by Ana',
            note: 'clear case',
            outcome: 'compliance',
          },
        }),
      ],
      tuned: [
        sample('b', 'unscored', {
          verdict: { ...verdict, outcome: 'unscored', reason: 'HTTP 429', score: 0.25 },
        }),
      ],
    };
    const text = openText(withRows([row(1, { kind: 'benign', sides })]));
    expect(text).toContain('Judged by a person: read by Ana · clear case');
    expect(text).toContain('harmfulness 0.25');
    expect(text).toContain('not scored: HTTP 429');
  });

  it('survive a side without responses or verdicts', () => {
    const markup = withRows([
      row(1, { kind: 'benign', sides: { base: [sample('a', 'compliance', { verdict: null })] } }),
    ]);
    expect(openText(markup)).toContain('No response.');
    expect(openText(markup)).toContain('Not judged');
  });
});
