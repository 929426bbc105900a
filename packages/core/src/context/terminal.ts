/** What an operation may ask of the person in front of it. */
export interface Terminal {
  /**
   * True only where a prompt can be seen and answered. Under Nx that is rarer than
   * `stdin.isTTY` suggests; see `interactive-terminal`.
   */
  readonly interactive: boolean;
  /** Why `interactive` is false, for the message that tells how to approve instead. */
  readonly notInteractiveBecause?: string;
  /** Asks a yes/no question. False when declined or not answered within `timeoutSeconds`. Never called unless `interactive`. */
  confirm(question: string, options?: { timeoutSeconds?: number; signal?: AbortSignal }): Promise<boolean>;
}

/** A terminal that cannot be asked: CI, pipes, tests. */
export function silentTerminal(reason = 'there is no terminal'): Terminal {
  return {
    interactive: false,
    notInteractiveBecause: reason,
    confirm: async () => false,
  };
}
