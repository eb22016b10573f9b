-- Each request is a new activity of today: an id of its own (UUIDv7), by the next of many people.
-- BENCH_FROM is the number of the first, so that no two turns send the same. One minute each: a
-- day of somebody holds a hundred.
local TITLES = {
  "Menyusun laporan kinerja", "Mengikuti rapat koordinasi", "Memeriksa usulan anggaran",
  "Menyiapkan bahan paparan", "Merevisi nota dinas",
}

local tokens = {}
for token in io.lines(os.getenv("BENCH_TOKENS")) do
  tokens[#tokens + 1] = token
end
local begun_s = os.time()
local n = tonumber(os.getenv("BENCH_FROM"))

math.randomseed(begun_s + n)
local run = string.format("%04x%08x", math.random(0, 0xffff), math.random(0, 0x7fffffff))
local time = string.format("%012x", begun_s * 1000)
local day = os.date("!%Y-%m-%d", begun_s + 7 * 3600)

function request()
  n = n + 1
  local id = string.format("%s-%s-7%03x-8%03x-%s",
    time:sub(1, 8), time:sub(9, 12), math.floor(n / 4096) % 4096, n % 4096, run)
  local body = string.format(
    '{"title":"%s nomor %d","zone":"Asia/Jakarta","day":"%s","minutes":1,"tags":["rapat"],' ..
    '"assignment_id":"018bcfe5-6800-7000-8000-0000002dc6c0"}',
    TITLES[n % #TITLES + 1], n, day)
  -- Steps that have no divisor in common with the number of people: nobody comes by number.
  local headers = {
    ["authorization"] = "Bearer " .. tokens[n * 1009 % #tokens + 1],
    ["content-type"] = "application/json",
  }
  return wrk.format("PUT", "/api/activities/activities/" .. id, headers, body)
end
