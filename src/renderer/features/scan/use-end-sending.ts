/** Says that no more files of a sending will come, so that its batch ends with what is in it; a refusal is told as a notice. */
import { useScreensDispatch } from '../../store/hooks.ts';
import { notDone } from '../../store/not-done.ts';
import { notices } from '../../store/notices.ts';
import { problemOfRejection } from '../../store/problem.ts';
import { useScanEndSendingMutation } from './endpoints.ts';

export function useEndSending(examId: string): readonly [end: (sendingId: string) => void, underWay: boolean] {
  const dispatch = useScreensDispatch();
  const [end, { isLoading }] = useScanEndSendingMutation();
  return [(sendingId) => {
    end({ params: { examId, sendingId } }).unwrap().catch((rejection: unknown) => dispatch(notices.actions.noticed(notDone('endSending', problemOfRejection(rejection)))));
  }, isLoading];
}
