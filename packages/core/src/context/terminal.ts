/** How long a question waits. */
export interface QuestionOptions {
  timeoutSeconds?: number;
  signal?: AbortSignal;
}

/** One of several answers to choose from. */
export interface Choice<Value extends string> {
  value: Value;
  label: string;
}

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
  confirm(question: string, options?: QuestionOptions): Promise<boolean>;
  /**
   * Offers several answers; `initial` is the one that a mere Enter takes. Undefined when cancelled or
   * not answered in time. Never called unless `interactive`.
   */
  choose<Value extends string>(
    question: string,
    choices: readonly Choice<Value>[],
    initial: Value,
    options?: QuestionOptions,
  ): Promise<Value | undefined>;
  /** Asks for a line of text. Undefined when cancelled or not answered in time. Never called unless `interactive`. */
  ask(question: string, options?: QuestionOptions): Promise<string | undefined>;
}

/** A terminal that cannot be asked: CI, pipes, tests. */
export function silentTerminal(reason = 'there is no terminal'): Terminal {
  return {
    interactive: false,
    notInteractiveBecause: reason,
    confirm: async () => false,
    choose: async () => undefined,
    ask: async () => undefined,
  };
}
