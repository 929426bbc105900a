import { PassThrough } from 'node:stream';
import { serveJsonRpc, type RpcAnswer, type RpcRequest } from './json-rpc';

async function exchange(
  lines: string[],
  answer: (request: RpcRequest) => Promise<RpcAnswer>,
): Promise<unknown[]> {
  const [input, output] = [new PassThrough(), new PassThrough()];
  const served = serveJsonRpc(input, output, {
    answer,
    describeError: (error) => ({
      is_panic: false,
      message: (error as Error).message,
      meta: null,
      error_code: 'P1',
    }),
  });
  input.end(`${lines.join('\n')}\n`);
  await served;
  output.end();
  const text = Buffer.concat(await output.toArray()).toString();
  return text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const request = (id: number, method = 'm') => JSON.stringify({ jsonrpc: '2.0', id, method, params: {} });

test('answers in the order of the requests, one at a time', async () => {
  let running = 0;
  const answers = await exchange([request(1), '', request(2)], async ({ id }) => {
    expect(++running).toBe(1);
    await new Promise((resolve) => setTimeout(resolve, id === 1 ? 20 : 0));
    running--;
    return { result: id };
  });
  expect(answers).toEqual([1, 2].map((id) => ({ jsonrpc: '2.0', id, result: id })));
});

test('prints before it answers, and skips what the CLI says to that', async () => {
  const confirmation = JSON.stringify({ jsonrpc: '2.0', id: 1_000_000, result: {} });
  expect(
    await exchange([request(7), confirmation], async () => ({ result: undefined, print: 'text' })),
  ).toEqual([
    { jsonrpc: '2.0', id: 1_000_000, method: 'print', params: { content: 'text' } },
    { jsonrpc: '2.0', id: 7, result: null },
  ]);
});

test('an error does not stop it, nor does a line that is no JSON', async () => {
  const answers = await exchange([request(1, 'fail'), '{', request(2)], async ({ method }) => {
    if (method === 'fail') throw new Error('no');
    return { result: 'fine' };
  });
  expect(answers).toContainEqual(
    expect.objectContaining({ id: null, error: { code: -32700, message: 'Parse error' } }),
  );
  expect(answers).toContainEqual({
    jsonrpc: '2.0',
    id: 1,
    error: expect.objectContaining({
      code: 4466,
      data: { is_panic: false, message: 'no', meta: null, error_code: 'P1' },
    }),
  });
  expect(answers).toContainEqual({ jsonrpc: '2.0', id: 2, result: 'fine' });
});
