import type { AdvisoryLock, Database } from '../../../databases/database';
import type { HandlerTarget } from '../../handler';
import type { HistoryTable } from '../history/history-table';
import type { OthersWatch } from './others-watch';
import type { RunGuard } from './run-guard';
import type { SessionLimits } from './session-limits';

/** What all steps of one run share. */
export interface ApplyRun {
  target: HandlerTarget;
  db: Database;
  lock: AdvisoryLock;
  history: HistoryTable;
  guard: RunGuard;
  limits: SessionLimits;
  others: OthersWatch;
}
