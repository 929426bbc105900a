import { EventEmitter } from 'node:events';
import { abortOnSignals } from './abort-on-signals';

test.each(['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'])('%s aborts', (event) => {
  const source = new EventEmitter();
  const watch = abortOnSignals(source);
  expect(watch.signal.aborted).toBe(false);
  source.emit(event);
  expect(watch.signal.aborted).toBe(true);
});

test('many signals at once abort once', () => {
  const source = new EventEmitter();
  const { signal } = abortOnSignals(source);
  let aborts = 0;
  signal.addEventListener('abort', () => (aborts += 1));
  for (const event of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect', 'SIGINT']) source.emit(event);
  expect(aborts).toBe(1);
});

test('afterwards no handler is left, so that Ctrl-C works as usual', () => {
  const source = new EventEmitter();
  abortOnSignals(source).dispose();
  expect(source.eventNames()).toEqual([]);
});
