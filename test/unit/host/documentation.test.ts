// The command for the documentation: the pages of the index, and nothing that somebody else names.
import { readFileSync } from 'node:fs';
import { sep } from 'node:path';
import { beforeEach, expect, test, vi } from 'vitest';
import { documentationCommands, indexedPages } from '../../../src/host/documentation';
import { questions } from '../../../src/build/docs/pages';
import { repositoryPath } from '../../support/paths';

const seen = vi.hoisted(() => ({ opened: [] as string[], asked: [] as string[][], chosen: '' }));
vi.mock('vscode', () => ({
  Uri: { file: (path: string) => ({ fsPath: path }) },
  commands: {
    executeCommand: (command: string, uri: { fsPath: string }) => {
      seen.opened.push(`${command} ${uri.fsPath}`);
      return Promise.resolve();
    },
  },
  window: {
    showQuickPick: (items: readonly { label: string }[]) => {
      seen.asked.push(items.map(({ label }) => label));
      return Promise.resolve(items.find(({ label }) => label === seen.chosen));
    },
  },
}));

const { openDocumentation } = documentationCommands(
  { shown: (work) => Promise.resolve(work()) },
  repositoryPath(''),
);
const docs = repositoryPath('media/docs');

beforeEach(() => {
  seen.opened = [];
  seen.asked = [];
  seen.chosen = '';
});

test('a page that is named is shown at once', async () => {
  await openDocumentation('read-a-result');
  expect(seen.asked).toEqual([]);
  expect(seen.opened).toEqual([`markdown.showPreview ${docs}${sep}read-a-result.md`]);
});

test('else the pages of the index are offered', async () => {
  seen.chosen = 'Commands of the command line';
  await openDocumentation();
  expect(seen.asked[0]?.length).toBeGreaterThan(questions.length + 10);
  expect(seen.opened).toEqual([`markdown.showPreview ${docs}${sep}reference${sep}command-line.md`]);
});

test.each(['../walkthrough/try', '../../README', '', {}, 'none'])(
  '%j opens nothing by itself',
  async (named) => {
    await openDocumentation(named);
    expect(seen.asked).toHaveLength(1);
    expect(seen.opened).toEqual([]);
  },
);

test('the index has the questions first', () => {
  const pages = indexedPages(readFileSync(`${docs}/README.md`, 'utf8'));
  expect(pages.slice(0, questions.length).map(({ path }) => path)).toEqual(
    questions.map((name) => `${name}.md`),
  );
});
