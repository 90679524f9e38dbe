/** Ways to compute networks, in the order in which `auto` tries them. */
export const deviceNames = ['tfjs-node-gpu', 'tfjs-node', 'webgpu', 'wasm', 'javascript'] as const
export type DeviceName = (typeof deviceNames)[number]

/** What may be asked for: the best of all, the best of a kind, or one by name. */
export const wantedDevices = ['auto', 'cpu', 'gpu', ...deviceNames] as const
export type WantedDevice = (typeof wantedDevices)[number]
