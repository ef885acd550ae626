import js from '@eslint/js';
import boundaries from 'eslint-plugin-boundaries';
import jsxA11y from 'eslint-plugin-jsx-a11y';
import reactHooks from 'eslint-plugin-react-hooks';
import globals from 'globals';
import tseslint from 'typescript-eslint';

/** Rooms of src/ and the rooms each may import; the drawing is in README.md. */
const rooms = {
  lib: [],
  core: ['lib'],
  ui: ['lib'],
  backend: ['core', 'lib'],
  store: ['core', 'lib'],
  sync: ['store', 'backend', 'core', 'lib'],
  feature: ['store', 'core', 'ui', 'lib'],
  app: ['feature', 'store', 'core', 'ui', 'lib'],
};

const element = (type, more = {}) => ({ element: { type, ...more } });

export default tseslint.config(
  {
    ignores: [
      'dist/',
      'coverage/',
      'supabase/.temp/',
      'tests/artifacts/',
      'src/backend/database.types.ts',
    ],
  },
  js.configs.recommended,
  tseslint.configs.strictTypeChecked,
  {
    languageOptions: {
      parserOptions: {
        projectService: { allowDefaultProject: ['eslint.config.js'] },
        tsconfigRootDir: import.meta.dirname,
      },
    },
    rules: {
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_' }],
      'no-console': ['error', { allow: ['warn', 'error'] }],
    },
  },
  {
    files: ['**/*.js'],
    extends: [tseslint.configs.disableTypeChecked],
  },
  {
    files: ['src/**/*.{ts,tsx}'],
    // The composition root belongs to no room: it sees all of them, and none may import it.
    ignores: ['src/main.tsx', 'src/env.d.ts'],
    plugins: { boundaries },
    languageOptions: { globals: globals.browser },
    settings: {
      'import/resolver': { typescript: { alwaysTryTypes: true } },
      'boundaries/elements': [
        { type: 'app', pattern: 'src/app' },
        { type: 'feature', pattern: 'src/features/*', capture: ['name'] },
        ...['lib', 'core', 'ui', 'backend', 'store', 'sync'].map((type) => ({
          type,
          pattern: `src/${type}`,
        })),
      ],
    },
    rules: {
      'boundaries/no-unknown-files': 'error',
      'boundaries/no-unknown-dependencies': 'error',
      'boundaries/dependencies': [
        'error',
        {
          default: 'disallow',
          policies: [
            ...Object.entries(rooms).flatMap(([type, allowed]) =>
              [type === 'feature' ? null : type, ...allowed]
                .filter((target) => target !== null)
                .map((target) => ({ from: element(type), allow: { to: element(target) } })),
            ),
            {
              from: element('feature'),
              allow: {
                to: element('feature', { captured: { name: '{{from.element.captured.name}}' } }),
              },
            },
          ],
        },
      ],
    },
  },
  {
    // Only the shell speaks Supabase.
    files: ['src/**/*.{ts,tsx}'],
    ignores: ['src/backend/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@supabase/*'], message: 'Only src/backend imports Supabase.' }] },
      ],
    },
  },
  {
    // The truth has no clock, no randomness and nothing to wait for.
    files: ['src/core/**/*.ts'],
    rules: {
      'no-restricted-globals': [
        'error',
        'window',
        'document',
        'localStorage',
        'fetch',
        'setTimeout',
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Take the time as an event field.' },
        { object: 'Math', property: 'random', message: 'Take ids as event fields.' },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'AwaitExpression', message: 'core is synchronous.' },
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: 'No clock.' },
      ],
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['react', 'react-*', 'zustand*', '@supabase/*'] }] },
      ],
    },
  },
  {
    files: ['src/**/*.tsx'],
    extends: [jsxA11y.flatConfigs.strict, reactHooks.configs.flat['recommended-latest']],
  },
  {
    files: ['supabase/import/**/*.ts', 'supabase/local/**/*.ts', 'tests/**/*.ts', 'vite.*.ts'],
    languageOptions: { globals: globals.node },
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**/*.ts'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
);
