/** react-redux's hooks with the types of our store. */
import { useDispatch, useSelector } from 'react-redux';
import type { ScreensDispatch, ScreensState } from './store.ts';

export const useScreensDispatch = useDispatch.withTypes<ScreensDispatch>();
export const useScreensSelector = useSelector.withTypes<ScreensState>();
