import type { Rule } from '../rule';
import { addColumnRewrite } from './add-column-rewrite';
import { addRequiredColumn } from './add-required-column';
import { alterRole } from './alter-role';
import { cascade } from './cascade';
import { changeTypeNarrowing } from './change-type-narrowing';
import { changeTypeRewrite } from './change-type-rewrite';
import { concurrentlyInTransaction } from './concurrently-in-transaction';
import { constraintWithoutNotValid } from './constraint-without-not-valid';
import { disableRowSecurity } from './disable-row-security';
import { disableTrigger } from './disable-trigger';
import { dmlWithoutWhere } from './dml-without-where';
import { dropColumn } from './drop-column';
import { dropConstraint } from './drop-constraint';
import { dropDatabase } from './drop-database';
import { dropIndexNotConcurrent } from './drop-index-not-concurrent';
import { dropNotNull } from './drop-not-null';
import { dropObject } from './drop-object';
import { dropPartition } from './drop-partition';
import { dropSchema } from './drop-schema';
import { dropTable } from './drop-table';
import { dynamicSql } from './dynamic-sql';
import { enumValueInSameTransaction } from './enum-value-in-same-transaction';
import { exclusionConstraint } from './exclusion-constraint';
import { executableComment } from './executable-comment';
import { foreignKeyWithoutIndex } from './foreign-key-without-index';
import { grantToPublic } from './grant-to-public';
import { identifierTooLong } from './identifier-too-long';
import { indexNotConcurrent } from './index-not-concurrent';
import { invalidIndexLeftover } from './invalid-index-leftover';
import { largeDataChange } from './large-data-change';
import { mixDdlDml } from './mix-ddl-dml';
import { mysqlImplicitCommit } from './mysql-implicit-commit';
import { mysqlImplicitDefault } from './mysql-implicit-default';
import { mysqlInlineReferences } from './mysql-inline-references';
import { mysqlTableCopy } from './mysql-table-copy';
import { renameColumn } from './rename-column';
import { renameObject } from './rename-object';
import { renameTable } from './rename-table';
import { setNotNull } from './set-not-null';
import { sqliteRebuildUnsafe } from './sqlite-rebuild-unsafe';
import { tableRewrite } from './table-rewrite';
import { transactionControl } from './transaction-control';
import { truncate } from './truncate';
import { uniqueConstraintWithoutIndex } from './unique-constraint-without-index';
import { uniqueOnExistingData } from './unique-on-existing-data';
import { unreadableStatement } from './unreadable-statement';
import { validateInSameTransaction } from './validate-in-same-transaction';

/** All rules, in the order of `RULE_IDS`, which is that of the documentation. */
export const RULES: readonly Rule[] = [
  dropTable,
  dropColumn,
  dropSchema,
  dropDatabase,
  dropObject,
  cascade,
  truncate,
  dmlWithoutWhere,
  largeDataChange,
  dropPartition,
  dropConstraint,
  dropNotNull,
  renameTable,
  renameColumn,
  renameObject,
  changeTypeRewrite,
  changeTypeNarrowing,
  addRequiredColumn,
  mysqlImplicitDefault,
  addColumnRewrite,
  setNotNull,
  constraintWithoutNotValid,
  validateInSameTransaction,
  foreignKeyWithoutIndex,
  uniqueConstraintWithoutIndex,
  uniqueOnExistingData,
  exclusionConstraint,
  indexNotConcurrent,
  dropIndexNotConcurrent,
  concurrentlyInTransaction,
  invalidIndexLeftover,
  tableRewrite,
  enumValueInSameTransaction,
  dynamicSql,
  disableRowSecurity,
  grantToPublic,
  alterRole,
  disableTrigger,
  transactionControl,
  mysqlTableCopy,
  mysqlInlineReferences,
  mysqlImplicitCommit,
  executableComment,
  sqliteRebuildUnsafe,
  mixDdlDml,
  identifierTooLong,
  unreadableStatement,
];
