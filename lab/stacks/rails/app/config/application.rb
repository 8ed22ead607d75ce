require "logger"
require "rails"
require "active_record/railtie"
require "action_controller/railtie"
require "action_view/railtie"

module Shop
  class Application < Rails::Application
    config.root = File.expand_path("..", __dir__)
    config.load_defaults 6.1
    config.eager_load = false
    config.cache_classes = true
    config.consider_all_requests_local = false
    config.secret_key_base = "5f4dcc3b5aa765d61d8327deb882cf99"
    config.hosts.clear
    config.log_level = :info
    config.log_tags = [:request_id] if ENV["LOG_TAGS"]
    config.filter_parameters += [:password]
    config.active_record.migration_error = false
    logger = ActiveSupport::Logger.new(ENV["RAILS_LOG"] || $stdout)
    logger.formatter = ENV["LOG_PLAIN"] ? ActiveSupport::Logger::SimpleFormatter.new : ::Logger::Formatter.new
    config.logger = ActiveSupport::TaggedLogging.new(logger)
    config.paths["config/routes.rb"] = "config/routes.rb"
  end
end
