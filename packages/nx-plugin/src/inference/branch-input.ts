/** What a branch's name may hold to stand in a command as it is, for `sh` and `cmd` alike. */
const PLAIN_BRANCH = /^[\w./-]+$/;

/** Where the operation looks when nobody names a base; the same as the core's `changed-migrations`. */
const USUAL_BASES = ['origin/main', 'main', 'origin/master', 'master'];

/**
 * The `runtime` input of what depends on the base branch: it prints the commit where the current branch left
 * it, by the same rules as the operation (NX_BASE, else `defaultBase`, each as the remote has it, else as it
 * is here). The same command for all projects, so that Nx runs it once. Where git cannot tell, everything
 * counts as changed, which is one state, too.
 * @param defaultBase of nx.json
 * @returns undefined if its name cannot be quoted safely; then the target is not cached
 */
export function branchInput(defaultBase: string | undefined): { runtime: string } | undefined {
  if (defaultBase !== undefined && !PLAIN_BRANCH.test(defaultBase)) return undefined;
  const bases = defaultBase === undefined ? USUAL_BASES : [`origin/${defaultBase}`, defaultBase];
  const script = [
    `const base = process.env.NX_BASE;`,
    `const bases = base ? ['origin/' + base, base] : [${bases.map((name) => `'${name}'`).join(', ')}];`,
    `const run = (name) => require('child_process').spawnSync('git', ['merge-base', 'HEAD', name]);`,
    `const found = bases.map(run).find((result) => result.status === 0);`,
    `console.log(found ? String(found.stdout).trim() : 'unknown')`,
  ].join(' ');
  return { runtime: `node -e "${script}"` };
}
