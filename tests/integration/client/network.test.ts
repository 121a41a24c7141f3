import { clientSuite } from './client-suite.ts';
import { openNetworkLine } from './network-line.ts';

clientSuite('sockets', openNetworkLine);
