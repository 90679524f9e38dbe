/** The code that computes, as files name it: the two builds of the kernel, and plain TypeScript. */
export const kernelNames = ['portable', 'relaxed', 'reference'] as const
export type KernelName = (typeof kernelNames)[number]
