/** Ends the watching of an exam's folder, and so its batch; a refusal is told as a notice. */
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { useScanStopWatchMutation } from './endpoints.ts';

export function useStopWatching(examId: string): readonly [stop: () => void, underWay: boolean] {
  const dispatch = useScreensDispatch();
  const [stop, { isLoading }] = useScanStopWatchMutation();
  return [() => {
    stop({ params: { examId } }).unwrap().catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('stopWatch', problemOfRejection(rejection)))));
  }, isLoading];
}
