import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { configJsonSchema } from './config-json-schema';

// Build step: node packages/core/dist/config/write-json-schema.js <outfile>

/** Writes the JSON Schema of the configuration to `outFile`, creating its folder. */
export async function writeJsonSchema(outFile: string): Promise<void> {
  await mkdir(dirname(resolve(outFile)), { recursive: true });
  await writeFile(outFile, `${JSON.stringify(configJsonSchema(), null, 2)}\n`);
}

if (require.main === module) {
  const outFile = process.argv[2];
  if (outFile === undefined) {
    process.stderr.write('usage: node write-json-schema.js <outfile>\n');
    process.exitCode = 1;
  } else {
    void writeJsonSchema(outFile);
  }
}
