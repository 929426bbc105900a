/** What one check found. Plain data. */
export interface HealthCheck {
  name: 'connection' | 'history' | 'drift' | 'disk';
  /** `skipped`: it could not be known here; `message` says why. */
  state: 'ok' | 'warning' | 'failed' | 'skipped';
  message: string;
}
