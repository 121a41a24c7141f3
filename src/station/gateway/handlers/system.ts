/** How the station is. */
import type { Handlers } from '../http/handlers.ts';
import { nobody } from '../http/permission.ts';
import type { GatewayParts } from '../parts.ts';
import { partStates, type Status } from '../status.ts';

export function systemHandlers({ station }: Pick<GatewayParts, 'station'>, status: () => Promise<Status>): Pick<Handlers, 'getStatus' | 'getHealth'> {
  return {
    getStatus: status,
    async getHealth({ principal }) {
      const states = await partStates(station);
      return { status: Object.values(states).every((state) => state === 'up') ? 'up' : 'degraded', parts: principal.id === nobody.id ? {} : states };
    },
  };
}
