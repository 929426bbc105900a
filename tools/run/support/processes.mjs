// Processes that a test left behind, such as an Nx daemon.
import fs from 'node:fs';
import path from 'node:path';

/**
 * Kills every process that works inside `folder`, which must be a folder of this run only:
 * whatever works there was started by it (Linux only; elsewhere nothing happens).
 */
export function killProcessesIn(folder) {
  for (const pid of fs.existsSync('/proc') ? fs.readdirSync('/proc') : []) {
    if (!/^\d+$/.test(pid) || Number(pid) === process.pid) continue;
    try {
      const cwd = fs.readlinkSync(`/proc/${pid}/cwd`).replace(/ \(deleted\)$/, '');
      if (cwd === folder || cwd.startsWith(folder + path.sep)) process.kill(Number(pid), 'SIGKILL');
    } catch {
      // Gone meanwhile, or somebody else's.
    }
  }
}
