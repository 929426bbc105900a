import { readFileSync } from 'node:fs';
import { exportsUsedBy, missingSymbols } from './load-engine';
import { WebAssembly } from './webassembly';

const load = (name: string) => {
  const glueFile = require.resolve(`${name}/schema_engine_bg`);
  const glue = readFileSync(glueFile, 'utf8');
  return {
    glue,
    names: [...glue.matchAll(/^export (?:function|class) (\w+)/gm)].map((match) => match[1] as string),
    module: new WebAssembly.Module(readFileSync(glueFile.replace(/\.js$/, '.wasm'))),
  };
};
const forPrisma7 = load('@prisma/schema-engine-wasm');
const forPrisma6 = load('@prisma/schema-engine-wasm-6');

test('finds what the glue calls', () => {
  expect(exportsUsedBy('wasm.memory.buffer; wasm.__wbindgen_malloc(1); wasm.memory')).toEqual([
    'memory',
    '__wbindgen_malloc',
  ]);
});

test.each([
  ['Prisma 7', forPrisma7],
  ['Prisma 6', forPrisma6],
])('the halves of the package for %s fit together', (_, { module, names, glue }) => {
  expect(missingSymbols(module, names, exportsUsedBy(glue))).toEqual([]);
});

test('halves of different versions do not', () => {
  expect(missingSymbols(forPrisma6.module, forPrisma7.names, exportsUsedBy(forPrisma7.glue))).not.toEqual([]);
});
