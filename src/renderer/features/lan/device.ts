import type { AnswerOf } from '../../../contract/routes.ts';

export type Device = AnswerOf<'listDevices'>['devices'][number];
