import { existsSync, readFileSync } from 'node:fs';
import * as os from 'node:os';
import { runProcess } from './run-process';

const options = { cwd: os.tmpdir(), env: process.env };
const node = (script: string, more: Partial<Parameters<typeof runProcess>[2]> = {}) =>
  runProcess(process.execPath, ['-e', script], { ...options, ...more });

describe('runProcess', () => {
  it('captures both streams and the exit code', async () => {
    const result = await node("console.log('out'); console.error('err'); process.exitCode = 3;");
    expect(result).toEqual({ exitCode: 3, stdout: 'out\n', stderr: 'err\n' });
  });

  it('hands out whole lines as they come, the last one without line feed included', async () => {
    const lines: string[] = [];
    await node("process.stdout.write('a\\r\\nb'); process.stdout.write('c\\nd');", {
      onLine: (line) => lines.push(line),
    });
    expect(lines).toEqual(['a', 'bc', 'd']);
  });

  it('gives the child nothing but the environment it is given', async () => {
    const { stdout } = await node('console.log(Object.keys(process.env).sort().join())', {
      env: { ONLY: '1' },
    });
    expect(stdout.trim().split(',')).toContain('ONLY');
    expect(stdout).not.toContain('HOME');
  });

  it('kills the child and what it started when the signal fires', async () => {
    const controller = new AbortController();
    let pid = 0;
    const running = node(
      "const c = require('node:child_process').spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']); console.log(c.pid); setInterval(() => {}, 1000);",
      {
        signal: controller.signal,
        onLine: (line) => {
          pid = Number(line);
          controller.abort();
        },
      },
    );
    await expect(running).rejects.toMatchObject({ code: 'CANCELLED' });
    for (let tries = 0; tries < 50 && alive(pid); tries++)
      await new Promise((resolve) => setTimeout(resolve, 20));
    expect(alive(pid)).toBe(false);
  });

  it('ends a child that takes too long, and tells of one that cannot be started', async () => {
    await expect(node('setInterval(() => {}, 1000)', { timeoutMs: 200 })).rejects.toMatchObject({
      code: 'TOOL_FAILED',
    });
    await expect(runProcess('/no/such/program', [], options)).rejects.toMatchObject({ code: 'TOOL_FAILED' });
  });
});

/** Runs; a zombie that nobody has waited for yet does not. */
function alive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return (
      !existsSync(`/proc/${pid}/stat`) || !/^\d+ \(.*\) Z/.test(readFileSync(`/proc/${pid}/stat`, 'utf8'))
    );
  } catch {
    return false;
  }
}
