import { other, type Translators } from '../translator';

/** Statements that change properties of objects, or nothing, and that no rule looks at. */
export const properties: Translators = {
  CommentStmt: () => other('comment', true),
  SecLabelStmt: () => other('security label', true),
  AlterSeqStmt: () => other('alter sequence', true),
  AlterPolicyStmt: () => other('alter policy', true),
  AlterExtensionStmt: () => other('alter extension', true),
  AlterExtensionContentsStmt: () => other('alter extension', true),
  AlterEventTrigStmt: () => other('alter event trigger', true),
  AlterPublicationStmt: () => other('alter publication', true),
  AlterSubscriptionStmt: () => other('alter subscription', true),
  AlterStatsStmt: () => other('alter statistics', true),
  AlterOperatorStmt: () => other('alter operator', true),
  AlterOpFamilyStmt: () => other('alter operator family', true),
  AlterTSDictionaryStmt: () => other('alter text search dictionary', true),
  AlterTSConfigurationStmt: () => other('alter text search configuration', true),
  AlterFdwStmt: () => other('alter foreign data wrapper', true),
  AlterForeignServerStmt: () => other('alter server', true),
  AlterUserMappingStmt: () => other('alter user mapping', true),
  AlterDatabaseStmt: () => other('alter database', true),
  AlterDatabaseRefreshCollStmt: () => other('alter database', true),
  AlterTableSpaceOptionsStmt: () => other('alter tablespace', true),
  LoadStmt: () => other('load'),
  NotifyStmt: () => other('notify'),
  ListenStmt: () => other('listen'),
  UnlistenStmt: () => other('unlisten'),
};
