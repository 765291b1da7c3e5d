const leadMs = 30_000;

// Beyond it no timer goes; a grant that lives longer is renewed sooner than it must be.
const longestMs = 24 * 24 * 60 * 60_000;

/**
 * The wait before a grant with this much life left is renewed: four fifths of it, and no less than 30 seconds before its end, unless that would
 * be in its first half. Undefined for a grant that is over already: by this clock it always was, so the clocks disagree.
 */
export function renewalAfter(lifeMs: number): number | undefined {
  return lifeMs <= 0 ? undefined : Math.min(lifeMs * 0.8, Math.max(lifeMs - leadMs, lifeMs / 2), longestMs);
}

/** The wait before a failed renewal is repeated: `backoffMs`, or what is left of the grant; undefined when nothing is. */
export function renewalAfterFailure(lifeMs: number, backoffMs: number): number | undefined {
  return lifeMs <= 0 ? undefined : Math.min(lifeMs, backoffMs);
}
