-- Each request looks at the day of the next of many people.
local requests = {}
local n = 0

function init()
  for token in io.lines(os.getenv("BENCH_TOKENS")) do
    local headers = { ["authorization"] = "Bearer " .. token }
    requests[#requests + 1] = wrk.format("GET", "/api/attendance/days/today", headers)
  end
end

function request()
  n = n % #requests + 1
  return requests[n]
end
