// Whole-process timings of alternatives, taken in turns so that a noisy machine hits all alike.
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';

/**
 * @typedef {object} Candidate
 * @property {string} name
 * @property {string[]} command program and arguments, never a secret
 * @property {string} [cwd]
 * @property {NodeJS.ProcessEnv} [env]
 * @property {() => void | Promise<void>} [prepare] runs before every measurement, outside of it
 */

/**
 * Runs every candidate once for warming up and then `runs` times; the order changes from round to round.
 * @param {Candidate[]} candidates
 * @returns {Promise<Map<string, number[]>>} milliseconds by name
 * @throws {Error} when a command fails: what fails fast would look good
 */
export async function measure(candidates, runs) {
  const times = new Map(candidates.map(({ name }) => [name, []]));
  for (let round = -1; round < runs; round++) {
    const order = round % 2 === 0 ? candidates : [...candidates].reverse();
    for (const candidate of order) {
      await candidate.prepare?.();
      const milliseconds = runOnce(candidate);
      if (round >= 0) times.get(candidate.name).push(milliseconds);
    }
  }
  return times;
}

function runOnce({ command, cwd, env }) {
  const [program, ...args] = command;
  const started = performance.now();
  const { status, stdout, stderr, error } = spawnSync(program, args, {
    cwd,
    env,
    encoding: 'utf8',
    maxBuffer: 64 << 20,
  });
  const milliseconds = performance.now() - started;
  if (error || status !== 0) {
    throw new Error(
      `${command.join(' ')}\nended with exit code ${status}: ${error?.message ?? ''}\n${stdout}\n${stderr}`,
    );
  }
  return milliseconds;
}

/** Median, smallest and largest of some numbers. */
export function summarize(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  const median = Number.isInteger(middle)
    ? (sorted[middle - 1] + sorted[middle]) / 2
    : sorted[Math.floor(middle)];
  return { median, min: sorted[0], max: sorted.at(-1) };
}
