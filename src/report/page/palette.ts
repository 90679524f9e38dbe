/**
 * Colours by name. Pictures use the variables, so that a page can change them with its scheme; a picture that stands alone gets
 * those of the light scheme. States: Okabe & Ito's palette, which people with colour-blindness can tell apart.
 */
export const light = {
  ink: '#1f2328',
  muted: '#59636e',
  grid: '#d8dee4',
  paper: '#ffffff',
  accent: '#0072b2',
  s1: '#0072b2',
  s2: '#e69f00',
  s3: '#009e73',
  s4: '#cc79a7',
  s5: '#56b4e9',
  s6: '#d55e00',
  s7: '#8a7a00',
  s8: '#7a7a7a',
} as const

export const dark: Readonly<Record<keyof typeof light, string>> = {
  ink: '#e6edf3',
  muted: '#9da7b3',
  grid: '#3d444d',
  paper: '#0d1117',
  accent: '#58b6f0',
  s1: '#3f9fe0',
  s2: '#f0b23a',
  s3: '#2fc39a',
  s4: '#e39cc2',
  s5: '#8fd0f5',
  s6: '#f0803c',
  s7: '#d9ca3f',
  s8: '#a9a9a9',
}

export type ColourName = keyof typeof light

export const colour = (name: ColourName) => `var(--${name})`

const named = 8

/** [K] the colours of states; beyond eight they are spread over the circle of hues by the golden angle. */
export function stateColours(states: number): string[] {
  return Array.from({ length: states }, (_, k) =>
    k < named
      ? colour(`s${k + 1}` as ColourName)
      : `hsl(${Math.round((k * 137.508) % 360)}, 50%, ${45 + 10 * (k % 3)}%)`,
  )
}

/** A drawing with the colours themselves in place of variables. */
export function withLightColours(svg: string): string {
  return svg.replace(/var\(--(\w+)\)/g, (all, name: string) => light[name as ColourName] ?? all)
}
