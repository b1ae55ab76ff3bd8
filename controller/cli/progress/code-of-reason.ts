import { catalogue, type ErrorCode } from '../../errors/catalogue.ts';

/** The error code behind the reason of a condition: conditions write `RULES_INVALID` as `RulesInvalid`. */
export function codeOfReason(reason: string): ErrorCode {
  if (reason === 'IllegalTransition') return 'RULES_ILLEGAL';
  const wanted = reason.toUpperCase();
  return errorCodes.find((code) => code.replaceAll('_', '') === wanted) ?? 'INTERNAL';
}

const errorCodes = Object.keys(catalogue).filter(isCode);

function isCode(name: string): name is ErrorCode {
  return name in catalogue;
}
