// Type-aware lint with no warnings, and the import zones of ARCHITECTURE.md ("Who may import whom").
import tseslint from 'typescript-eslint';

const zone = (folder, allowed, extra = []) => ({
  files: [`src/${folder}/**/*.ts`],
  rules: {
    'no-restricted-imports': [
      'error',
      {
        patterns: [
          ...['protocol', 'safety', 'client', 'engine', 'cli', 'host']
            .filter((other) => other !== folder && !allowed.includes(other))
            .map((other) => ({
              regex: `^(\\.\\./)+${other}/`,
              message: `${folder} must not import ${other}.`,
            })),
          ...extra,
        ],
      },
    ],
  },
});
const noNode = { regex: '^node:', message: 'This layer does no I/O.' };
const noVscode = { regex: '^vscode$', message: 'Only src/host knows VS Code.' };
const noOrt = { regex: '^onnxruntime', message: 'Only src/engine/runtime imports ONNX Runtime.' };

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'out/',
      '.cache/',
      'node_modules/',
      'test/fixtures/',
      'src/engine/graph/onnxSchema.*',
      'src/build/*.d.mts',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['*.js', '*.mjs', '*.ts'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-non-null-assertion': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unnecessary-condition': [
        'error',
        { allowConstantLoopConditions: 'only-allowed-literals' },
      ],
    },
  },
  zone('protocol', [], [noNode, noVscode, noOrt]),
  zone('safety', ['protocol'], [noNode, noVscode, noOrt]),
  zone('client', ['protocol'], [noVscode, noOrt]),
  zone('engine', ['protocol', 'safety'], [noVscode, noOrt]),
  zone('host', ['protocol', 'safety', 'client'], [noOrt]),
  zone('cli', ['protocol', 'safety', 'client'], [noVscode, noOrt]),
  {
    files: ['webview/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            { regex: '/src/(client|engine|cli|host)/', message: 'webview imports protocol and safety only.' },
            ...[noNode, noVscode, noOrt],
          ],
        },
      ],
    },
  },
  {
    files: ['src/engine/runtime/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [noVscode] }] },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
);
