// The licences of everything that goes into the package, from the packages themselves.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Licences of packages that carry no licence file of their own, by SPDX name. */
const standardTexts = {
  MIT: (holder) => `MIT License

Copyright (c) ${holder}

Permission is hereby granted, free of charge, to any person obtaining a copy of this software and associated documentation files (the "Software"), to deal in the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish, distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.`,
  'MPL-2.0': (holder) =>
    `Copyright (c) ${holder}

This Source Code Form is subject to the terms of the Mozilla Public License, v. 2.0. A copy of it is at https://mozilla.org/MPL/2.0/. The source code is at https://github.com/pyodide/pyodide; nothing in it was changed.

It contains CPython and its standard library, Copyright (c) 2001 Python Software Foundation, under the Python Software Foundation License Version 2: https://docs.python.org/3/license.html.`,
};
const holders = {
  'onnxruntime-node': 'Microsoft Corporation',
  'onnxruntime-common': 'Microsoft Corporation',
  pyodide: 'Pyodide contributors and Mozilla',
};

/** @param folders of the packages, relative to `root` */
export function thirdPartyNotices(root, folders) {
  // Hundreds of small packages share a few texts.
  const packagesOf = new Map();
  for (const folder of folders) {
    const { title, text } = notice(join(root, folder));
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), title]);
  }
  const parts = [...packagesOf].map(
    ([text, titles]) => `## ${titles.join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  return `# Third-party notices\n\nGuardrail Lens carries the following packages.\n\n${parts.join('\n')}`;
}

function notice(folder) {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
  const text =
    file === undefined
      ? standardTexts[license]?.(holders[name] ?? `the authors of ${name}`)
      : readFileSync(join(folder, file), 'utf8').trim();
  if (text === undefined) throw new Error(`${name} has no licence file, and ${license} is not known here.`);
  const notices = readdirSync(folder).filter((entry) => /^(third.?party)?.?notices?/i.test(entry));
  const further = notices.map((entry) => readFileSync(join(folder, entry), 'utf8').trim());
  return { title: `${name} ${version} (${String(license)})`, text: [text, ...further].join('\n\n') };
}
