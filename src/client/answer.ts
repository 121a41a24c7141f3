/** From what came over the wire to what the caller gets; nothing is trusted before its schema has seen it. */
import { problemSchema } from '../contract/problem.ts';
import type { RouteSpec } from '../contract/route.ts';
import { answerInvalid, fromProblem } from './station-error.ts';
import type { WireAnswer } from './transport.ts';

/** The name under which a file is offered, from Content-Disposition (RFC 6266, RFC 8187). */
export function offeredName(disposition: string | null): string | null {
  const extended = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (extended !== undefined) {
    try {
      return decodeURIComponent(extended);
    } catch {
      return null;
    }
  }
  return /filename="((?:[^"\\]|\\.)*)"/i.exec(disposition ?? '')?.[1]?.replaceAll(/\\(.)/g, '$1') ?? null;
}

/** The route's answer; of a `file` route a Blob, which is a File where the station offers it under a name. Throws StationError. */
export async function readAnswer(spec: RouteSpec, answer: WireAnswer): Promise<unknown> {
  const about = `${spec.method} ${spec.path}`;
  const { status } = answer;
  if (status < 200 || status > 299) {
    const said = await answer.json();
    const problem = problemSchema.safeParse(said);
    if (problem.success) throw fromProblem(problem.data);
    // A degraded station tells its health with 503, so that a load balancer understands it, too.
    const parsed = spec.answer !== 'file' && status === 503 ? spec.answer.safeParse(said) : null;
    if (parsed?.success === true && said !== undefined) return parsed.data;
    throw answerInvalid(about, status, problem.error);
  }
  if (spec.answer === 'file') {
    const name = offeredName(answer.header('content-disposition'));
    const body = await answer.blob();
    return name === null ? body : new File([body], name, { type: body.type });
  }
  const parsed = spec.answer.safeParse(status === 204 ? undefined : await answer.json());
  if (!parsed.success) throw answerInvalid(about, status, parsed.error);
  return parsed.data;
}
