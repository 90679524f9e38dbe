import type { CommandIo, DataOptions } from '../io.js'
import { configure } from '../configure.js'

export async function checkCommand(io: CommandIo, options: DataOptions, file: string): Promise<void> {
  await configure(io, options, file)
}
