import { dark, light } from './palette.js'

const variables = (colours: Readonly<Record<string, string>>) =>
  Object.entries(colours)
    .map(([name, value]) => `--${name}:${value}`)
    .join(';')

/** The whole style of a report: both schemes, one column on a phone, whole figures on paper. */
export const style = `
:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme:dark){:root{${variables(dark)}}}
*{box-sizing:border-box}
body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,sans-serif}
main{max-width:1080px;margin:0 auto;padding:1.5rem 1rem 3rem}
h1{font-size:1.6rem;line-height:1.25;margin:.2rem 0 .4rem;overflow-wrap:anywhere}
h2{font-size:1.25rem;margin:2.4rem 0 .6rem;padding-top:.8rem;border-top:1px solid var(--grid)}
p{max-width:46rem;margin:.5rem 0;overflow-wrap:anywhere}
.lead{font-size:1.1rem}
.muted,figcaption{color:var(--muted)}
nav{margin:.8rem 0}
nav a{display:inline-block;margin:0 1rem .3rem 0;color:var(--accent);text-decoration:none}
nav a:hover,nav a:focus{text-decoration:underline}
.figures{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,26rem),1fr));gap:1.4rem 2rem;align-items:start}
figure{margin:.6rem 0;min-width:0;break-inside:avoid}
figure svg{display:block;max-width:100%;height:auto}
figcaption{font-size:.9rem;margin-top:.3rem;max-width:30rem}
.scroll{overflow-x:auto;margin:.8rem 0;max-width:100%}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums}
th,td{padding:.25rem .7rem;text-align:right;border-bottom:1px solid var(--grid);white-space:nowrap}
th{color:var(--muted);font-weight:normal}
.left{text-align:left}
pre{white-space:pre-wrap;overflow-wrap:anywhere}
@media print{:root{${variables(light)}}body{font-size:11pt}nav{display:none}h2{break-after:avoid}.scroll{overflow:visible}table{font-size:8pt}th,td{padding:.15rem .4rem}}
`
