// One place for how tests are compiled and found. Every package has two jest
// projects: `<package>` (unit tests beside the code, no server, fast) and
// `<package>-integration` (real servers and real command-line programs).
const path = require('node:path');

const root = __dirname;

const shared = {
  testEnvironment: 'node',
  transform: {
    '^.+\\.[cm]?ts$': [
      '@swc/jest',
      {
        jsc: { parser: { syntax: 'typescript' }, target: 'es2022' },
        module: { type: 'commonjs' },
      },
    ],
  },
  moduleNameMapper: {
    // Dynamic imports name the emitted file (`./x.js`), which only exists after a build.
    '^(\\.{1,2}/.*)\\.js$': '$1',
    '^@faber-db/core$': path.join(root, 'packages/core/src/index.ts'),
    '^@faber-db/prisma-schema-engine$': path.join(root, 'packages/prisma-schema-engine/src/index.ts'),
  },
  modulePathIgnorePatterns: ['/dist/'],
};

/** The jest projects of the package in `rootDir`. */
function packageProjects(name, rootDir) {
  return [
    { ...shared, displayName: name, rootDir, testMatch: ['<rootDir>/src/**/*.spec.ts'] },
    {
      ...shared,
      displayName: `${name}-integration`,
      rootDir,
      testMatch: ['<rootDir>/integration/**/*.test.ts'],
    },
  ];
}

module.exports = { shared, packageProjects };
