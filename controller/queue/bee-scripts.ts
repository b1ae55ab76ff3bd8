/**
 * KEYS: jobs, waiting. ARGV: id, data, how many may be passed.
 * Workers take from the right end, where those of high priority stand together; a new one goes behind them. When there are
 * more of them than may be passed, it goes before the rest of them, so that the cost is bounded.
 */
export const addHigh = `
if redis.call('HEXISTS', KEYS[1], ARGV[1]) == 1 then return 0 end
redis.call('HSET', KEYS[1], ARGV[1], ARGV[2])
local passed = {}
while #passed < tonumber(ARGV[3]) do
  local id = redis.call('LINDEX', KEYS[2], -1)
  local data = id and redis.call('HGET', KEYS[1], id)
  if not data or not string.find(data, '"priority":"high"', 1, true) then break end
  passed[#passed + 1] = redis.call('RPOP', KEYS[2])
end
redis.call('RPUSH', KEYS[2], ARGV[1])
for i = #passed, 1, -1 do redis.call('RPUSH', KEYS[2], passed[i]) end
return 1`;

/**
 * KEYS: jobs. ARGV: id.
 * Counts that the job was taken back from a worker; the count travels in the job, so that reading it costs nothing.
 */
export const countStall = `
local data = redis.call('HGET', KEYS[1], ARGV[1])
if not data then return 0 end
local counted = string.gsub(data, '"stalls":(%d+)', function(n) return '"stalls":' .. string.format('%d', n + 1) end, 1)
redis.call('HSET', KEYS[1], ARGV[1], counted)
return 1`;

/**
 * KEYS: jobs, waiting. ARGV: run, highest epoch.
 * Takes the run's jobs from those waiting; what a worker has is not touched.
 */
export const dropWaiting = `
local dropped = 0
for epoch = 0, tonumber(ARGV[2]) do
  local id = ARGV[1] .. '.' .. epoch
  if redis.call('HEXISTS', KEYS[1], id) == 1 and redis.call('LREM', KEYS[2], 0, id) > 0 then
    dropped = dropped + redis.call('HDEL', KEYS[1], id)
  end
end
return dropped`;
