import type { Candidate } from './device.js'
import { javascript } from './javascript.js'
import { nativeCandidate } from './native.js'
import { wasm } from './wasm/open.js'
import { webgpu } from './webgpu.js'

/** All ways to compute, in the order in which `auto` tries them. */
export const candidates: readonly Candidate[] = [
  nativeCandidate('tfjs-node-gpu'),
  nativeCandidate('tfjs-node'),
  webgpu,
  wasm,
  javascript,
]
