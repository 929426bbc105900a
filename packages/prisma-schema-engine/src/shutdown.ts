import type { EngineLog } from './engine-log';

/** Cancelling comes before dropping: a busy connection would hold the shadow database. */
export type ShutdownPhase = 'cancel' | 'drop';

type Task = () => Promise<void>;

/** How long each phase may take before the process leaves anyway, in milliseconds. */
const PHASE_TIMEOUT = 5_000;

/**
 * What must still happen when the process is told to stop: statements to cancel, shadow databases to drop.
 */
export class Shutdown {
  private readonly tasks: Record<ShutdownPhase, Set<Task>> = { cancel: new Set(), drop: new Set() };
  private running: Promise<void> | undefined;

  constructor(private readonly log: EngineLog) {}

  /** @returns a function that withdraws the task */
  add(phase: ShutdownPhase, task: Task): () => void {
    this.tasks[phase].add(task);
    return () => this.tasks[phase].delete(task);
  }

  /** Runs what is registered, once; further calls wait for the first. Never rejects. */
  run(): Promise<void> {
    this.running ??= this.runPhases();
    return this.running;
  }

  private async runPhases(): Promise<void> {
    for (const phase of ['cancel', 'drop'] as const) {
      const tasks = [...this.tasks[phase]].map((task) =>
        task().catch((error: unknown) => this.log('shutdown task failed', error)),
      );
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, PHASE_TIMEOUT);
      });
      await Promise.race([Promise.all(tasks), timeout]);
      clearTimeout(timer);
    }
  }
}
