/** What this window is putting into an exam, as it goes on; null: nothing. */
import { useSyncExternalStore } from 'react';
import { useStation } from '../../app/station-context.ts';
import { type Intake, type Intakes, intakesOf } from './intakes.ts';

export function useIntake(examId: string): readonly [intake: Intake | null, intakes: Intakes] {
  const { client } = useStation();
  const intakes = intakesOf(client);
  return [useSyncExternalStore((changed) => intakes.watch(changed), () => intakes.of(examId)), intakes];
}

/** The sending that this window has in hand, going on or stopped; null: none. Where it is put in says how far it is. */
export function useOwnSending(examId: string): string | null {
  const [intake] = useIntake(examId);
  return intake === null || intake.state === 'done' ? null : intake.sendingId;
}
