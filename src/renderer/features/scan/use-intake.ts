/** What this window is putting into an exam, as it goes on; null: nothing. */
import { useSyncExternalStore } from 'react';
import { useStation } from '../../app/station-context.ts';
import type { Batch } from '../../store/api.ts';
import { type Intake, type Intakes, intakesOf } from './intakes.ts';

export function useIntake(examId: string): readonly [intake: Intake | null, intakes: Intakes] {
  const { client } = useStation();
  const intakes = intakesOf(client);
  return [useSyncExternalStore((changed) => intakes.watch(changed), () => intakes.of(examId)), intakes];
}

/** Whether a sending broke off, and nobody goes on with it: what this window has in hand, going on or stopped, says itself how far it is. */
export function useIsLeft(examId: string): (sending: Batch['sendings'][number]) => boolean {
  const [intake] = useIntake(examId);
  const own = intake === null || intake.state === 'done' ? null : intake.sendingId;
  return ({ interrupted, sendingId }) => interrupted && sendingId !== own;
}
