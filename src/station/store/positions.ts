/** How far each handler group has come. Handlers are idempotent, so a position may be saved a little later than its effect: with the next commit. */
import { z } from 'zod';
import type { GroupPosition, GroupPositions } from '../bus/positions.ts';
import { json } from './columns.ts';
import type { Db } from './database.ts';

export interface KeptPositions {
  readonly positions: GroupPositions;
  readonly unsaved: () => boolean;
  /** Writes what has moved, within the caller's transaction. */
  readonly save: (db: Db) => void;
}

const row = z.object({ group_name: z.string(), partition: z.int(), seq: z.int(), behind: json<Record<string, number>>() });

export function positionsOf(db: Db): KeptPositions {
  const current = new Map<string, GroupPosition[]>();
  for (const { group_name, seq, behind } of db.all(row, 'SELECT * FROM group_positions ORDER BY group_name, partition')) {
    const known = current.get(group_name) ?? [];
    known.push({ seq, behind });
    current.set(group_name, known);
  }
  let replaced = new Set<string>();
  let moved = new Map<string, Set<number>>();

  return {
    positions: {
      get: (group) => [...(current.get(group) ?? [])],
      set(group, positions) {
        current.set(group, [...positions]);
        replaced.add(group);
      },
      move(group, partition, position) {
        const known = current.get(group) ?? [];
        known[partition] = position;
        current.set(group, known);
        const own = moved.get(group) ?? new Set();
        moved.set(group, own.add(partition));
      },
    },
    unsaved: () => replaced.size > 0 || moved.size > 0,
    save(into) {
      const put = (group: string, partition: number): void => {
        const position = current.get(group)?.[partition];
        if (position === undefined) return;
        into.run(
          'INSERT INTO group_positions (group_name, partition, seq, behind) VALUES (?1, ?2, ?3, ?4) ON CONFLICT (group_name, partition) DO UPDATE SET seq = ?3, behind = ?4',
          group, partition, position.seq, JSON.stringify(position.behind),
        );
      };
      for (const group of replaced) {
        into.run('DELETE FROM group_positions WHERE group_name = ?', group);
        for (const partition of current.get(group)?.keys() ?? []) put(group, partition);
      }
      for (const [group, partitions] of moved) if (!replaced.has(group)) for (const partition of partitions) put(group, partition);
      replaced = new Set();
      moved = new Map();
    },
  };
}
