/** Nothing of what one person was shown stays for the next. */
import { api } from './api.ts';
import { connection } from './connection.ts';
import type { ScreensThunk } from './live/apply-news.ts';
import { stream } from './stream.ts';

export function forgetEverything(): ScreensThunk {
  return (dispatch) => {
    dispatch(api.util.resetApiState());
    dispatch(stream.actions.restarted());
    dispatch(connection.actions.signedOut());
  };
}
