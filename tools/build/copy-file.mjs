// node copy-file.mjs <from> <to>: `cp` for build targets that must also run where there is none.
import fs from 'node:fs';

const [from, to] = process.argv.slice(2);
fs.copyFileSync(from, to);
