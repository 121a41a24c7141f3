/** Quality alarms that somebody has put away here; each is known by its batch, its kind and when it began, so that the same trouble coming back is told again. */
import { createSlice, type PayloadAction } from '@reduxjs/toolkit';

export const alarmsSeen = createSlice({
  name: 'alarmsSeen',
  initialState: (): readonly string[] => [],
  reducers: {
    putAway: (seen, { payload }: PayloadAction<string>) => (seen.includes(payload) ? seen : [...seen, payload]),
  },
});
