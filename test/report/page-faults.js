/** What a careful eye would see: pictures of no size, parts beyond an edge, texts that lie on each other, a page that scrolls sideways. */
window.faults = () => {
  const found = []
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth > clientWidth) found.push(`the page is ${scrollWidth} wide on a screen of ${clientWidth}`)
  for (const svg of document.querySelectorAll('figure svg')) {
    const name = svg.getAttribute('aria-labelledby')
    const frame = svg.getBoundingClientRect()
    if (frame.width < 80 || frame.height < 60) found.push(`${name}: ${frame.width} by ${frame.height}`)
    if (svg.querySelectorAll('path, rect, circle, line').length < 3) found.push(`${name}: nothing is drawn`)
    const texts = [...svg.querySelectorAll('text')]
      .filter((text) => text.textContent.trim() !== '' && getComputedStyle(text).opacity !== '0')
      .map((text) => ({ words: text.textContent, box: text.getBoundingClientRect() }))
    for (const { words, box } of texts) {
      const beyond = Math.max(
        frame.left - box.left,
        box.right - frame.right,
        frame.top - box.top,
        box.bottom - frame.bottom,
      )
      if (beyond > 2) found.push(`${name}: "${words}" stands ${beyond.toFixed(1)} pixels beyond the edge`)
    }
    for (const [i, a] of texts.entries()) {
      for (const b of texts.slice(i + 1)) {
        const width = Math.min(a.box.right, b.box.right) - Math.max(a.box.left, b.box.left)
        const height = Math.min(a.box.bottom, b.box.bottom) - Math.max(a.box.top, b.box.top)
        // Boxes of letters are taller than the letters.
        if (width > 2 && height > 0.5 * Math.min(a.box.height, b.box.height))
          found.push(`${name}: "${a.words}" lies on "${b.words}"`)
      }
    }
  }
  return found
}

window.inkAndPaper = () => {
  const { color, backgroundColor } = getComputedStyle(document.body)
  return [color, backgroundColor]
}
