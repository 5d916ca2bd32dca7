// The licences of everything that goes into the package, from the packages themselves.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { takenSources } from './takenSources.mjs';

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

/** Licences of which the address is enough, since they ask for no more. */
const addresses = {
  'CC-BY-4.0': 'https://creativecommons.org/licenses/by/4.0/',
  'Apache-2.0': 'https://www.apache.org/licenses/LICENSE-2.0',
};

/** What is compiled into a package, and its own notices tell: beside its licence. */
const within = {
  'onnxruntime-node': (version) =>
    `The native files are ONNX Runtime ${version}, which contains other projects; their licences: https://github.com/microsoft/onnxruntime/blob/v${version}/ThirdPartyNotices.txt. On Windows DirectML.dll, dxcompiler.dll and dxil.dll of Microsoft lie beside it, under the terms of the packages Microsoft.AI.DirectML and Microsoft.Direct3D.DXC.`,
};

/**
 * @param folders of the packages, relative to `root`
 * @param taken what of our own sources is in it that was taken from others
 */
export function thirdPartyNotices(root, folders, taken = takenSources) {
  // Hundreds of small packages share a few texts.
  const packagesOf = new Map();
  for (const folder of folders) {
    const { title, text } = notice(join(root, folder));
    packagesOf.set(text, [...(packagesOf.get(text) ?? []), title]);
  }
  const parts = [...packagesOf].map(
    ([text, titles]) => `## ${titles.join(', ')}\n\n\`\`\`text\n${text}\n\`\`\`\n`,
  );
  const sources =
    taken.length === 0
      ? ''
      : `\nOf its own sources, these were taken from others.\n\n${taken.map(source).join('\n')}`;
  return `# Third-party notices\n\nGuardrail Lens carries the following packages.\n\n${parts.join('\n')}${sources}`;
}

function source({ title, from, licence, holder }) {
  const text =
    standardTexts[licence]?.(holder) ?? `Copyright (c) ${holder}\n\nLicence: ${addresses[licence]}`;
  return `## ${title} (${licence})\n\n${from}\n\n\`\`\`text\n${text}\n\`\`\`\n`;
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
  if (within[name] !== undefined) further.push(within[name](version));
  return { title: `${name} ${version} (${String(license)})`, text: [text, ...further].join('\n\n') };
}
