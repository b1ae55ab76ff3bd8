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
 * KEYS: stallBlock, stalling, waiting, active, jobs. ARGV: milliseconds without a sign of life.
 * In place of bee-queue's own: takes back what was active at the last look and gave no sign since, and counts that in the
 * job itself, in the same step; counted apart, a job could be taken again before. Reading the count costs nothing.
 * What nobody of this system sent is thrown away; it might be unreadable, and come back for ever.
 * What was of high priority goes first again, the rest last, so that jobs which end their workers do not hold up the others.
 */
export const takeBackStalled = `
if not redis.call('SET', KEYS[1], '1', 'PX', ARGV[1], 'NX') then return 0 end
local taken = 0
for _, id in ipairs(redis.call('SMEMBERS', KEYS[2])) do
  local data = redis.call('LREM', KEYS[4], 0, id) > 0 and redis.call('HGET', KEYS[5], id)
  local count = function(n) return '"stalls":' .. string.format('%d', n + 1) end
  local counted, ours = string.gsub(data or '', '"stalls":(%d+)', count, 1)
  if ours == 1 then
    redis.call('HSET', KEYS[5], id, counted)
    local isHigh = string.find(data, '"priority":"high"', 1, true)
    redis.call(isHigh and 'RPUSH' or 'LPUSH', KEYS[3], id)
    taken = taken + 1
  else
    redis.call('HDEL', KEYS[5], id)
  end
end
redis.call('DEL', KEYS[2])
for _, id in ipairs(redis.call('LRANGE', KEYS[4], 0, -1)) do redis.call('SADD', KEYS[2], id) end
return taken`;

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
