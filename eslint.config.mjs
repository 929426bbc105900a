import nx from '@nx/eslint-plugin';
import tseslint from 'typescript-eslint';

/**
 * The layers of `@faber-db/core`, innermost first. A folder may import from its own layer
 * and from those before it; the rule below refuses the other direction. `operations` and
 * `reporting` know each other's plain data (results, exit codes) and form one layer.
 */
const layers = [
  ['errors'],
  ['environments', 'config', 'context'],
  ['databases', 'analysis', 'journal', 'policy'],
  ['handlers'],
  ['operations', 'reporting'],
];

/** Types that inner layers may take from outer ones: plain data without behaviour. */
const layerRules = layers.flatMap((folders, depth) => {
  const outer = layers.slice(depth + 1).flat();
  if (outer.length === 0) return [];
  return folders.map((folder) => ({
    files: [`packages/core/src/${folder}/**/*.ts`],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              regex: `^(\\.\\./)+(${outer.join('|')})(/|$)`,
              allowTypeImports: true,
              message: `"${folder}" is an inner layer: it must not depend on ${outer.join(', ')}.`,
            },
          ],
        },
      ],
    },
  }));
});

export default tseslint.config(
  { ignores: ['**/dist', '**/node_modules', 'tmp', '.nx', '**/generators/**/files'] },
  ...nx.configs['flat/base'],
  ...tseslint.configs.recommended,
  {
    files: ['**/*.ts', '**/*.cts', '**/*.mts'],
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
    },
  },
  {
    files: ['packages/**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        {
          enforceBuildableLibDependency: true,
          // Loaded when first needed, to keep the program's start short.
          checkDynamicDependenciesExceptions: ['@faber-db/core', '@faber-db/prisma-schema-engine'],
          allow: [],
          depConstraints: [
            { sourceTag: 'layer:plugin', onlyDependOnLibsWithTags: ['layer:core', 'layer:engine'] },
            { sourceTag: 'layer:core', onlyDependOnLibsWithTags: ['layer:engine'] },
            { sourceTag: 'layer:engine', onlyDependOnLibsWithTags: [] },
          ],
        },
      ],
    },
  },
  {
    // The core knows nothing of Nx.
    files: ['packages/core/**/*.ts', 'packages/prisma-schema-engine/**/*.ts'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^(nx|@nx/.*)$', message: 'Nothing below the plugin knows Nx.' }] },
      ],
    },
  },
  ...layerRules,
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    rules: { '@typescript-eslint/no-require-imports': 'off' },
  },
);
