import type { DeviceName } from '../config/device-names.js'
import type { Tf } from './tf.js'

export { type DeviceName, deviceNames, type WantedDevice, wantedDevices } from '../config/device-names.js'

export interface DeviceOptions {
  /** Lets matrix products on a GPU round their inputs to 10 bits (TF32, Ampere and newer). Off where left out. */
  readonly tf32?: boolean | undefined
  /** Passes over devices whose tensors cannot be read at once (`dataSync`). */
  readonly synchronous?: boolean | undefined
}

/** What a device is once it computes. */
export interface OpenedDevice {
  readonly tf: Tf
  /** What does the work: a package for a GPU computes on the CPU where it finds no card. */
  readonly kind: 'cpu' | 'gpu'
  /** For people: the library and what it runs on. */
  readonly description: string
  /** Whether `dataSync` works; `await data()` always does. */
  readonly synchronous: boolean
  /** Whether a GPU is only acted by the CPU: slower than any other device, and never taken by `auto` or `gpu`. */
  readonly software: boolean
  /** Frees what the device holds, its tensors with it. */
  close(): void
}

/** A device that was not taken, and why. */
export interface PassedOver {
  readonly name: DeviceName
  readonly why: string
}

/**
 * tensorflow.js on a device. It has one engine in a process, whatever number of copies is loaded: opening a second device ends
 * the use of the first.
 */
export interface Device extends OpenedDevice {
  readonly name: DeviceName
  /** Those that would have come first. */
  readonly passedOver: readonly PassedOver[]
}

/** Where a device's packages were found without loading them. */
export type Found =
  | { readonly state: 'ready'; readonly where: string }
  /** `absent`: not installed; `unbuilt`: installed without what a package compiles or downloads when it is installed. */
  | { readonly state: 'absent' | 'unbuilt'; readonly why: string }

/** A way to compute, before anything of it is loaded. */
export interface Candidate {
  readonly name: DeviceName
  /** Whether it can compute on a GPU. */
  readonly gpu: boolean
  /** How to get it: one sentence for people; null where it is always there. */
  readonly howToGet: string | null
  find(): Found
  /** Loads it. Throws whatever its packages throw. */
  open(where: string, options: CandidateOptions): Promise<OpenedDevice>
}

export interface CandidateOptions {
  readonly tf32: boolean
  /** Keeps away from a GPU. */
  readonly cpuOnly: boolean
}
