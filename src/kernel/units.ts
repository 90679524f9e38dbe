/** Log-densities inside the kernel are in units of log 2 / 128: a table of 128 roots of 2 then needs no multiplication. */
export const UNITS_PER_NAT = 128 / Math.LN2
export const NATS_PER_UNIT = Math.LN2 / 128
