import { z } from 'zod'
import { wantedDevices } from './device-names.js'

export const deviceConfig = z
  .enum(wantedDevices)
  .default('auto')
  .describe(
    'what trains networks; auto is the first that is there, cpu and gpu the first of that kind (dsm devices lists them)',
  )
