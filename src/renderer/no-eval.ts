/** Before anything else: our CSP forbids `new Function`, which zod would try once, and every try is reported as a violation. */
import { config } from 'zod';

config({ jitless: true });
