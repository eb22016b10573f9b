-- Each request is a new punch: an id of its own (UUIDv7), and a claimed time two minutes from
-- the one before, so that none counts as a double tap of another. Each turn has a year of its
-- own, for the same reason.
local token = os.getenv("PUNCH_TOKEN")
local turn_s = 365 * 86400 * tonumber(os.getenv("PUNCH_TURN"))
local begun_ms = os.time() * 1000
local n = 0

math.randomseed(os.time())
local run = string.format("%04x%08x", math.random(0, 0xffff), math.random(0, 0x7fffffff))

function request()
  n = n + 1
  local time = string.format("%012x", begun_ms)
  local id = string.format("%s-%s-7%03x-8%03x-%s",
    time:sub(1, 8), time:sub(9, 12), math.floor(n / 4096) % 4096, n % 4096, run)
  local claimed_at = os.date("!%Y-%m-%dT%H:%M:%SZ", os.time() - turn_s - 120 * n)
  local direction = n % 2 == 0 and "out" or "in"
  local body = string.format(
    '{"direction":"%s","work_mode":"home","zone":"Asia/Jakarta","claimed_at":"%s"}',
    direction, claimed_at)
  local headers = {
    ["authorization"] = "Bearer " .. token,
    ["content-type"] = "application/json",
  }
  return wrk.format("PUT", "/api/attendance/punches/" .. id, headers, body)
end
