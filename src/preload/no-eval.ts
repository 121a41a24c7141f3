/** Before any schema is made: the page's policy forbids compiling code, which zod would otherwise do for speed. */
import { z } from 'zod';

z.config({ jitless: true });
