package main

import (
	"fmt"
	"log"
	"net/http"
	"os"

	"github.com/go-chi/chi/v5/middleware"
	kitlog "github.com/go-kit/log"
	"github.com/go-kit/log/level"
	"github.com/hashicorp/go-hclog"
)

// journal is how one style logs: what was handled, what failed, what panicked, what is only worth a word.
type journal struct {
	handled  func(id, path string, status int)
	failed   func(id, path string, err error)
	panicked func(id, path string, err any, stack []byte)
	warned   func(id, what string, err error)
	said     func(id, what string)
}

// hclogJournal writes as the servers of HashiCorp do; stacks stand below the record.
func hclogJournal() journal {
	logger := hclog.New(&hclog.LoggerOptions{Name: "brewery", Output: os.Stderr})
	return journal{
		handled: func(id, path string, status int) {
			logger.Info("handled", "request_id", id, "path", path, "status", status)
		},
		failed: func(id, path string, err error) {
			logger.Error("request failed", "request_id", id, "path", path, "error", err, "trace", fmt.Sprintf("%+v", err))
		},
		panicked: func(id, path string, err any, stack []byte) {
			logger.Error("panic in handler", "request_id", id, "path", path, "panic", err, "stack", hclog.Fmt("%s", stack))
		},
		warned: func(id, what string, err error) { logger.Warn(what, "request_id", id, "error", err) },
		said:   func(id, what string) { logger.Info(what, "request_id", id) },
	}
}

// kitJournal writes pairs of key and value, one line a record.
func kitJournal() journal {
	logger := kitlog.NewLogfmtLogger(kitlog.NewSyncWriter(os.Stderr))
	logger = kitlog.With(logger, "ts", kitlog.DefaultTimestampUTC, "caller", kitlog.DefaultCaller)
	return journal{
		handled: func(id, path string, status int) {
			level.Info(logger).Log("msg", "handled", "request_id", id, "path", path, "status", status)
		},
		failed: func(id, path string, err error) {
			level.Error(logger).Log("msg", "request failed", "request_id", id, "path", path, "err", err)
		},
		panicked: func(id, path string, err any, stack []byte) {
			level.Error(logger).Log("msg", "panic in handler", "request_id", id, "path", path, "err", err, "stack", string(stack))
		},
		warned: func(id, what string, err error) { level.Warn(logger).Log("msg", what, "request_id", id, "err", err) },
		said:   func(id, what string) { level.Info(logger).Log("msg", what, "request_id", id) },
	}
}

// chiJournal is the standard logger beside chi's own middleware, which logs requests and panics by itself.
func chiJournal() journal {
	return journal{
		handled:  func(string, string, int) {},
		failed:   func(_, path string, err error) { log.Printf("%s: %+v", path, err) },
		panicked: func(string, string, any, []byte) {},
		warned:   func(_, what string, err error) { log.Printf("%s: %v", what, err) },
		said:     func(_, what string) { log.Print(what) },
	}
}

// setUp picks the style, and the middleware that goes with it.
func setUp() (journal, []func(http.Handler) http.Handler) {
	switch os.Getenv("LOG_STYLE") {
	case "hclog":
		own := hclogJournal()
		return own, []func(http.Handler) http.Handler{observed(own)}
	case "kit":
		own := kitJournal()
		return own, []func(http.Handler) http.Handler{observed(own)}
	default:
		middleware.RequestIDHeader = "X-Request-Id"
		used := []func(http.Handler) http.Handler{middleware.Logger, middleware.Recoverer}
		if os.Getenv("CHI_IDS") != "" {
			used = append([]func(http.Handler) http.Handler{middleware.RequestID}, used...)
		}
		return chiJournal(), used
	}
}
