// Jest set-up file of every project: before a test removes a file or folder, it is searched
// for the password of the test database, since afterwards nobody could tell any more.
//
// FABER_DB_TEST_SECRET_FILE names a file with the secret, one form a line;
// hits are appended to <that file>.hits, which `npm test` reads at the end.
const fs = require('node:fs');
const os = require('node:os');
const path = require('node:path');

const secretFile = process.env.FABER_DB_TEST_SECRET_FILE;

if (secretFile && !fs.rmSync.searchesFirst) {
  const forms = fs.readFileSync(secretFile, 'utf8').split('\n').filter(Boolean);
  for (const [owner, name] of [
    [fs, 'rmSync'],
    [fs, 'rm'],
    [fs, 'unlinkSync'],
    [fs.promises, 'rm'],
    [fs.promises, 'unlink'],
  ]) {
    const original = owner[name];
    owner[name] = function (target, ...rest) {
      const file = path.resolve(String(target));
      if (file.startsWith(os.tmpdir() + path.sep)) search(file, forms);
      return original.call(this, target, ...rest);
    };
  }
  fs.rmSync.searchesFirst = true;
}

function search(file, forms) {
  let stats;
  try {
    stats = fs.lstatSync(file);
    if (stats.isDirectory()) {
      for (const name of fs.readdirSync(file))
        if (name !== 'node_modules') search(path.join(file, name), forms);
    } else if (stats.isFile() && !path.basename(file).startsWith('.env')) {
      const content = fs.readFileSync(file);
      if (forms.some((form) => content.includes(form))) fs.appendFileSync(`${secretFile}.hits`, `${file}\n`);
    }
  } catch (error) {
    if (error.code !== 'ENOENT' && error.code !== 'EACCES') throw error;
  }
}
