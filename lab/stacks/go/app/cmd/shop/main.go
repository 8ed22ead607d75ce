package main

import (
	"encoding/json"
	"log"
	"log/slog"
	"net/http"
	"os"
	"runtime/debug"
	"time"

	"example.com/shop/internal/shop"
	"go.uber.org/zap"
)

// report logs a served request or its failure, in one of the ways that Go programs do.
type report interface {
	served(r *http.Request, status int, took time.Duration)
	failed(r *http.Request, err error)
	recovered(r *http.Request, value any)
}

type plain struct{}

func (plain) served(r *http.Request, status int, took time.Duration) {
	log.Printf("%s %s %d %s", r.Method, r.URL.Path, status, took.Round(time.Microsecond))
}
func (plain) failed(r *http.Request, err error) { log.Printf("%s %s: %v", r.Method, r.URL.Path, err) }
func (plain) recovered(r *http.Request, value any) {
	log.Printf("panic serving %s %s: %v\n%s", r.Method, r.URL.Path, value, debug.Stack())
}

type structured struct{ logger *slog.Logger }

func (s structured) served(r *http.Request, status int, took time.Duration) {
	s.logger.Info("request", "id", r.Header.Get("X-Request-ID"), "method", r.Method, "path", r.URL.Path, "status", status, "took", took)
}
func (s structured) failed(r *http.Request, err error) {
	s.logger.Error("request failed", "id", r.Header.Get("X-Request-ID"), "method", r.Method, "path", r.URL.Path, "err", err)
}
func (s structured) recovered(r *http.Request, value any) {
	s.logger.Error("panic", "id", r.Header.Get("X-Request-ID"), "path", r.URL.Path, "panic", value, "stack", string(debug.Stack()))
}

type zapped struct{ logger *zap.Logger }

func (z zapped) served(r *http.Request, status int, took time.Duration) {
	z.logger.Info("request", zap.String("request_id", r.Header.Get("X-Request-ID")), zap.String("path", r.URL.Path), zap.Int("status", status), zap.Duration("took", took))
}
func (z zapped) failed(r *http.Request, err error) {
	z.logger.Error("request failed", zap.String("request_id", r.Header.Get("X-Request-ID")), zap.String("path", r.URL.Path), zap.Error(err))
}
func (z zapped) recovered(r *http.Request, value any) {
	z.logger.Error("panic", zap.String("request_id", r.Header.Get("X-Request-ID")), zap.String("path", r.URL.Path), zap.Any("panic", value))
}

func reporter() report {
	switch os.Getenv("LOG_STYLE") {
	case "slog-text":
		return structured{slog.New(slog.NewTextHandler(os.Stderr, nil))}
	case "slog-json":
		return structured{slog.New(slog.NewJSONHandler(os.Stderr, nil))}
	case "zap":
		return zapped{zap.Must(zap.NewProduction())}
	case "zap-console":
		return zapped{zap.Must(zap.NewDevelopment())}
	default:
		return plain{}
	}
}

func main() {
	logs := reporter()
	recovers := os.Getenv("RECOVER") == "1"
	mux := http.NewServeMux()
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		startedAt := time.Now()
		status := http.StatusOK
		defer func() { logs.served(r, status, time.Since(startedAt)) }()
		if recovers {
			defer func() {
				if value := recover(); value != nil {
					logs.recovered(r, value)
					status = http.StatusInternalServerError
					w.WriteHeader(status)
				}
			}()
		}
		handler, known := shop.Routes[r.URL.Path]
		if !known {
			status = http.StatusNotFound
			if r.URL.Path == "/quiet" {
				status = http.StatusInternalServerError
			}
			w.WriteHeader(status)
			return
		}
		value, err := handler(r.Context())
		if err != nil {
			logs.failed(r, err)
			status = http.StatusInternalServerError
			w.WriteHeader(status)
			return
		}
		_ = json.NewEncoder(w).Encode(value)
	})
	log.Fatal(http.ListenAndServe("127.0.0.1:"+os.Getenv("PORT"), mux))
}
