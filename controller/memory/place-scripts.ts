// Redis's own clock: those of the workers may differ.
const clock = `
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)`;

const hold = `
redis.call('ZADD', KEYS[1], now + ARGV[2], ARGV[1])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[2]) then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return 1`;

/** KEYS: the places. ARGV: holder, milliseconds, limit. 1 when the holder has one of them now. */
export const acquirePlace = `${clock}
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', now)
if not redis.call('ZSCORE', KEYS[1], ARGV[1]) and redis.call('ZCARD', KEYS[1]) >= tonumber(ARGV[3]) then return 0 end
${hold}`;

/** KEYS: the places. ARGV: holder, milliseconds. Also when Redis forgot who has them: the holder goes on all the same. */
export const renewPlace = `${clock}
${hold}`;
