require "json"
require "logger"

# How the shop writes its log: as Sinatra does by itself, with Ruby's logger and the request id, or as JSON lines.
module Journal
  STYLE = ENV.fetch("LOG_STYLE", "sinatra")
  OUT = Logger.new($stderr)
  OUT.formatter = proc { |_severity, _time, _program, line| "#{line}\n" } if STYLE == "json"

  def self.error(request_id, problem)
    if STYLE == "json"
      OUT.error(JSON.generate(record("error", request_id, problem.message).merge(
        exception: { class: problem.class.name, message: problem.message, backtrace: Array(problem.backtrace).first(8) },
      )))
    else
      OUT.error("[#{request_id}] #{problem.full_message(highlight: false, order: :top)}")
    end
  end

  def self.info(request_id, line)
    OUT.info(STYLE == "json" ? JSON.generate(record("info", request_id, line)) : "[#{request_id}] #{line}")
  end

  def self.record(level, request_id, message)
    { time: Time.now.utc.strftime("%Y-%m-%dT%H:%M:%S.%LZ"), level: level, request_id: request_id, message: message }
  end
end
