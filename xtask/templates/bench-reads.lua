-- Each request reads one path, as the next of some people: BENCH_FIRST to BENCH_LAST, from 1.
-- {month} and {last_month} in it are those of the office's zone, seven hours before UTC.
local ZONE_S = 7 * 3600

local requests = {}
local n = 0

local function path()
  local now = os.date("!*t", os.time() + ZONE_S)
  local last = now.month == 1 and { year = now.year - 1, month = 12 }
    or { year = now.year, month = now.month - 1 }
  local text = function(at) return string.format("%04d-%02d", at.year, at.month) end
  return (os.getenv("BENCH_PATH"):gsub("{month}", text(now)):gsub("{last_month}", text(last)))
end

function init()
  local first, last = tonumber(os.getenv("BENCH_FIRST")), tonumber(os.getenv("BENCH_LAST"))
  local number = 0
  for token in io.lines(os.getenv("BENCH_TOKENS")) do
    number = number + 1
    if number >= first and number <= last then
      local headers = { ["authorization"] = "Bearer " .. token }
      requests[#requests + 1] = wrk.format("GET", path(), headers)
    end
  end
end

function request()
  n = n % #requests + 1
  return requests[n]
end
