import type { Candidate } from './device.js'
import { javascript } from './javascript.js'
import { wasm } from './wasm/open.js'

/** All ways to compute, in the order in which `auto` tries them. */
export const candidates: readonly Candidate[] = [wasm, javascript]
