import type { Happening } from '../happening.ts';

const most = 40;

/** What happened to one project, as lines for people; the last ones, where there are too many. */
export function storyOf(happenings: readonly Happening[], start: number): readonly string[] {
  const lines = happenings.flatMap((one) => {
    const text = textOf(one);
    return text === undefined ? [] : [`${clock(one.at - start)}  ${text}`];
  });
  const left = lines.length - most;
  return left > 0 ? [`… ${left} lines before`, ...lines.slice(left)] : lines;
}

type Text = string | undefined;

const texts: { readonly [What in Happening['what']]: (one: Extract<Happening, { what: What }>) => Text } = {
  'project-started': () => 'the project comes in',
  decided: ({ subject, text }) => `${subject}: ${text}`,
  // Told by its decision.
  moved: () => undefined,
  'run-queued': () => undefined,
  'run-started': ({ subject, purpose, agent }) => `${subject}: ${purpose} by ${agent ?? 'maios'} begins`,
  'run-ended': ({ subject, purpose, agent, outcome, failure }) =>
    `${subject}: ${purpose} by ${agent ?? 'maios'} ${outcome}${failure === null ? '' : `, ${failure}`}`,
  'handed-over': () => undefined,
  asked: () => undefined,
  closed: ({ answer, by }) => (by === 'rules' ? undefined : `answered "${answer}" by ${by}`),
  stalled: ({ subject, code, message }) => `${subject}: stalled, ${code}: ${message}`,
  restless: ({ steps }) => `${steps} steps on end without rest`,
  'project-ended': ({ phase }) => `the project ends: ${phase}`,
};

function textOf<What extends Happening['what']>(one: Extract<Happening, { what: What }>): Text {
  const text: (one: Extract<Happening, { what: What }>) => Text = texts[one.what];
  return text(one);
}

// Days, hours, minutes and seconds since the simulation began.
function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  const two = (number: number): string => String(Math.floor(number)).padStart(2, '0');
  const time = [(seconds / 3600) % 24, (seconds / 60) % 60, seconds % 60].map(two).join(':');
  return `${Math.floor(seconds / 86_400)}d ${time}`;
}
