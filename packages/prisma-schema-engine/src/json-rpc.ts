import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { RequestParams } from './wasm/engine-api';

/** A JSON-RPC 2.0 request, one per line. */
export interface RpcRequest {
  id: number | string;
  method: string;
  params: RequestParams;
}

/** What the Prisma CLI reads from the `data` of an error. */
export interface RpcErrorData {
  is_panic: boolean;
  message: string;
  meta: unknown;
  error_code: string | null;
  backtrace?: null;
}

export interface RpcAnswer {
  result: unknown;
  /** To be printed on the user's stdout before the result arrives. */
  print?: string;
}

/** The code the native engine uses for every error; what happened stands in the data. */
const ENGINE_ERROR = 4466;
const PARSE_ERROR = -32700;
/** Ids of our own `print` requests: far away from the CLI's, which start at 1. */
const FIRST_PRINT_ID = 1_000_000;

export interface RpcHandlers {
  answer(request: RpcRequest): Promise<RpcAnswer>;
  describeError(error: unknown, request: RpcRequest): RpcErrorData;
}

/**
 * Answers requests from `input`, one after the other and in their order, until it ends.
 *
 * The `print` notifications carry an id and are answered by the CLI; those answers have no method and are
 * skipped.
 */
export function serveJsonRpc(input: Readable, output: Writable, handlers: RpcHandlers): Promise<void> {
  let printId = FIRST_PRINT_ID;
  const send = (message: object): void => {
    output.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
  };
  const handle = async (request: RpcRequest): Promise<void> => {
    try {
      const { result, print } = await handlers.answer(request);
      if (print !== undefined) send({ id: printId++, method: 'print', params: { content: print } });
      send({ id: request.id, result: result ?? null });
    } catch (error) {
      const data = handlers.describeError(error, request);
      send({
        id: request.id,
        error: { code: ENGINE_ERROR, message: 'An error happened. Check the data field for details.', data },
      });
    }
  };
  return new Promise((resolve) => {
    let queue = Promise.resolve();
    const lines = createInterface({ input, crlfDelay: Infinity });
    lines.on('line', (line) => {
      if (line.trim() === '') return;
      let message: Partial<RpcRequest>;
      try {
        message = JSON.parse(line) as Partial<RpcRequest>;
      } catch {
        send({ id: null, error: { code: PARSE_ERROR, message: 'Parse error' } });
        return;
      }
      const { id, method, params } = message;
      if (id === undefined || method === undefined) return;
      queue = queue.then(() => handle({ id, method, params: params ?? {} }));
    });
    lines.on('close', () => void queue.then(resolve));
  });
}
