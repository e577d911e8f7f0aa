import tseslint from 'typescript-eslint'
import { twoTimes } from './eslint.two-times.js'

const OWN_CLOCK = 'Take the time from the clock that is handed in (src/domain/clock.ts), so that tests can turn it.'

export default tseslint.config(
  {
    ignores: [
      'dist',
      'node_modules',
      'data',
      'eslint.config.js',
      'eslint.two-times.js',
      'bin',
      '.ci',
      'test/faults/*.mjs',
      'test/bench/servers/*.mjs',
      'test/bench/peers',
    ],
  },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-confusing-void-expression': 'off',
      '@typescript-eslint/consistent-type-imports': 'error',
      eqeqeq: 'error',
      // Parts are handed over as small objects of functions that use no `this`.
      '@typescript-eslint/unbound-method': 'off',
      // Texts are spread into code points on purpose: the platform counts those, not what a reader sees as one letter.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      '@typescript-eslint/no-unused-vars': ['error', { varsIgnorePattern: '^_', argsIgnorePattern: '^_' }],
    },
  },
  {
    files: ['src/**/*.ts'],
    ignores: ['src/domain/clock.ts'],
    plugins: { fenzu: { rules: { 'two-times': twoTimes } } },
    rules: {
      'fenzu/two-times': 'error',
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: OWN_CLOCK },
        { object: 'performance', property: 'timeOrigin', message: OWN_CLOCK },
        { object: 'process', property: 'hrtime', message: OWN_CLOCK },
      ],
      'no-restricted-syntax': [
        'error',
        { selector: 'NewExpression[callee.name="Date"][arguments.length=0]', message: OWN_CLOCK },
        { selector: 'CallExpression[callee.name="Date"]', message: OWN_CLOCK },
      ],
    },
  },
  {
    // What JSDoc casts from any, tsc believes and these rules do not see.
    files: ['src/sandbox/page/client/*.js'],
    rules: {
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    files: ['test/**'],
    rules: { '@typescript-eslint/no-non-null-assertion': 'off' },
  },
)
