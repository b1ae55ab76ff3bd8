import type { RunResult } from '../../store/run-contract.ts';
import type { ControlTool } from '../calls/toolbox.ts';

type Review = NonNullable<RunResult['review']>;

/** How a review is handed in. */
export const submitReview: ControlTool<Review> = {
  tool: {
    name: 'submit_review',
    description: 'Hands in your review and ends the task. Approve only what you have looked at and would answer for.',
    parameters: {
      type: 'object',
      properties: {
        verdict: { type: 'string', enum: ['approve', 'request_changes'] },
        comments: {
          type: 'string',
          minLength: 1,
          maxLength: 8000,
          description: 'What you found; for changes, what is to be done.',
        },
      },
      required: ['verdict', 'comments'],
      additionalProperties: false,
    },
  },
  accept: (args) => ({
    ok: true,
    value: { approved: args['verdict'] === 'approve', comments: String(args['comments']) },
  }),
};
