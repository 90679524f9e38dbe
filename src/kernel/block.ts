/** Steps of a block (BLOCK in assembly/segment.ts): segments begin at multiples of it, so that sums have the same order. */
export const BLOCK = 16
