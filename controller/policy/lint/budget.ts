/** How many steps an analysis may still take; shared by all that it consists of, so that every rule set ends in time. */
export interface Budget {
  left: number;
}

export function createBudget(steps: number): Budget {
  return { left: steps };
}

/** Takes a step; false when none is left. */
export function spend(budget: Budget, steps = 1): boolean {
  budget.left -= steps;
  return budget.left >= 0;
}
