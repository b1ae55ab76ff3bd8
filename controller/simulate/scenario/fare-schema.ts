import { Type, type Static } from 'typebox';
import { OneOf } from '../../catalog/kinds/envelope.ts';
import { failuresOfRuns } from '../../policy/failures.ts';

/** How long something takes, in minutes: always the same, evenly between two, or log-normal by its median and 95th percentile. */
export const Minutes = Type.Union(
  [
    Type.Number({ minimum: 0, maximum: 525_600 }),
    Type.Object(
      {
        from: Type.Optional(Type.Number({ minimum: 0, maximum: 525_600 })),
        to: Type.Optional(Type.Number({ minimum: 0, maximum: 525_600 })),
        median: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 525_600 })),
        p95: Type.Optional(Type.Number({ exclusiveMinimum: 0, maximum: 525_600 })),
      },
      { additionalProperties: false },
    ),
  ],
  { description: 'A number, {from, to} or {median, p95}.' },
);
export type Minutes = Static<typeof Minutes>;

export const Share = Type.Number({ minimum: 0, maximum: 1 });
/** How often, beside others: 2 is twice as often as 1. */
export const Weight = Type.Number({ minimum: 0, maximum: 1_000_000 });

const Failures = Type.Object(Object.fromEntries(failuresOfRuns.map((name) => [name, Type.Optional(Share)])), {
  additionalProperties: false,
  description: 'How often a run fails in each way, 0 to 1; with timeout it never ends by itself.',
});

/** How runs fare. */
export const fares = {
  minutes: Type.Optional(Minutes),
  failures: Type.Optional(Failures),
  rejects: Type.Optional({ ...Share, description: 'How often a review sends the work back, 0 to 1.' }),
  outcomes: Type.Optional(
    Type.Array(OneOf(['succeeded', 'rejected', ...failuresOfRuns]), {
      maxItems: 100,
      description: 'How the first runs of a task end, one by one; chance takes over after the last one.',
    }),
  ),
};

export const Fare = Type.Object(fares, { additionalProperties: false });
export type Fare = Static<typeof Fare>;
