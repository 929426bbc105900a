import { useColor } from './use-color';

test.each([
  [{ isTTY: true }, {}, undefined, true],
  [{ isTTY: false }, {}, undefined, false],
  [{}, {}, undefined, false],
  [{ isTTY: true }, { TERM: 'dumb' }, undefined, false],
  [{ isTTY: true }, { NO_COLOR: '1' }, undefined, false],
  [{ isTTY: true }, { NO_COLOR: '' }, undefined, true],
  [{ isTTY: false }, { FORCE_COLOR: '1' }, undefined, true],
  [{ isTTY: true }, { FORCE_COLOR: '0' }, undefined, false],
  [{ isTTY: true }, { FORCE_COLOR: '1', NO_COLOR: '1' }, undefined, false],
  [{ isTTY: false }, { NO_COLOR: '1' }, true, true],
  [{ isTTY: true }, { FORCE_COLOR: '1' }, false, false],
])('%j with %j and --color %s: %s', (stream, env, explicit, expected) => {
  expect(useColor(stream, env, explicit)).toBe(expected);
});
