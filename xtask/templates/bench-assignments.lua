-- Each request is a new assignment: an id of its own (UUIDv7), by the next of those who lead a
-- section of 50 (the second of each), to two of its people. BENCH_FROM is the number of the first,
-- so that no two turns send the same.
local TITLES = {
  "Susun laporan kinerja", "Siapkan bahan rapat koordinasi", "Periksa usulan anggaran",
  "Tanggapi surat edaran", "Perbarui data pegawai",
}
local SECTION = 50

local heads = {}
local number = 0
for token in io.lines(os.getenv("BENCH_TOKENS")) do
  if number % SECTION == 1 then
    heads[#heads + 1] = { token = token, number = number }
  end
  number = number + 1
end
local begun_s = os.time()
local n = tonumber(os.getenv("BENCH_FROM"))

math.randomseed(begun_s + n)
local run = string.format("%04x%08x", math.random(0, 0xffff), math.random(0, 0x7fffffff))
local time = string.format("%012x", begun_s * 1000)

local function person(number)
  return string.format("018bcfe5-6800-7000-8000-0000%08x", number)
end

function request()
  n = n + 1
  local id = string.format("%s-%s-7%03x-8%03x-%s",
    time:sub(1, 8), time:sub(9, 12), math.floor(n / 4096) % 4096, n % 4096, run)
  local head = heads[n * 7 % #heads + 1]
  local first = n % 23 + 1
  local due = os.date("!%Y-%m-%dT%H:%M:%SZ", begun_s + 86400 * (1 + n % 20))
  local body = string.format(
    '{"title":"%s nomor %d","text":"Laporkan hambatan sebelum tenggat.","due_at":"%s",' ..
    '"people":["%s","%s"]}',
    TITLES[n % #TITLES + 1], n, due, person(head.number + first), person(head.number + first + 23))
  local headers = {
    ["authorization"] = "Bearer " .. head.token,
    ["content-type"] = "application/json",
  }
  return wrk.format("PUT", "/api/assignments/assignments/" .. id, headers, body)
end
