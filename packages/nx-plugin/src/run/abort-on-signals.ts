const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/** The part of `process` that tells when to stop. */
export type SignalSource = Pick<NodeJS.EventEmitter, 'on' | 'off'>;

export interface SignalWatch {
  /** Aborted by the first sign that somebody wants us to stop. */
  signal: AbortSignal;
  /** Puts the default behaviour of the signals back. */
  dispose(): void;
}

/**
 * Turns SIGINT, SIGTERM, SIGHUP and a lost connection to the parent process into one
 * `AbortSignal`. Nx sends several of them at once (Ctrl-C in a terminal: SIGINT,
 * SIGTERM, SIGHUP and a disconnect), so that all but the first mean nothing.
 */
export function abortOnSignals(source: SignalSource = process): SignalWatch {
  const controller = new AbortController();
  const stop = () => controller.abort();
  const events = [...SIGNALS, 'disconnect'];
  for (const event of events) source.on(event, stop);
  return {
    signal: controller.signal,
    dispose: () => {
      for (const event of events) source.off(event, stop);
    },
  };
}
