/** The bundled example. */
import path from 'node:path';
import { putInExample } from '../../example.ts';
import { ownResources } from '../../own-files.ts';
import type { Handlers } from '../http/handlers.ts';
import type { GatewayParts } from '../parts.ts';

export const exampleHandlers = ({ store, work, waiting }: GatewayParts): Handlers<'openExample'> => ({
  async openExample({ query: { lang }, principal, signal }) {
    const { examId, batchId, added, known } = await putInExample({ store, work, waiting }, path.join(ownResources(), 'example'), { actor: principal.id, signal, lang });
    return { examId, batchId, added, known };
  },
});
