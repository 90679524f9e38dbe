/**
 * The gradients of all operations: tfjs-core's main file registers none. They are published as modules that only a bundler can
 * load (no file endings), so the build bundles this file; its registrations reach the engine through the global registry.
 */
import '@tensorflow/tfjs-core/dist/register_all_gradients.js'
