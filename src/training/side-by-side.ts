/** Results of `run` as they come, `atOnce` at a time, begun in the order of `items`. */
export async function* sideBySide<T, R>(
  items: Iterable<T>,
  atOnce: number,
  run: (item: T) => Promise<R>,
): AsyncGenerator<readonly [T, R]> {
  const waiting = items[Symbol.iterator]()
  const running = new Map<T, Promise<readonly [T, R]>>()
  const start = () => {
    const { value, done } = waiting.next()
    if (done !== true)
      running.set(
        value,
        run(value).then((result) => [value, result] as const),
      )
  }
  for (let i = 0; i < atOnce; i++) start()
  while (running.size > 0) {
    const ended = await Promise.race(running.values())
    running.delete(ended[0])
    start()
    yield ended
  }
}
