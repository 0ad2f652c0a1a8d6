/** The exit codes of the contract. */
export const EXIT = {
  ok: 0,
  unusable: 1,
  usage: 2,
  noData: 4,
  defect: 70,
  cannotWrite: 74,
  interrupted: 130,
  terminated: 143,
} as const;
