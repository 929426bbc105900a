import { CONSENT_VARIABLE, detectAutomatedAgent, refuseUnattendedAgent } from './automation-guard';

const noFile = () => false;

describe('detectAutomatedAgent', () => {
  test.each([
    ['Claude Code', { CLAUDECODE: '1' }, 'CLAUDECODE'],
    ['Codex CLI', { CODEX_SANDBOX: 'seatbelt' }, 'CODEX_SANDBOX'],
    ['Gemini CLI', { GEMINI_CLI: '1' }, 'GEMINI_CLI'],
    ['Goose', { AGENT: 'goose' }, 'AGENT'],
    ['Aider', { OR_APP_NAME: 'Aider' }, 'OR_APP_NAME'],
    ['Replit Agent', { REPLIT_SESSION: 'agent-7' }, 'REPLIT_SESSION'],
    ['Replit', { REPLIT_CLI: '1' }, 'REPLIT_CLI'],
    ['an unidentified AI agent', { AI_AGENT: '1' }, 'AI_AGENT'],
    ['an unidentified AI agent', { AGENT: '\u0007' }, 'AGENT'],
    ['my bot', { AGENT: 'my\nbot' }, 'AGENT'],
  ])('recognises %s', (name, env, marker) => {
    expect(detectAutomatedAgent(env, noFile)).toEqual({ name, marker });
  });

  test('recognises Devin by its folder', () => {
    expect(detectAutomatedAgent({}, (path) => path === '/opt/.devin')).toEqual({
      name: 'Devin',
      marker: '/opt/.devin',
    });
  });

  test.each([
    [{}],
    [{ CLAUDECODE: '' }],
    [{ OR_APP_NAME: 'Other' }],
    [{ REPLIT_SESSION: 'human-1' }],
    [{ CI: 'true' }],
  ])('sees nobody in %j', (env) => {
    expect(detectAutomatedAgent(env, noFile)).toBeUndefined();
  });
});

describe('refuseUnattendedAgent', () => {
  test('lets people through', () => {
    expect(() => refuseUnattendedAgent('resetting', {}, noFile)).not.toThrow();
  });

  test('refuses an agent and says how the user consents', () => {
    expect(() => refuseUnattendedAgent('resetting', { CURSOR_AGENT: '1' }, noFile)).toThrow(
      new RegExp(`resetting.*Cursor.*CURSOR_AGENT[\\s\\S]*${CONSENT_VARIABLE}`),
    );
  });

  test('an empty consent is none', () => {
    const env = { CURSOR_AGENT: '1', [CONSENT_VARIABLE]: '' };
    expect(() => refuseUnattendedAgent('resetting', env, noFile)).toThrow();
    expect(() =>
      refuseUnattendedAgent('resetting', { ...env, [CONSENT_VARIABLE]: 'yes' }, noFile),
    ).not.toThrow();
  });
});
