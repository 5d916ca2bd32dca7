// What SECURITY.md claims is tested, is: the tests that it names are there. And what the audit of dependencies makes of what
// a registry says.
import { globSync, readFileSync } from 'node:fs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { z } from 'zod';
import { auditResult } from '../../../src/build/audit.mjs';
import { billOfMaterials } from '../../../src/build/billOfMaterials.mjs';
import { shippedPackages } from '../../../src/build/shippedPackages.mjs';
import { repositoryPath } from '../../support/paths';

const root = repositoryPath('');
const security = readFileSync(repositoryPath('SECURITY.md'), 'utf8');

describe('SECURITY.md', () => {
  const [, , promised = '', tested = ''] = security.split(
    /^## (?:What is hostile|What is promised|How it is tested)$/mu,
  );
  const rows = tested.split('\n').filter((line) => line.startsWith('| ') && line.includes('`'));

  test('says for every promise how it is tested', () => {
    expect(promised.match(/^- \*\*/gmu)?.length).toBeGreaterThan(7);
    expect(rows.length).toBeGreaterThan(8);
  });

  test.each(rows.flatMap((row) => [...row.matchAll(/`([^`]+)`/gu)].map(([, named = '']) => named)))(
    'names tests that are there: %s',
    (named) => {
      if (named.startsWith('npm run ')) {
        const { scripts } = z
          .object({ scripts: z.record(z.string(), z.string()) })
          .parse(JSON.parse(readFileSync(repositoryPath('package.json'), 'utf8')));
        expect(Object.keys(scripts)).toContain(named.slice('npm run '.length));
        return;
      }
      const found = globSync(named, { cwd: root });
      expect(found.some((path) => path.endsWith('.test.ts') || !path.includes('.'))).toBe(true);
    },
  );
});

describe('the audit of dependencies', () => {
  afterEach(() => void vi.restoreAllMocks());
  const told = (vulnerabilities: object): string => JSON.stringify({ metadata: { vulnerabilities } });

  test.each([
    ['no registry', '', true, /^skipped: /u],
    ['a registry without audits', '{"statusCode": 405, "error": {"summary": ""}}', true, /^skipped: /u],
    ['nothing', told({ low: 0, high: 0, total: 0 }), true, /no known vulnerability/u],
    ['something small', told({ low: 2, moderate: 1, high: 0, total: 3 }), true, /2 low, 1 moderate/u],
    ['something large', told({ low: 2, critical: 1, total: 3 }), false, /1 critical/u],
  ])('of %s', (_, stdout, passes, said) => {
    const log = vi.spyOn(console, 'log').mockReturnValue(undefined);
    expect(auditResult(stdout)).toBe(passes);
    expect(log.mock.calls[0]?.[0]).toMatch(said);
  });
});

test('the bill of materials has what is shipped, with the hash of each archive', () => {
  const folders = shippedPackages(['node_modules/zod/index.js', 'src/cli/main.ts'], ['onnxruntime-node']);
  expect(folders).toEqual(['node_modules/onnxruntime-node', 'node_modules/zod']);
  const component = z.object({
    purl: z.string(),
    licenses: z.tuple([z.object({ expression: z.string() })]),
    hashes: z.tuple([z.object({ alg: z.literal('SHA-512'), content: z.string().regex(/^[0-9a-f]{128}$/u) })]),
  });
  const bill = z.object({ components: z.array(component) }).parse(JSON.parse(billOfMaterials(root, folders)));
  expect(bill.components.map(({ purl }) => purl.replace(/@[\d.]+$/u, ''))).toEqual([
    'pkg:npm/onnxruntime-node',
    'pkg:npm/zod',
  ]);
});
