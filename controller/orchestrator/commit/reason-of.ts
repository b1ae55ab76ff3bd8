import { type ErrorCode } from '../../errors/catalogue.ts';

/** The reason that a condition gives for an error: one CamelCase word, as Kubernetes writes them (RULES_INVALID → RulesInvalid). */
export function reasonOf(code: ErrorCode): string {
  return code.toLowerCase().replaceAll(/(?:^|_)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
