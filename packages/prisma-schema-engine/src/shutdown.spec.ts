import { Shutdown } from './shutdown';

test('cancels before it drops, once, and survives failures', async () => {
  const log = jest.fn();
  const done: string[] = [];
  const shutdown = new Shutdown(log);
  shutdown.add('drop', async () => void done.push('drop'));
  shutdown.add('cancel', async () => void done.push('cancel'));
  shutdown.add('cancel', async () => {
    throw new Error('no');
  });
  const withdraw = shutdown.add('drop', async () => void done.push('withdrawn'));
  withdraw();
  await Promise.all([shutdown.run(), shutdown.run()]);
  expect(done).toEqual(['cancel', 'drop']);
  expect(log).toHaveBeenCalledTimes(1);
});

test('does not wait for ever', async () => {
  jest.useFakeTimers();
  const shutdown = new Shutdown(() => undefined);
  shutdown.add('cancel', () => new Promise(() => undefined));
  const run = shutdown.run();
  await jest.advanceTimersByTimeAsync(10_000);
  await run;
  jest.useRealTimers();
});
