-- Puts one entry of the file after the other: each line is address, digest and body.
local entries, at = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local address, digest, body = line:match("^(%S+)\t(%S+)\t(.*)$")
    entries[#entries + 1] = { address, digest, body }
  end
  wrk.headers["Authorization"] = "Bearer " .. args[2]
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  at = at % #entries + 1
  local address, digest, body = unpack(entries[at])
  wrk.headers["X-Sha256"] = digest
  return wrk.format("PUT", address, nil, body)
end
