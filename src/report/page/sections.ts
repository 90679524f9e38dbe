import type { FittedModel } from '../fitted-model.js'
import { choiceSection } from './choice-section.js'
import { expertsSection } from './experts-section.js'
import { labelsSection } from './labels-section.js'
import type { Observed } from './observed.js'
import { panelSection } from './panel-section.js'
import type { RecordedCv } from './recorded-cv.js'
import { residualsSection } from './residuals-section.js'
import { restartsSection, type Traces } from './restarts-section.js'
import type { Section } from './section.js'
import { statesSection } from './states-section.js'
import { timelineSection } from './timeline-section.js'
import { type TrainingCurve, trainingSection } from './training-section.js'

/** What a run left behind; any part may be absent. */
export interface ReportInput {
  readonly cv: RecordedCv | null
  readonly fitted: FittedModel | null
  readonly traces: Traces | null
  /** Of networks. */
  readonly training: TrainingCurve | null
  readonly observed: Observed | null
}

/** The sections of a report, in the order in which one asks: which K, which states, what they say, when, and is it true? */
export function buildSections({ cv, fitted, traces, training, observed }: ReportInput): Section[] {
  const sections: (Section | null)[] = [cv && choiceSection(cv)]
  if (fitted !== null) {
    sections.push(statesSection(fitted))
    if (observed !== null) {
      sections.push(
        expertsSection(fitted, observed),
        timelineSection(fitted, observed),
        panelSection(fitted, observed),
        labelsSection(fitted, observed),
        residualsSection(observed),
      )
    }
    sections.push(trainingSection(training), restartsSection(fitted, traces))
  }
  return sections.filter((section) => section !== null)
}
