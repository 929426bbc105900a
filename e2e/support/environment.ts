// The environment of everything that an end-to-end test starts.

/** What a program needs to find its tools, its home and the network; nothing of how the tests were started. */
const passedOn =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LC_.*|TMPDIR|TZ|NODE_EXTRA_CA_CERTS|SSL_CERT_.*|https?_proxy|no_proxy|npm_config_(registry|cache|userconfig))$/i;

/** Our environment, reduced to that. An automated agent's markers in particular stay behind. */
export function plainEnvironment(): NodeJS.ProcessEnv {
  return {
    ...Object.fromEntries(Object.entries(process.env).filter(([name]) => passedOn.test(name))),
    npm_config_update_notifier: 'false',
    npm_config_fund: 'false',
    npm_config_audit: 'false',
    npm_config_yes: 'true',
    // Prisma's own install script downloads its engines, which is what we do without.
    npm_config_ignore_scripts: 'true',
    CHECKPOINT_DISABLE: '1',
    PRISMA_HIDE_UPDATE_MESSAGE: '1',
    NX_DAEMON: 'false',
    NX_NO_CLOUD: 'true',
    // Nx switches colours on for its tasks unless somebody says otherwise.
    FORCE_COLOR: '0',
  };
}
