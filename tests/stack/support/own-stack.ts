import { inject, test } from 'vitest';

/**
 * A test of what a foreign Supabase cannot be asked for: changed limits, forced errors, faults. It
 * always runs against a stack that the tests started themselves.
 */
export const onlyOwnStack = test.runIf(inject('stack').own);
