/**
 * What one error code means to everybody who meets it.
 * The reconcile loop reads `disposition`, the API `http`, the CLI `exit`, people `summary` and `fix`.
 */
export interface CatalogueRow {
  /** `retry`: try again later by itself · `wait`: something else must happen first · `terminal`: only a change mends it. */
  readonly disposition: 'retry' | 'wait' | 'terminal';
  readonly http: number;
  /** Exit code of the CLI: 1 failed · 2 usage · 3 try again · 4 not allowed · 5 not found · 6 conflict · 7 needs a person. */
  readonly exit: 1 | 2 | 3 | 4 | 5 | 6 | 7;
  readonly summary: string;
  readonly fix: string;
}

const invalid = { disposition: 'terminal', http: 422, exit: 2 } as const;
const missing = { disposition: 'terminal', http: 404, exit: 5 } as const;
const conflict = { disposition: 'terminal', http: 409, exit: 6 } as const;
const refused = { disposition: 'terminal', http: 403, exit: 4 } as const;
const failed = { disposition: 'terminal', http: 500, exit: 1 } as const;
const again = { disposition: 'retry', http: 503, exit: 3 } as const;

/** One row a code, the only place where a code is born. */
export const catalogue = {
  CONFIG_INVALID: {
    ...invalid,
    summary: 'A setting has a value that cannot be used.',
    fix: 'Set the named variable to a value of the form shown, or unset it.',
  },
  SPEC_UNREADABLE: {
    ...invalid,
    summary: 'A spec file is too large, too deep, has too many aliases, or cannot be read.',
    fix: 'Split or flatten the file to fit within the bounds that the message names.',
  },
  SPEC_SYNTAX: {
    ...invalid,
    summary: 'A spec file is not well-formed YAML.',
    fix: 'Mend the YAML at the place shown.',
  },
  SPEC_INVALID: {
    ...invalid,
    summary: 'A resource does not match the schema of its kind.',
    fix: 'Change the field at the place shown; docs/reference/ lists the fields of each kind.',
  },
  SPEC_REFERENCE: {
    ...invalid,
    summary: 'A resource refers to another one that is not declared.',
    fix: 'Declare the named resource, mend its declaration, or correct the name.',
  },
  SPEC_IMMUTABLE: {
    ...conflict,
    summary: 'A field that is fixed once a project has started was changed.',
    fix: 'Restore the field, or start a new project with `--again`.',
  },
  SPEC_OWNED: {
    ...conflict,
    summary: 'A resource of this name is owned by another source.',
    fix: 'Change it at its source, or choose another name.',
  },
  SOURCE_UNAVAILABLE: {
    ...again,
    summary: 'The folder or repository that specs come from cannot be read.',
    fix: 'Check that the path exists and is readable; the last good specs stay in force.',
  },
  RULES_INVALID: {
    ...invalid,
    summary: 'A rule set cannot be used: an unknown fact, operator or reference, or a malformed rule.',
    fix: 'Mend the rule at the place shown; docs/reference/facts.md lists the facts of each stage.',
  },
  RULES_ILLEGAL: {
    ...invalid,
    summary: 'A rule asked for a phase that cannot follow the present one.',
    fix: 'Correct the rule; docs/life-of-a-project.md shows the legal moves.',
  },
  RULES_INCOMPLETE: {
    ...invalid,
    summary: 'No rule says how a project or a task goes on, and nothing else can take it on.',
    fix: 'Add a rule for it, or name another rule set; `maios rules lint` shows where rules lead nowhere.',
  },
  RULES_DIFFER: {
    ...failed,
    summary: 'A recorded decision is not what its rules make of its facts.',
    fix: 'Look at it with `maios why ID`; a decision that nobody changed since is a fault of maios: please report it.',
  },
  PLAN_INVALID: {
    disposition: 'retry',
    http: 422,
    exit: 1,
    summary: 'A plan is not a usable task graph: a cycle, an unknown name or skill, or too many tasks.',
    fix: 'Correct the tasks; a planning agent is told and tries again.',
  },
  NOT_FOUND: {
    ...missing,
    summary: 'Nothing of that name or id is known.',
    fix: 'List what there is, for instance with `maios project list`.',
  },
  CONFLICT: {
    disposition: 'retry',
    http: 409,
    exit: 6,
    summary: 'Something else changed the same thing first.',
    fix: 'Look at the present state and try again.',
  },
  NOT_WAITING: {
    ...conflict,
    summary: 'The project does not take this now.',
    fix: 'Look at its state with `maios project status`.',
  },
  PERMISSION_DENIED: {
    ...refused,
    summary: 'No SkillPermission allows this call, or the API does not take it from where it came.',
    fix: 'Grant it with a SkillPermission, or let the agent work without it.',
  },
  UNAUTHENTICATED: {
    ...refused,
    http: 401,
    summary: 'The request does not show the token of this server.',
    fix: 'Set MAIOS_TOKEN to what `maios token` prints where the server runs.',
  },
  USAGE: {
    ...invalid,
    http: 400,
    summary: 'The command or request is not of the expected form.',
    fix: 'See `maios --help`.',
  },
  METHOD_NOT_ALLOWED: {
    ...invalid,
    http: 405,
    summary: 'What the path names does not take this method.',
    fix: 'Use one of the methods that the message names; the header Allow holds them too.',
  },
  MEDIA_TYPE: {
    ...invalid,
    http: 415,
    summary: 'What changes something is taken as JSON alone.',
    fix: 'Send JSON, with the header Content-Type: application/json.',
  },
  BODY_TOO_LARGE: {
    ...invalid,
    http: 413,
    summary: 'The body of a request is larger than is taken.',
    fix: 'Send less; what is long belongs in a file of the workspace, or in several specs.',
  },
  STORE_OWNED: {
    ...conflict,
    exit: 6,
    summary: 'Another process owns this data folder.',
    fix: 'Use that process (commands reach it by themselves), stop it, or choose another folder with MAIOS_HOME.',
  },
  STORE_UNAVAILABLE: {
    ...again,
    summary: 'The database does not answer.',
    fix: 'Check DATABASE_URL and the database; nothing accepted is lost.',
  },
  NOT_LEADING: {
    ...again,
    summary: 'Another process leads now, so this one may not decide.',
    fix: 'Nothing needs to be done: whoever leads goes on with it.',
  },
  QUEUE_UNAVAILABLE: {
    ...again,
    summary: 'Redis does not answer.',
    fix: 'Check REDIS_URL and Redis; nothing is lost, and work goes on when it is back.',
  },
  OVERLOADED: {
    disposition: 'retry',
    http: 429,
    exit: 3,
    summary: 'There is more work than this system takes on at once.',
    fix: 'Try again when some of it is done, or raise the limit that the message names.',
  },
  STORE_SCHEMA: {
    ...failed,
    summary: 'The database holds a schema that this version does not know.',
    fix: 'Use the version of maios that wrote it, or newer.',
  },
  STORE_MOVED: {
    ...conflict,
    summary: 'What was in this data folder has been moved to a server.',
    fix: 'Set DATABASE_URL to the server that the message names. If it was never used there, remove moved.json.',
  },
  STORE_DAMAGED: {
    ...failed,
    summary: 'Files of the embedded database are missing; nothing is written over those that are left.',
    fix: 'Put them back, or restore a backup into another MAIOS_HOME.',
  },
  NOT_EMPTY: {
    ...conflict,
    summary: 'Something is there already, and nothing is written over it.',
    fix: 'Choose a new database and an empty folder of workspaces.',
  },
  BACKUP_INVALID: {
    ...invalid,
    summary: 'A file is not a whole backup: something else, cut off, or changed.',
    fix: 'Use another copy; `maios backup verify FILE` says whether one is whole.',
  },
  PROJECT_REMOVED: {
    disposition: 'terminal',
    http: 410,
    exit: 5,
    summary: 'The project has ended, and was removed when its time was over.',
    fix: 'Start it anew with `--again`, or keep projects longer: `retention.days` of the Organization.',
  },
  STORE_BUG: {
    ...failed,
    summary: 'A statement that should hold did not.',
    fix: 'Please report this with the message.',
  },
  DISK_FULL: {
    ...again,
    summary: 'The disk is full.',
    fix: 'Free space. A process that is there tries again by itself, each minute at the latest; one that has ended goes on where it stopped when it is started again.',
  },
  MODEL_KEY_MISSING: {
    ...invalid,
    exit: 2,
    summary: 'A model needs a key that is not set.',
    fix: 'Set the named variable, or use a scripted model: `maios run -f specs/examples/rest-api` needs no key.',
  },
  MODEL_UNAVAILABLE: {
    ...again,
    summary: 'A model endpoint does not answer, or refuses for now.',
    fix: 'Check the base URL and the network; the run is tried again by the escalation rules.',
  },
  MODEL_REFUSED: {
    ...failed,
    summary: 'A model endpoint refused the request.',
    fix: 'Check the key, the model name and the request that the message names.',
  },
  MODEL_PROTOCOL: {
    ...again,
    summary: 'A model endpoint sent something that is not an answer.',
    fix: 'Check that the base URL is an OpenAI-compatible endpoint.',
  },
  MODEL_SCRIPT_EXHAUSTED: {
    ...failed,
    summary: 'A scripted model has no turn for what was asked.',
    fix: 'Add a turn to the script that matches the purpose, task, agent, attempt and turn shown.',
  },
  BUDGET_EXHAUSTED: {
    disposition: 'wait',
    http: 402,
    exit: 7,
    summary: 'The budget does not cover the next model call.',
    fix: "Raise the project's budget, then answer `retry`.",
  },
  PRICE_UNKNOWN: {
    ...invalid,
    summary: 'A budget in usd needs a price, and the model declares none.',
    fix: 'Add `price` to the Model, or use a budget in tokens.',
  },
  EMBEDDER_UNAVAILABLE: {
    ...again,
    summary: 'Texts cannot be turned into vectors.',
    fix: 'See the message; work goes on without memory, and vectors are made later.',
  },
  SANDBOX_UNAVAILABLE: {
    ...again,
    summary: 'No sandbox could be started.',
    fix: 'See the message for what was found. With Docker: start it, build or load the image. Without: install bubblewrap.',
  },
  SANDBOX_UNSAFE: {
    ...refused,
    summary: 'A real model would run code without isolation.',
    fix: 'Give it Docker with the image of sandboxes, or install bubblewrap, or accept the risk with --allow-unsafe-sandbox.',
  },
  SANDBOX_LIMIT: {
    ...failed,
    summary: 'A call went past a limit on time, output or size.',
    fix: 'Do less in one call, or raise the limit in the skill.',
  },
  SANDBOX_PATH: {
    ...refused,
    summary: "A path leads out of the run's workspace.",
    fix: 'Use a path relative to the workspace.',
  },
  WORKSPACE_GIT: {
    ...failed,
    summary: 'git is missing, too old, or failed.',
    fix: 'Install git 2.38 or newer; see the message for what git said.',
  },
  OWNER_UNREACHABLE: {
    ...again,
    summary: 'The process that serves the API does not answer.',
    fix: 'Wait a moment and try again; if it hangs, stop it and start again: the work resumes.',
  },
  INTERNAL: { ...failed, summary: 'A fault in maios itself.', fix: 'Please report this with the message.' },
} as const satisfies Record<string, CatalogueRow>;

export type ErrorCode = keyof typeof catalogue;
