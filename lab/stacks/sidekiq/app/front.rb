# Takes a request, enqueues one job, and waits until a worker has ended it.
require "cgi"
require "securerandom"
require "socket"
require_relative "jobs"

server = TCPServer.new("127.0.0.1", Integer(ARGV.fetch(0)))
loop do
  Thread.new(server.accept) do |socket|
    path = socket.gets.to_s.split[1].to_s
    headers = {}
    while (line = socket.gets.to_s.chomp) != ""
      name, value = line.split(": ", 2)
      headers[name.downcase] = value
    end
    name, query = path.delete_prefix("/").split("?", 2)
    id = headers.fetch("x-request-id") { SecureRandom.hex(16) }
    ok = false
    unless name == "sorry"
      Object.const_get("#{name.capitalize}Job").perform_async(id, *query.to_s.split("&").map { |pair| CGI.unescape(pair.split("=", 2).last) })
      outcome = Sidekiq.redis { |redis| redis.brpop("done:#{id}", timeout: 6) }
      ok = outcome&.last == "ok"
    end
    socket.write("HTTP/1.1 #{ok ? "200 OK" : "500 Internal Server Error"}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    socket.close
  end
end
