// All tests of the workspace as jest projects; `--selectProjects` picks some.
const fs = require('node:fs');
const path = require('node:path');
const { packageProjects, shared } = require('../../jest.preset.js');

const root = path.resolve(__dirname, '../..');

const projects = [
  ...fs
    .readdirSync(path.join(root, 'packages'))
    .flatMap((folder) => packageProjects(folder, path.join(root, 'packages', folder))),
  {
    ...shared,
    displayName: 'e2e',
    rootDir: path.join(root, 'e2e'),
    testMatch: ['<rootDir>/src/**/*.test.ts'],
    globalSetup: '<rootDir>/support/global-setup.ts',
    globalTeardown: '<rootDir>/support/global-teardown.ts',
    setupFilesAfterEnv: ['<rootDir>/support/time-limit.ts'],
  },
];

module.exports = {
  rootDir: root,
  projects: projects.map((project) => ({
    ...project,
    setupFiles: [path.join(__dirname, 'search-before-removal.cjs')],
  })),
};
