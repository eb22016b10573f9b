-- Each request is a new punch: an id of its own (UUIDv7), by the next of many people, and with a
-- claimed time two minutes before that person's last one, so that none is a double tap of another.
-- BENCH_FROM is the number of the first, so that no two turns send the same.
local GAP_S = 120

local tokens = {}
for token in io.lines(os.getenv("BENCH_TOKENS")) do
  tokens[#tokens + 1] = token
end
local begun_s = os.time()
local n = tonumber(os.getenv("BENCH_FROM"))

math.randomseed(begun_s + n)
local run = string.format("%04x%08x", math.random(0, 0xffff), math.random(0, 0x7fffffff))
local time = string.format("%012x", begun_s * 1000)

function request()
  n = n + 1
  local round = math.floor(n / #tokens)
  local id = string.format("%s-%s-7%03x-8%03x-%s",
    time:sub(1, 8), time:sub(9, 12), math.floor(n / 4096) % 4096, n % 4096, run)
  local body = string.format(
    '{"direction":"%s","work_mode":"home","zone":"Asia/Jakarta","claimed_at":"%s"}',
    round % 2 == 0 and "out" or "in", os.date("!%Y-%m-%dT%H:%M:%SZ", begun_s - GAP_S * round))
  local headers = {
    ["authorization"] = "Bearer " .. tokens[n % #tokens + 1],
    ["content-type"] = "application/json",
  }
  return wrk.format("PUT", "/api/attendance/punches/" .. id, headers, body)
end
