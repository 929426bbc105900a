import type { ModelObject, ModelTable } from './schema-model';

/** A table or object that was stored (again) or taken away. */
export type Mutation =
  | { stored: ModelTable | ModelObject; removed?: undefined }
  | { stored?: undefined; removed: ModelTable | ModelObject };

/** What became of a model when a change was applied, for another one in the same state: see `SchemaModel.replay`. */
export type ModelStep = readonly Mutation[];
