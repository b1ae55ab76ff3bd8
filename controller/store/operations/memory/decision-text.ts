/** SQL over a decision `d`: the words that stand for it when memory is searched by meaning. */
export const decisionText = `
  d.stage || ' decision on ' || d.subject
  || coalesce(': ' || d.from_phase || ' to ' || d.to_phase, '')
  || coalesce(', because of ' || (SELECT string_agg(rule, ', ') FROM jsonb_array_elements_text(d.rules) AS rule), '')`;
