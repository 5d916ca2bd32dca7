// The report's style sheet: light, dark, forced colours, narrow and print.

/** The exact text of the <style> element; reportStyleHash is its SHA-256. */
export const reportStyle = `
:root {
  color-scheme: light dark;
  --page: #ffffff; --raised: #f6f7f9; --ink: #1c2128; --muted: #57606a; --rule: #d8dde3; --strong-rule: #8c959f;
  --accent: #0a5ca8; --better: #0b6b74; --worse: #a83a0b; --caution: #7a5200;
  --error-ground: #fdf0ec; --warning-ground: #fcf5e4; --note-ground: #eef4fb;
  --only-base: #e9e6f4; --only-tuned: #e9e6f4;
  --o-refusal: #1f5f8b; --o-deflection: #a9cbe3; --o-partial: #f1dfa6; --o-compliance: #d9822b;
  --o-empty: #ffffff; --o-truncated: #d9dde2; --o-unscored: #eceef1; --pattern: #55606c;
  --o-solved: #2f7d5b; --o-unsolved: #ece7da;
  --forest-ink: var(--ink); --forest-muted: var(--muted); --forest-rule: #e6e9ed; --forest-zero: #8c959f;
  --forest-band: #dde3ea; --forest-surface: var(--page); --forest-better: var(--better); --forest-worse: var(--worse); --forest-open: #424a53;
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #15181c; --raised: #1d2126; --ink: #e4e8ec; --muted: #9ba6b1; --rule: #30373f; --strong-rule: #6b7682;
    --accent: #75b6f4; --better: #56c3cb; --worse: #f4955f; --caution: #e2b355;
    --error-ground: #2e1c15; --warning-ground: #2b2414; --note-ground: #17242f;
    --only-base: #37314f; --only-tuned: #37314f;
    --o-refusal: #2c71a3; --o-deflection: #24425a; --o-partial: #5b4d1f; --o-compliance: #e0954a;
    --o-empty: #15181c; --o-truncated: #3a424b; --o-unscored: #262c33; --pattern: #aab4be;
    --o-solved: #2f7d5b; --o-unsolved: #3a3427;
    --forest-rule: #262c33; --forest-zero: #7a8591; --forest-band: #323b45; --forest-open: #c3ccd4;
  }
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body {
  margin: 0 auto; padding: 2.5rem 1.5rem 4rem; max-width: calc(1080px + 3rem);
  background: var(--page); color: var(--ink);
  font: 15px/1.55 -apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', 'Liberation Sans', Arial, sans-serif;
  font-variant-numeric: tabular-nums lining-nums; overflow-wrap: break-word;
}
code, pre { font-family: ui-monospace, 'SF Mono', 'Cascadia Code', Menlo, Consolas, 'DejaVu Sans Mono', monospace; font-size: 0.86em; }
h1, h2, h3, h4, h5, p, ul, ol, dl, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; border-radius: 2px; }
.quiet { color: var(--muted); font-weight: 400; }
.absent { color: var(--muted); font-style: italic; }
.vh { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.skip { position: absolute; left: -999px; }
.skip:focus { left: 1rem; top: 0.5rem; background: var(--page); padding: 0.25rem 0.5rem; }

.page-head { padding-bottom: 1.25rem; border-bottom: 1px solid var(--rule); }
.kicker { font-size: 0.8rem; font-weight: 600; letter-spacing: 0.04em; color: var(--accent); margin-bottom: 0.9rem; }
h1 { font-size: 1.85rem; line-height: 1.25; font-weight: 600; letter-spacing: -0.012em; max-width: 46rem; text-wrap: pretty; }
.subtitle { margin-top: 0.9rem; color: var(--muted); font-size: 0.93rem; }
.subtitle .checkpoints { display: block; color: var(--ink); font-weight: 500; overflow-wrap: anywhere; }
.incomplete { margin-top: 1rem; padding: 0.6rem 0.9rem; background: var(--warning-ground); border-left: 3px solid var(--caution); }
nav ul { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; margin-top: 1.25rem; font-size: 0.87rem; }
nav a { text-decoration: none; }
nav a:hover { text-decoration: underline; }

section { margin-top: 2.75rem; scroll-margin-top: 1rem; }
h2 { font-size: 1.2rem; font-weight: 600; letter-spacing: -0.005em; margin-bottom: 0.5rem; }
h3 { font-size: 0.95rem; font-weight: 600; margin: 1.5rem 0 0.5rem; }
.lead { color: var(--muted); max-width: 46rem; margin-bottom: 1rem; }
.statement { max-width: 54rem; margin-bottom: 0.9rem; }

.figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 21rem), 1fr)); gap: 0 3.5rem; }
.figure-card { margin-top: 2rem; }
.figure-card h2 { font-size: 0.95rem; margin: 0; }
.figure-card .hint { color: var(--muted); font-size: 0.85rem; }
.figure-card .big { font-size: 2.15rem; line-height: 1.2; font-weight: 500; letter-spacing: -0.02em; margin-top: 0.5rem; }
.figure-card .from, .big .arrow { color: var(--muted); }
.figure-card .change { font-size: 1.02rem; }
.figure-card .ci { white-space: nowrap; }
.figure-card .paired { display: block; color: var(--muted); font-size: .84rem; }
.figure-card .absent { margin-top: 0.5rem; max-width: 28rem; }
.facts { margin-top: 0.75rem; font-size: 0.85rem; border-top: 1px solid var(--rule); }
.facts div { display: flex; justify-content: space-between; gap: 1rem; padding: 0.22rem 0; border-bottom: 1px solid var(--rule); }
.facts dt { color: var(--muted); flex: none; }
.facts dd { margin: 0; text-align: right; }

.finding { display: flex; gap: 0.9rem; padding: 0.6rem 0.9rem; margin-top: 0.5rem; border-left: 3px solid; }
.finding .severity { flex: none; width: 4.6rem; font-weight: 600; font-size: 0.87rem; line-height: 1.65; }
.finding .words { min-width: 0; max-width: 54rem; }
.finding.error { background: var(--error-ground); border-color: var(--worse); } .finding.error .severity { color: var(--worse); }
.finding.warning { background: var(--warning-ground); border-color: var(--caution); } .finding.warning .severity { color: var(--caution); }
.note.finding { background: var(--note-ground); border-color: var(--accent); } .note.finding .severity { color: var(--accent); }
.note-id { color: var(--muted); }

.panel { margin-top: 1.5rem; }
.panel + .panel { margin-top: 2.5rem; }
figcaption { font-weight: 600; font-size: 0.95rem; margin-bottom: 0.25rem; }
.forest { display: block; max-width: 100%; height: auto; }
.plot-medium, .plot-narrow, .plot-print { display: none; }
.plot-medium .forest { width: 100%; max-width: 760px; } .plot-narrow .forest { width: 100%; max-width: 460px; }
.plot-legend, .legend { display: flex; flex-wrap: wrap; gap: 0.35rem 1.6rem; font-size: 0.85rem; color: var(--muted); margin-top: 1rem; }
.plot-legend svg, .legend svg { vertical-align: -2px; margin-right: 0.25rem; }
.key-line { stroke: var(--forest-open); stroke-width: 2; } .key-dot { fill: var(--forest-open); }
.key-band { fill: var(--forest-band); } .key-diamond { fill: var(--forest-open); }
.key-bounds { stroke: var(--muted); stroke-dasharray: 2 3; }

.defs { position: absolute; }
.legend { margin: 0 0 1rem; color: var(--ink); }
.legend .meaning { color: var(--muted); }
.bars { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 30rem), 1fr)); gap: 1rem 3rem; }
.bar-group h3 { margin: 0 0 0.2rem; font-size: 0.88rem; overflow-wrap: anywhere; }
.bar-line { display: grid; grid-template-columns: 3rem minmax(0, 1fr) 2.6rem; align-items: center; gap: 0.4rem; font-size: 0.82rem; color: var(--muted); }
.bar-line + .bar-line { margin-top: 2px; }
.bar-n { text-align: right; }
.bar { display: block; }
.bar rect, .swatch rect { stroke: var(--page); stroke-width: 1; }
.bar text { font-size: 12px; text-anchor: middle; fill: var(--ink); paint-order: stroke; stroke: var(--page); stroke-width: 3px; stroke-linejoin: round; }
.o-refusal { fill: var(--o-refusal); } .o-deflection { fill: url(#pattern-deflection); } .o-partial { fill: url(#pattern-partial); }
.o-compliance { fill: var(--o-compliance); } .o-truncated { fill: url(#pattern-truncated); } .o-unscored { fill: url(#pattern-unscored); }
.o-solved { fill: var(--o-solved); } .bar rect.o-unsolved, .swatch rect.o-unsolved { fill: var(--o-unsolved); stroke: var(--strong-rule); }
.bar rect.o-empty, .swatch rect.o-empty { fill: var(--o-empty); stroke: var(--strong-rule); }
.o-none { fill: none; }
.ground-deflection { fill: var(--o-deflection); } .ground-partial { fill: var(--o-partial); }
.ground-truncated { fill: var(--o-truncated); } .ground-unscored { fill: var(--o-unscored); }
.pattern-ink { stroke: var(--pattern); stroke-width: 1; fill: none; opacity: 0.55; } .pattern-dot { fill: var(--pattern); opacity: 0.6; }
.bar text.t-refusal, .bar text.t-solved { fill: #ffffff; stroke: none; } .bar text.t-compliance { fill: #15181c; stroke: none; }

.save { font-size: 0.8rem; margin: 0.25rem 0 0.75rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.87rem; }
thead th { vertical-align: bottom; text-align: left; font-weight: 500; font-size: 0.8rem; line-height: 1.3; color: var(--muted); border-bottom: 1.5px solid var(--strong-rule); padding: 0.25rem 0.6rem 0.4rem 0; }
tbody th, tbody td { text-align: left; font-weight: 400; vertical-align: top; padding: 0.45rem 0.6rem 0.45rem 0; border-bottom: 1px solid var(--rule); }
tbody th { min-width: 8.5rem; overflow-wrap: anywhere; }
th.num, td.num { text-align: right; padding-right: 0; padding-left: 0.9rem; white-space: nowrap; }
thead th.num { white-space: normal; }
.sub { display: block; color: var(--muted); font-size: 0.9em; }
tr.overall th, tr.overall td { font-weight: 600; border-top: 1.5px solid var(--strong-rule); }
tr.overall .sub { font-weight: 400; }
.table-notes { color: var(--muted); font-size: 0.82rem; margin: 0.6rem 0 2rem; max-width: 60rem; }

.flip-tools { display: flex; flex-wrap: wrap; gap: 0.75rem 2rem; align-items: center; justify-content: space-between; }
button { font: inherit; font-size: 0.85rem; color: var(--accent); background: var(--page); border: 1px solid var(--strong-rule); border-radius: 4px; padding: 0.2rem 0.7rem; cursor: pointer; white-space: nowrap; }
button:hover { background: var(--raised); }
button[hidden] { display: none; }
.flip { border-top: 1px solid var(--rule); padding: 0.6rem 0; }
.flips { border-bottom: 1px solid var(--rule); }
.flip header { display: flex; flex-wrap: wrap; gap: 0.2rem 0.9rem; align-items: baseline; }
.flip h4 { font-size: 0.92rem; font-weight: 500; overflow-wrap: anywhere; }
.flip header .quiet { font-size: 0.87rem; }
.flip .turn { margin-left: auto; display: flex; flex-wrap: wrap; gap: 0.3rem; align-items: baseline; }
.chip { display: inline-block; font-size: 0.78rem; line-height: 1.5; font-weight: 500; padding: 0 0.45rem; border-radius: 3px; border: 1px solid var(--rule); border-left: 3px solid var(--strong-rule); color: var(--ink); background: var(--page); white-space: nowrap; }
.chip-refusal { border-left-color: var(--o-refusal); } .chip-deflection { border-left: 3px dashed var(--o-refusal); }
.chip-compliance { border-left-color: var(--o-compliance); } .chip-partial { border-left: 3px dashed var(--o-compliance); }
.chip-solved { border-left-color: var(--o-solved); } .chip-unsolved { border-left: 3px dashed var(--o-solved); }
.chip-empty, .chip-truncated, .chip-unscored { border-style: dashed; }
summary { cursor: pointer; color: var(--accent); font-size: 0.87rem; width: fit-content; }
details.mask { margin-top: 0.35rem; }
.js details.mask { margin-top: 0; }
.js details.mask > summary { display: none; }
.flip-body { padding: 0.6rem 0 0.5rem; }
.flip-body h5 { font-size: 0.82rem; font-weight: 600; color: var(--muted); margin: 0.6rem 0 0.25rem; }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); gap: 0.25rem 1.75rem; }
.answer { min-width: 0; }
.text { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--raised); border-radius: 4px; padding: 0.55rem 0.8rem; font-size: 0.92rem; max-height: 32rem; overflow-y: auto; }
.more { margin-top: 0.4rem; } .more .text { margin-top: 0.3rem; }
.other { margin-top: 0.5rem; }
.evidence { font-size: 0.87rem; margin-top: 0.4rem; overflow-wrap: anywhere; }
.answer > .quiet, .diff-note { font-size: 0.82rem; color: var(--muted); margin-top: 0.25rem; }
mark.only { color: inherit; border-radius: 2px; text-decoration-thickness: 1.5px; text-underline-offset: 3px; }
mark.only-base { background: var(--only-base); text-decoration-line: underline; text-decoration-style: dotted; }
mark.only-tuned { background: var(--only-tuned); text-decoration-line: underline; text-decoration-style: solid; }

.sides { table-layout: fixed; }
.sides tr > :first-child { width: 11rem; } .sides tbody th { color: var(--muted); } .sides td { overflow-wrap: anywhere; }
.sides thead td { border-bottom: 1.5px solid var(--strong-rule); padding: 0; }
.sides tr.differs td { font-weight: 500; } .differs-mark { color: var(--caution); font-weight: 600; }
.value { white-space: pre-wrap; overflow-wrap: anywhere; }
.entries { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(100%, 25rem), 1fr)); gap: 0 3rem; font-size: 0.87rem; }
.entries div { display: grid; grid-template-columns: 10rem minmax(0, 1fr); gap: 1rem; padding: 0.3rem 0; border-bottom: 1px solid var(--rule); }
.entries dt { color: var(--muted); } .entries dd { margin: 0; overflow-wrap: anywhere; }
.command { display: block; background: var(--raised); border-radius: 4px; padding: 0.8rem 1rem; margin: 0; white-space: pre-wrap; overflow-wrap: anywhere; user-select: all; }
.methods { max-width: 46rem; color: var(--muted); font-size: 0.93rem; }
.appendix { margin-top: 3.5rem; padding-top: 1.5rem; border-top: 1px solid var(--rule); }
.appendix > .kicker { margin: 0 0 -1.75rem; }
.page-head .figures { display: block; margin-top: 0.6rem; max-width: 60rem; font-size: 0.93rem; }
.page-foot { margin-top: 3rem; padding-top: 1rem; border-top: 1px solid var(--rule); color: var(--muted); font-size: 0.85rem; }

@media (max-width: 1000px) {
  .plot-wide { display: none; } .plot-medium { display: block; }
}
@media (max-width: 660px) {
  body { padding: 1.25rem 1rem 3rem; }
  h1 { font-size: 1.4rem; }
  .finding { flex-direction: column; gap: 0; }
  .flip .turn { margin-left: 0; }
  .entries div { grid-template-columns: 8rem minmax(0, 1fr); }
  table.numbers tbody th { position: sticky; left: 0; background: var(--page); max-width: 9rem; }
}
@media (max-width: 560px) {
  .plot-medium { display: none; } .plot-narrow { display: block; }
  .sides tr > :first-child { width: 6.2rem; }
}
@media (forced-colors: active) {
  :root {
    --forest-ink: CanvasText; --forest-muted: CanvasText; --forest-rule: GrayText; --forest-zero: CanvasText; --forest-band: GrayText;
    --forest-surface: Canvas; --forest-better: CanvasText; --forest-worse: CanvasText; --forest-open: CanvasText;
    --o-refusal: CanvasText; --o-deflection: Canvas; --o-partial: Canvas; --o-compliance: GrayText; --o-empty: Canvas; --o-truncated: Canvas; --o-unscored: Canvas; --o-solved: CanvasText; --o-unsolved: Canvas; --pattern: CanvasText;
  }
  .bar rect, .swatch rect { stroke: CanvasText; }
  .bar text { fill: CanvasText; stroke: Canvas; } .bar text.t-refusal, .bar text.t-solved { fill: Canvas; } .bar text.t-compliance { fill: Canvas; }
  .finding, .text { border: 1px solid CanvasText; }
  mark.only { background: Mark; color: MarkText; }
}
@media print {
  :root { color-scheme: light; font-size: 9.5pt; }
  body { max-width: none; padding: 0; font-size: 9.5pt; line-height: 1.4; }
  nav, .skip, .save, button, .js .reveal, #reveal-all, details.mask:not([open]) { display: none; }
  h1 { font-size: 1.45rem; max-width: none; }
  h2 { font-size: 1.15rem; }
  .kicker { margin-bottom: 0.4rem; } .page-head { padding-bottom: 0.6rem; } .subtitle { margin-top: 0.5rem; }
  section { margin-top: 1.4rem; } .figure-card { margin-top: 0.9rem; }
  .figures { grid-template-columns: 1fr 1fr; gap: 0 2rem; }
  .figure-card .big { font-size: 1.6rem; margin-top: 0.2rem; }
  .facts div { padding: 0.12rem 0; }
  .finding { padding: 0.35rem 0.7rem; margin-top: 0.3rem; } .finding .words { max-width: none; }
  .panel { margin-top: 0.6rem; } .panel + .panel { margin-top: 1rem; }
  .plot-legend { margin-top: 0.4rem; } .legend { margin-bottom: 0.6rem; }
  .bars { grid-template-columns: 1fr 1fr; gap: 0.6rem 2rem; }
  .scroll { overflow: visible; } .text { max-height: none; overflow: visible; }
  .plot-wide, .plot-medium, .plot-narrow { display: none; } .plot-print { display: block; }
  .plot-print .forest { width: 100%; }
  .appendix { break-before: page; margin: 0; padding: 0; border: 0; } .appendix > .kicker { margin: 0 0 -0.8rem; }
  table.numbers, .numbers thead th { font-size: 8.25pt; } th.num, td.num { padding-left: 0.5rem; }
  .numbers tbody th { min-width: 0; }
  tbody th, tbody td { padding: 0.25rem 0.5rem 0.25rem 0; }
  .table-notes { margin: 0.4rem 0 1rem; }
  .flips { columns: 2; column-gap: 2rem; }
  .flip { break-inside: avoid; padding: 0.2rem 0; }
  .flip:has(> .flip-body, > details[open]) { column-span: all; padding: 0.6rem 0; }
  .flip header { gap: 0 0.5rem; } .flip h4, .flip header .quiet, .chip { font-size: 7pt; } .chip { padding: 0 0.25rem; } .flip .turn { gap: 0.15rem; }
  .entries { grid-template-columns: 1fr 1fr; gap: 0 2rem; } .entries div { grid-template-columns: 8rem minmax(0, 1fr); gap: 0.6rem; padding: 0.15rem 0; }
  .page-foot { margin-top: 1rem; padding-top: 0.4rem; }
  .panel, .bar-group, .finding, tr, .figure-card { break-inside: avoid; }
  h2, h3, figcaption { break-after: avoid; }
}
@page { margin: 14mm; }
`;

/** For the content security policy; a test says the right value when the style sheet was changed. */
export const reportStyleHash = 'sha256-w4yK5lPS0x/P7kS5v1T6uuR5+KX6arzWRcxcWyeM2Ng=';
