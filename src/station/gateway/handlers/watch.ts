/** A folder that scanner software writes to. */
import type { Watch } from '../../watch/watches.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';
import { examOrRefuse } from './exams.ts';

export const watchHandlers = ({ store, watches }: GatewayParts): Handlers<'watchFolder' | 'getWatch' | 'stopWatch'> => ({
  async watchFolder({ params: { examId }, body: { folder, batch }, principal }) {
    return shown(await watches.start({ examId, folder, batchKey: batch, actor: principal.id }));
  },
  async getWatch({ params: { examId } }) {
    examOrRefuse(store.db, examId);
    const watch = watches.of(examId);
    return { watch: watch === null ? null : shown(watch) };
  },
  async stopWatch({ params: { examId }, principal }) {
    examOrRefuse(store.db, examId);
    await watches.stop(examId, principal.id);
  },
});

function shown({ examId, folder, batchKey, batchId, since, state, error, added, lastFileAt, writing }: Watch) {
  return { examId, folder, batch: batchKey, batchId, since, state, error, added, lastFileAt, writing };
}
