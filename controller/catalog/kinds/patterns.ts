/** How names and the other short words of specs are written, as regular expressions of JSON Schema. */
export const patterns = {
  name: '^[a-z0-9]([-a-z0-9]*[a-z0-9])?$',
  skillName: '^[a-z][a-z0-9_-]*$',
  duration: '^[1-9][0-9]{0,5}(ms|s|m|h|d)$',
  secretRef: '^(env:[A-Za-z_][A-Za-z0-9_]*|file:.+|secret:[^/]+/.+)$',
} as const;
