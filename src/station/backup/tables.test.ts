import { DatabaseSync } from 'node:sqlite';
import { expect, test } from 'vitest';
import { migrate } from '../store/migrations.ts';
import { rowChecks } from './row-checks.ts';
import { examTables, stationTables } from './tables.ts';

test('every table of the record belongs to an exam and is backed up, or to the station and is not', () => {
  const database = new DatabaseSync(':memory:');
  migrate(database);
  const tables = database.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all().map(({ name }) => name);
  database.close();
  expect([...examTables.map(({ table }) => table), ...stationTables].toSorted()).toEqual(tables);
  expect(Object.keys(rowChecks).toSorted()).toEqual(examTables.map(({ table }) => table).toSorted());
});
