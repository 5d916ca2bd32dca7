// Text of others in VS Code's own widgets: trees, notifications, the diff editor.
import { readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { TreeItem } from 'vscode';
import { describe, expect, test, vi } from 'vitest';
import { ResponseDocuments } from '../../../src/host/diff/responseDocuments';
import { responseUri } from '../../../src/host/diff/responseUri';
import type { EngineService } from '../../../src/host/engineService';
import { inertMessage, inertTree } from '../../../src/host/inertText';
import { hiddenCharacters } from '../../../src/safety/presentation/visibleText';
import { hostileTexts } from '../../support/hostileTexts';
import { repositoryPath } from '../../support/paths';

vi.mock('vscode', async () => {
  const { EventEmitter } = await import('./fakeVscode');
  return { EventEmitter, Uri: { from: (parts: object) => parts } };
});

const texts = Object.entries(hostileTexts);
const hidden = (text: unknown): readonly string[] => String(text).match(hiddenCharacters) ?? [];

/** As VS Code's parseLinkedText reads a notification. */
const linkOfNotification = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/giu;

describe.each(texts)('%s', (_, text) => {
  test('in a tree is seen', async () => {
    const item: Partial<TreeItem> = {
      label: text,
      description: text,
      tooltip: text,
      accessibilityInformation: { label: text },
    };
    const shown = await inertTree<string>({
      getTreeItem: () => item,
      getChildren: () => [],
    }).getTreeItem('x');
    const { label, description, tooltip, accessibilityInformation } = shown;
    for (const part of [label, description, tooltip, accessibilityInformation?.label]) {
      expect(hidden(part)).toEqual([]);
    }
  });

  test('in a notification is no link', () => {
    const shown = inertMessage(`The file says ${text}. Check it.`);
    expect(hidden(shown)).toEqual([]);
    expect(shown.match(linkOfNotification)).toBeNull();
  });

  test('in the diff is seen', async () => {
    const sample = { sample: 0, answer: text, reasoning: text };
    const engine = { request: () => Promise.resolve({ rows: [{ sides: { base: [sample] } }] }) };
    const documents = new ResponseDocuments(engine as unknown as EngineService);
    const uri = responseUri({ path: '/x.glens', promptId: 1, sample: 0, side: 'base' });
    const shown = await documents.provideTextDocumentContent(uri);
    expect(hidden(shown)).toEqual([]);
    expect(shown).toContain('[reasoning]');
  });
});

test('the pattern finds what a notification would make a link of', () => {
  expect(hostileTexts['a link that is a command']?.match(linkOfNotification)).toHaveLength(1);
});

const root = repositoryPath('src/host');
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => [relative('.', name), readFileSync(join(root, name), 'utf8')] as const);

test.each(sources)(
  '%s says nothing of others in a notification, and fills no tree, without this',
  (_, source) => {
    const said = source.match(/\.show(?:Error|Warning|Information)Message\(\s*[^\s]{1,40}/gu) ?? [];
    const bare = said.filter((call) => !/\(\s*(?:inertMessage\(|')/u.test(call));
    expect(bare).toEqual([]);
    const trees = source.match(/treeDataProvider:\s*\S{1,20}/gu) ?? [];
    expect(trees.filter((tree) => !tree.includes('inertTree('))).toEqual([]);
  },
);
