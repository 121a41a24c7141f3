import { clientSuite } from './client-suite.ts';
import { openPortLine } from './port-line.ts';

clientSuite('a message port', openPortLine);
