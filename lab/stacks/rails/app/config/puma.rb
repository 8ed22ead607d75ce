port Integer(ENV.fetch("PORT")), "127.0.0.1"
environment "production"
threads 1, Integer(ENV.fetch("PUMA_THREADS", "4"))
workers Integer(ENV.fetch("PUMA_WORKERS", "0"))
log_requests ENV["PUMA_LOG_REQUESTS"] == "1"
worker_timeout Integer(ENV["PUMA_WORKER_TIMEOUT"]) if ENV["PUMA_WORKER_TIMEOUT"]
