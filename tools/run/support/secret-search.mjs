// Finds out whether a secret of the test run leaked.
import fs from 'node:fs';
import path from 'node:path';

/**
 * Every form in which the secret may turn up: as it is, percent-encoded, and inside a longer
 * text in Base64 (the three ways it can fall on the groups of three bytes, without the
 * characters that its neighbours influence).
 * @returns {Buffer[]}
 */
export function formsOf(secret) {
  const forms = new Set([secret, encodeURIComponent(secret)]);
  for (const offset of [0, 1, 2]) {
    const bytes = Buffer.from(' '.repeat(offset) + secret);
    const whole = bytes.subarray(0, bytes.length - (bytes.length % 3)).toString('base64');
    forms.add(whole.slice(offset === 0 ? 0 : 4));
  }
  return [...forms].map((form) => Buffer.from(form));
}

/** Whether a text or the content of a file holds one of the forms. */
export const holds = (content, forms) => {
  const bytes = Buffer.isBuffer(content) ? content : Buffer.from(content);
  return forms.some((form) => bytes.includes(form));
};

/**
 * Paths of the files below `folder` that hold the secret.
 *
 * Left out: `.env*`, where a user keeps the secret on purpose, and installed packages.
 */
export function filesHolding(folder, forms) {
  const hits = [];
  for (const entry of readFolder(folder)) {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory() && entry.name === 'node_modules')
      hits.push(...filesHolding(path.join(file, '.cache'), forms));
    else if (entry.isDirectory()) hits.push(...filesHolding(file, forms));
    else if (entry.isFile() && !entry.name.startsWith('.env') && holds(readFile(file), forms))
      hits.push(file);
  }
  return hits;
}

/**
 * Looks at the command lines of all processes, again and again (Linux only).
 * @returns {{ stop(): { samples: number, hits: string[] } }} `hits`: the command lines, secret masked
 */
export function watchProcesses(forms, { everyMs = 150 } = {}) {
  const hits = new Set();
  let samples = 0;
  const timer = setInterval(() => {
    samples++;
    for (const entry of readFolder('/proc')) {
      if (!/^\d+$/.test(entry.name)) continue;
      const commandLine = readFile(`/proc/${entry.name}/cmdline`);
      if (holds(commandLine, forms))
        hits.add(mask(commandLine.toString().replaceAll('\0', ' ').trim(), forms));
    }
  }, everyMs);
  return {
    stop() {
      clearInterval(timer);
      return { samples, hits: [...hits] };
    },
  };
}

const mask = (text, forms) => forms.reduce((masked, form) => masked.replaceAll(form.toString(), '***'), text);

// Files and processes come and go while we look.
function readFolder(folder) {
  try {
    return fs.readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

function readFile(file) {
  try {
    return fs.readFileSync(file);
  } catch {
    return Buffer.alloc(0);
  }
}
